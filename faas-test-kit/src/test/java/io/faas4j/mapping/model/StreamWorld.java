package io.faas4j.mapping.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.Faas;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.CircuitBreaking;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.MappingConfig;
import io.faas4j.mapping.MappingState;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.Change;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.WindowState;
import io.faas4j.stream.ChangeLog;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.PutOutcome;
import io.faas4j.stream.ShardDescription;
import io.faas4j.stream.StreamSettings;
import io.faas4j.stream.StreamViewType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A stream whose shards change, and its consumers. */
final class StreamWorld extends World {

    private static final DestinationRef GIVEN_UP = DestinationRef.custom("given-up");
    private static final String NAME = "model";
    private static final int MOST_SHARDS = 6;

    /** After more of them a failure record is given up. */
    private static final int MOST_REFUSALS = 4;

    private static final String LARGE = "x".repeat(700_000);
    private static final String TOO_MUCH = "x".repeat(OpenWindow.MAX_STATE_SIZE);
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CheckpointStore store = CheckpointStore.inMemory();
    private final Keeps keeps;
    private final @Nullable ChangeLog<Item> log;
    private final DataStream stream;
    private final StreamModel model;
    private final boolean isTelling;
    private final boolean isPlain;
    private final int poison;
    private final int refusing;
    private MappingConfig config;
    private final Map<UUID, Integer> refusals = new HashMap<>();
    private boolean hasBegun;
    private @Nullable Lifeline begun;
    private @Nullable EventSourceMapping current;

    private int largeOnes;
    private int longTimes;

    /** How long the stream keeps records. */
    private enum Keeps {
        /** For longer than anybody looks. */
        ALL,
        /** A few, and drops the oldest for others. */
        FEW,
        /** For a day, which passes. */
        A_DAY
    }

    /** An item of a stream of changes. */
    record Item(int number, boolean passes, String padding) {}

    /** A window's state. */
    record Sum(@Nullable List<Integer> numbers, String padding) {}

    StreamWorld(long seed) {
        super(seed);
        int kept = random.nextInt(6);
        this.keeps = kept == 0 ? Keeps.FEW : kept == 1 ? Keeps.A_DAY : Keeps.ALL;
        StreamSettings settings = StreamSettings.DEFAULT.shards(1 + random.nextInt(3));
        if (keeps == Keeps.FEW) {
            settings = settings.maxRecords(10 + random.nextInt(60)).dropsOldestWhenFull();
        }
        this.log = random.nextInt(4) > 0
                ? null
                : runtime.faas().changeLogs().create("model", Item.class, StreamViewType.NEW_AND_OLD_IMAGES, settings);
        this.stream = log == null ? runtime.faas().streams().create("model", settings) : log.stream();
        this.isTelling = keeps == Keeps.A_DAY || random.nextInt(4) > 0;
        this.isPlain = random.nextBoolean();
        this.largeOnes = keeps == Keeps.ALL && random.nextInt(5) == 0 ? 40 : 0;
        this.longTimes = keeps == Keeps.A_DAY ? 4 : 0;
        this.poison = random.nextInt(3) == 0 ? 5 + random.nextInt(40) : 0;
        this.refusing = random.nextBoolean() ? 0 : 2 + random.nextInt(5);
        this.config = anyConfig();
        this.model = new StreamModel(this, config, this::horizon);
    }

