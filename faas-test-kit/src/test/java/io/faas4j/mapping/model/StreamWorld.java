package io.faas4j.mapping.model;

import io.faas4j.Faas;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.CircuitBreaking;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.MappingConfig;
import io.faas4j.mapping.MappingState;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.WindowState;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.PutOutcome;
import io.faas4j.stream.ShardDescription;
import io.faas4j.stream.StreamSettings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stream whose shards change, and its consumers. */
final class StreamWorld extends World {

    private static final DestinationRef GIVEN_UP = DestinationRef.custom("given-up");
    private static final String NAME = "model";
    private static final int MOST_SHARDS = 6;

    /** After more of them a failure record is given up. */
    private static final int MOST_REFUSALS = 4;

    private final CheckpointStore store = CheckpointStore.inMemory();
    private final DataStream stream;
    private final StreamModel model;
    private final boolean isTelling;
    private final int poison;
    private final int refusing;
    private MappingConfig config;
    private final Map<UUID, Integer> refusals = new HashMap<>();
    private boolean hasBegun;
    private @Nullable Lifeline begun;
    private @Nullable EventSourceMapping current;

    /** A window's state. */
    record Sum(@Nullable List<Integer> numbers) {}

    StreamWorld(long seed) {
        super(seed);
        this.stream = runtime.faas().streams().create("model", StreamSettings.DEFAULT.shards(1 + random.nextInt(3)));
        this.isTelling = random.nextInt(4) > 0;
        this.poison = random.nextInt(3) == 0 ? 5 + random.nextInt(40) : 0;
        this.refusing = random.nextBoolean() ? 0 : 2 + random.nextInt(5);
        this.config = anyConfig();
        this.model = new StreamModel(this, config);
    }