    private MappingConfig anyConfig() {
        boolean isInWindows = keeps != Keeps.A_DAY && random.nextInt(4) == 0;
        boolean isAgeLimited = random.nextInt(6) == 0;
        MappingConfig.Builder any = MappingConfig.builder()
                .startingPosition(anyStart())
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
            any.filter(
                    log == null
                            ? "{\"data\":{\"passes\":[true]}}"
                            : "{\"dynamodb\":{\"NewImage\":{\"passes\":{\"BOOL\":[true]}}}}");
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

    private StreamPosition anyStart() {
        int any = random.nextInt(8);
        if (any < 2) {
            return StreamPosition.latest();
        }
        return any == 2 && log == null
                ? StreamPosition.atTimestamp(runtime.time().now().plusSeconds(random.nextInt(10)))
                : StreamPosition.trimHorizon();
    }

    /** Where records begin that the mapping has to do with; empty if it is not a matter of time. */
    private Optional<Instant> since() {
        return config.startingPosition()
                .filter(StreamPosition.AtTimestamp.class::isInstance)
                .map(start -> ((StreamPosition.AtTimestamp) start).time());
    }

    private @Nullable BigInteger horizon(String shard) {
        try {
            return new BigInteger(stream.trimHorizon(shard).orElseThrow());
        } catch (ResourceNotFoundException expired) {
            return null;
        }
    }

    /** Records are there before anybody looks. */
    @Override
    void prelude() {
        model.know(stream.shards());
        Instant until = since().orElse(runtime.time().now());
        for (int i = random.nextInt(5); i > 0 || runtime.time().now().isBefore(until); i--) {
            feed();
            runtime.time().advance(Duration.ofMillis(random.nextInt(4_000)));
        }
    }

    @Override
    String settings() {
        return ("%s, parallelization %d, retries %d, bisect %s, reports %s, filters %s, age %s, tumbling %s, from %s, to %s, "
                        + "pauses %s, tells %s, plain %s, keeps %s, of changes %s")
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
                        isTelling,
                        isPlain,
                        keeps,
                        log != null);
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
                boolean isNew = !checkpoints.containsKey(".begun");
                if (isNew && config.startingPosition().orElseThrow() == StreamPosition.latest()) {
                    hasBegun = false;
                    model.beginsAtTheTip();
                }
            }