    private MappingConfig anyConfig() {
        boolean isInWindows = random.nextInt(5) == 0;
        boolean isAgeLimited = random.nextInt(6) == 0;
        MappingConfig.Builder any = MappingConfig.builder()
                .startingPosition(random.nextInt(4) == 0 ? StreamPosition.latest() : StreamPosition.trimHorizon())
                .batchSize(random.nextInt(6) == 0 ? 100 : 1 + random.nextInt(10))
                .maximumRetryAttempts(random.nextInt(5) - 1)
                .bisectBatchOnFunctionError(random.nextBoolean())
                .reportBatchItemFailures(random.nextBoolean());
        if (isInWindows) {
            any.tumblingWindow(Duration.ofSeconds(1 + random.nextInt(30)));
        } else if (!isAgeLimited && random.nextBoolean()) {
            any.parallelizationFactor(2 + random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            any.batchingWindow(Duration.ofSeconds(1 + random.nextInt(4)));
        }
        if (random.nextInt(3) == 0) {
            any.filter("{\"data\":{\"passes\":[true]}}");
        }
        if (isAgeLimited) {
            any.maximumRecordAge(Duration.ofSeconds(60 + random.nextInt(60)));
        }
        if (isAgeLimited || random.nextInt(3) > 0) {
            any.onFailure(GIVEN_UP);
        }
        if (random.nextInt(4) == 0) {
            any.circuitBreaking(CircuitBreaking.DEFAULT
                    .failureRate(50, 2 + random.nextInt(4))
                    .pause(Duration.ofSeconds(1 + random.nextInt(20)))
                    .trials(1 + random.nextInt(3)));
        }
        return any.build();
    }

    @Override
    String settings() {
        return ("%s, parallelization %d, retries %d, bisect %s, reports %s, filters %s, age %s, tumbling %s, from %s, to %s, "
                        + "pauses %s, tells %s")
                .formatted(
                        config,
                        config.parallelizationFactor(),
                        config.maximumRetryAttempts(),
                        config.bisectsBatchOnFunctionError(),
                        config.reportsBatchItemFailures(),
                        config.filters(),
                        config.maximumRecordAge(),
                        config.tumblingWindow(),
                        config.startingPosition(),
                        config.onFailure(),
                        config.circuitBreaking(),
                        isTelling);
    }

    // ---- consumers -------------------------------------------------------------------------------------------------

    @Override
    Faas.Builder configure(Faas.Builder builder, Lifeline line) {
        return builder.checkpoints(new MortalCheckpoints(store, line, new MortalCheckpoints.Watch() {
            @Override
            public void loaded(Map<String, Checkpoint> checkpoints) throws Exception {
                boolean isAnother = line != begun;
                begun = line;
                seeing(() -> model.loaded(checkpoints, config, isAnother));
            }

            @Override
            public void saved(String shardId, Checkpoint checkpoint) throws Exception {
                seeing(() -> model.saved(shardId, checkpoint));
            }
        }));
    }

    @Override
    EventSourceMapping map(Faas faas, Lifeline line) {
        faas.destinations().register(GIVEN_UP, message -> take(line, message));
        faas.deploy(FunctionDefinition.builder(
                        FUNCTION, new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> handle(line, batch))
                .timeout(TIMEOUT)
                .build());
        EventSourceMapping made = faas.map(new MortalStream(stream, line, isTelling))
                .to(FUNCTION)
                .name(NAME)
                .config(config)
                .start();
        current = made;
        return made;
    }

    private void take(Lifeline line, DestinationMessage message) throws Exception {
        line.reliably(() -> {
            int refused = refusals.getOrDefault(message.requestId(), 0);
            if (refusing > 0 && !isHealed() && refused < MOST_REFUSALS && random.nextInt(refusing) == 0) {
                refusals.put(message.requestId(), refused + 1);
                throw new IllegalStateException("refused");
            }
            seeing(() -> model.reported((StreamFailureRecord) message));
            return true;
        });
    }

    private @Nullable BatchResponse handle(Lifeline line, StreamBatch<String> batch) throws Exception {
        line.pass();
        String shard = batch.shardId();
        WindowState window = batch.window().orElse(null);
        boolean isFinal = window != null && window.isFinalInvokeForWindow();
        ModelBatch begun = seeing(() -> {
            List<ModelRecord> records = batch.items().stream()
                    .map(item -> model.find(shard, item.sequenceNumber()))
                    .toList();
            List<Integer> before = window == null ? List.of() : sum(window);
            if (window != null) {
                List<Integer> expected = model.handledIn(shard, window.window());
                require(before.equals(expected), "Another state than %s".formatted(expected), before);
                records.forEach(each -> require(StreamModel.isIn(window.window(), each), "In another window", each));
            }
            return model.begins(shard, records, window == null ? null : window.window(), isFinal);
        });
        List<Integer> numbers = begun.records.stream().map(each -> each.number).toList();
        boolean isPoisoned = poison > 0 && numbers.stream().anyMatch(number -> number % poison == 0);
        int invocation = begun.invocations;
        Plan plan = act(isPoisoned, config.reportsBatchItemFailures() && !isFinal);
        line.pass();
        if (!seeing(() -> model.isRunning(begun, invocation))) {
            return null;
        }
        if (plan == Plan.THROW) {
            seeing(() -> model.fails(begun));
            throw new IllegalStateException("asked for");
        }
        return seeing(() -> answer(plan, begun, numbers, window));
    }

    private static List<Integer> sum(WindowState window) {
        List<Integer> numbers = window.state(Sum.class).numbers();
        return numbers == null ? List.of() : numbers;
    }

    private @Nullable BatchResponse answer(
            Plan plan, ModelBatch batch, List<Integer> numbers, @Nullable WindowState window) {
        note("%s for %s", plan, numbers);
        switch (plan) {
            case SUCCEED -> {
                model.succeeds(batch);
                return window != null
                        ? new BatchResponse(List.of(), state(window, numbers))
                        : random.nextBoolean() ? null : BatchResponse.success();
            }
            case REPORT -> {
                int index = random.nextInt(numbers.size());
                List<String> failed = new ArrayList<>();
                for (int i = index; i < numbers.size(); i++) {
                    if (i == index || random.nextBoolean()) {
                        failed.add(random.nextInt(failed.size() + 1), number(batch, i));
                    }
                }
                BatchResponse answer = BatchResponse.failed(failed);
                model.failsFrom(batch, index);
                return window == null
                        ? answer
                        : new BatchResponse(answer.batchItemFailures(), state(window, numbers.subList(0, index)));
            }
            case REPORT_NONSENSE -> {
                model.fails(batch);
                BatchResponse answer = BatchResponse.failed(List.of(random.nextBoolean() ? "" : "12345"));
                return window == null ? answer : new BatchResponse(answer.batchItemFailures(), state(window, numbers));
            }
            default -> throw new AssertionError("Not over at its deadline: " + batch);
        }
    }

    private static String number(ModelBatch batch, int index) {
        return batch.records.get(index).sequenceNumber.toString();
    }

    private static Sum state(WindowState window, List<Integer> more) {
        List<Integer> numbers = new ArrayList<>(sum(window));
        numbers.addAll(more);
        return new Sum(numbers);
    }

    // ---- the stream ------------------------------------------------------------------------------------------------

    @Override
    void feed() {
        noteBegin();
        int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 40 : 8);
        for (int i = 0; i < count; i++) {
            boolean passes = random.nextInt(4) > 0;
            String key = "key" + random.nextInt(7);
            int number = model.count() + 1;
            String data = "{\"number\":%d,\"passes\":%s}".formatted(number, passes);
            Instant now = runtime.time().now();
            PutOutcome.Accepted put = stream.put(key, data.getBytes(StandardCharsets.UTF_8));
            ModelRecord record = new ModelRecord(
                    number,
                    put.shardId(),
                    put.sequenceNumber(),
                    key,
                    now,
                    passes || config.filters().isEmpty());
            record.isOptional = !hasBegun;
            model.put(record);
        }
        note("%d records are put", count);
    }