            @Override
            public void saved(String shardId, Checkpoint checkpoint) throws Exception {
                seeing(() -> model.saved(shardId, checkpoint));
            }
        }));
    }

    @Override
    void deploy(Faas faas, Lifeline line, String function) {
        TypeRef<BatchResponse> answer = TypeRef.of(BatchResponse.class);
        if (log == null) {
            faas.deploy(FunctionDefinition.builder(function, new TypeRef<StreamBatch<String>>() {}, answer)
                    .handler((batch, context) -> handle(line, batch, StreamWorld::number))
                    .timeout(TIMEOUT)
                    .build());
        } else {
            faas.deploy(FunctionDefinition.builder(function, new TypeRef<StreamBatch<Change<Item>>>() {}, answer)
                    .handler((batch, context) -> handle(
                            line,
                            batch,
                            change -> change.newImage().orElseThrow().number()))
                    .timeout(TIMEOUT)
                    .build());
        }
    }

    private static int number(String data) {
        Matcher found = NUMBER.matcher(data);
        require(found.find(), "No number", data);
        return Integer.parseInt(found.group(1));
    }

    @Override
    EventSourceMapping map(Faas faas, Lifeline line) {
        faas.destinations().register(GIVEN_UP, message -> take(line, message));
        EventSourceMapping made = faas.map(new MortalStream(stream, line, isTelling, isPlain))
                .to(target)
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

    private <T> @Nullable BatchResponse handle(Lifeline line, StreamBatch<T> batch, ToIntFunction<T> numberOf)
            throws Exception {
        line.pass();
        String shard = batch.shardId();
        WindowState window = batch.window().orElse(null);
        boolean isFinal = window != null && window.isFinalInvokeForWindow();
        ModelBatch begun = seeing(() -> {
            List<ModelRecord> records = new ArrayList<>();
            for (StreamBatch.Item<T> item : batch) {
                ModelRecord found = model.find(shard, item.sequenceNumber());
                require(found.number == numberOf.applyAsInt(item.value()), "Holds something else", found);
                records.add(found);
            }
            List<Integer> before = window == null ? List.of() : sum(window);
            if (window != null) {
                List<Integer> expected = model.handledIn(shard, window.window());
                require(before.equals(expected), "Another state than %s".formatted(expected), before);
                records.forEach(each -> require(StreamModel.isIn(window.window(), each), "In another window", each));
            }
            boolean isEarly = window != null && window.isWindowTerminatedEarly();
            return model.begins(shard, records, window == null ? null : window.window(), isFinal, isEarly);
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

    /** What a window's stored state has counted. */
    static Set<Integer> counted(byte[] state) {
        try {
            Set<Integer> numbers = new HashSet<>();
            JSON.readTree(state).path("numbers").forEach(number -> numbers.add(number.asInt()));
            return numbers;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static List<Integer> sum(WindowState window) {
        List<Integer> numbers = window.state(Sum.class).numbers();
        return numbers == null ? List.of() : numbers;
    }

    private @Nullable BatchResponse answer(
            Plan plan, ModelBatch batch, List<Integer> numbers, @Nullable WindowState window) {
        note("%s for %s", plan, numbers);
        boolean isTooMuch =
                window != null && !window.isFinalInvokeForWindow() && !isHealed() && random.nextInt(12) == 0;
        switch (plan) {
            case SUCCEED -> {
                model.succeeds(batch, isTooMuch);
                return window != null
                        ? new BatchResponse(List.of(), state(window, numbers, isTooMuch))
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
                model.failsFrom(batch, index, isTooMuch);
                return window == null
                        ? answer
                        : new BatchResponse(
                                answer.batchItemFailures(), state(window, numbers.subList(0, index), isTooMuch));
            }
            case REPORT_NONSENSE -> {
                model.fails(batch);
                BatchResponse answer = BatchResponse.failed(List.of(random.nextBoolean() ? "" : "12345"));
                return window == null
                        ? answer
                        : new BatchResponse(answer.batchItemFailures(), state(window, numbers, isTooMuch));
            }
            default -> throw new AssertionError("Not over at its deadline: " + batch);
        }
    }

    private static String number(ModelBatch batch, int index) {
        return batch.records.get(index).sequenceNumber.toString();
    }

    private static Sum state(WindowState window, List<Integer> more, boolean isTooMuch) {
        List<Integer> numbers = new ArrayList<>(sum(window));
        numbers.addAll(more);
        return new Sum(numbers, isTooMuch ? TOO_MUCH : "");
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
            Instant now = runtime.time().now();
            String padding = padding();
            PutOutcome.Accepted put = put(key, new Item(number, passes, padding));
            boolean isBefore = since().filter(now::isBefore).isPresent();
            ModelRecord record = new ModelRecord(
                    number,
                    put.shardId(),
                    put.sequenceNumber(),
                    key,
                    now,
                    !isBefore && (passes || config.filters().isEmpty()),
                    log == null ? (padding.length() + 2) / 3 * 4 : padding.length());
            record.isOptional = isBefore || !hasBegun;
            model.put(record);
        }
        note("%d records are put", count);
    }

    private String padding() {
        if (largeOnes == 0 || random.nextInt(3) > 0) {
            return "";
        }
        largeOnes--;
        return LARGE;
    }

    private PutOutcome.Accepted put(String key, Item item) {
        if (log != null) {
            return log.changed(Map.of("id", key), null, item).orElseThrow();
        }
        String data = "{\"number\":%d,\"passes\":%s,\"padding\":\"%s\"}"
                .formatted(item.number(), item.passes(), item.padding());
        return stream.put(key, data.getBytes(StandardCharsets.UTF_8));
    }

    /** Who begins at the tip may miss what came before. */
    private void noteBegin() {
        boolean isEnabled = current != null && current.state() == MappingState.ENABLED;
        boolean isFromStart = config.startingPosition().orElseThrow() != StreamPosition.latest();
        hasBegun = hasBegun || isEnabled || isFromStart;
    }

    @Override
    void disturb(EventSourceMapping mapping) {
        noteBegin();
        if (longTimes > 0 && random.nextInt(4) == 0) {
            longTimes--;
            runtime.time().advance(Duration.ofHours(5 + random.nextInt(10)));
            return;
        }
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
        return model.isAllFinished() && (config.tumblingWindow().isZero() || model.areWindowsClosed());
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