    /** Who begins at the tip may miss what came before. */
    private void noteBegin() {
        boolean isEnabled = current != null && current.state() == MappingState.ENABLED;
        boolean isFromStart = config.startingPosition().orElseThrow() instanceof StreamPosition.Horizon;
        hasBegun = hasBegun || isEnabled || isFromStart;
    }

    @Override
    void disturb(EventSourceMapping mapping) {
        noteBegin();
        if (random.nextInt(4) == 0) {
            if (mapping.state() == MappingState.ENABLED) {
                int size = 1 + random.nextInt(10);
                config = config.toBuilder().batchSize(size).build();
                mapping.update(settings -> settings.batchSize(size));
                note("batches of %d", size);
            }
            return;
        }
        List<ShardDescription> open = stream.describeShards().stream()
                .filter(ShardDescription::isOpen)
                .toList();
        ShardDescription any = open.get(random.nextInt(open.size()));
        if (random.nextInt(3) == 0) {
            int count = Math.min(MOST_SHARDS, open.size() / 2 + 1 + random.nextInt(open.size() + 1));
            stream.updateShardCount(Math.min(count, 2 * open.size()));
        } else if (open.size() < MOST_SHARDS && random.nextBoolean()) {
            BigInteger middle = any.startingHashKey().add(any.endingHashKey()).shiftRight(1);
            stream.splitShard(any.shardId(), middle.toString());
        } else {
            BigInteger next = any.endingHashKey().add(BigInteger.ONE);
            open.stream()
                    .filter(each -> each.startingHashKey().equals(next))
                    .findFirst()
                    .ifPresent(other -> stream.mergeShards(any.shardId(), other.shardId()));
        }
        model.know(stream.shards());
        note("resharded: %s", stream.shards());
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    @Override
    boolean isAllDone() {
        return model.isAllFinished()
                && (config.tumblingWindow().isZero() || model.areWindowsClosed(config.tumblingWindow()));
    }

    @Override
    void checkEnd(EventSourceMapping mapping) {
        try {
            model.requireAllSaved(stream.shards(), store.load(NAME));
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }
}
