package io.faas4j.mapping.model;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.CircuitBreaking;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.MappingConfig;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.SentMessage;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A queue with its dead-letter queue, and its consumers. */
final class QueueWorld extends World implements MortalQueue.Watch {

    private static final String LARGE = "x".repeat(900_000);

    private final boolean isFifo = random.nextBoolean();
    private final boolean isTelling = random.nextInt(4) > 0;
    private final int mostReceives = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(4);
    private final int poison = random.nextInt(3) == 0 ? 5 + random.nextInt(40) : 0;
    private int largeOnes = random.nextInt(4) == 0 ? 60 : 0;
    private final MessageQueue queue;
    private final MessageQueue dead;
    private final MappingConfig config;
    private final QueueModel model;

    QueueWorld(long seed) {
        super(seed);
        String suffix = isFifo ? ".fifo" : "";
        QueueAttributes kind = isFifo ? QueueAttributes.FIFO : QueueAttributes.NONE;
        this.dead = runtime.faas().queues().create("dead" + suffix, kind);
        QueueAttributes attributes = kind.visibilityTimeout(TIMEOUT.plusSeconds(1 + random.nextInt(30)));
        this.queue = runtime.faas()
                .queues()
                .create(
                        "model" + suffix,
                        mostReceives == 0 ? attributes : attributes.deadLetterQueue("dead" + suffix, mostReceives));
        this.config = anyConfig();
        this.model = new QueueModel(this, config, isFifo, mostReceives);
    }

    private MappingConfig anyConfig() {
        MappingConfig.Builder any = MappingConfig.builder()
                .batchSize(1 + random.nextInt(10))
                .reportBatchItemFailures(random.nextBoolean())
                .adaptiveConcurrency(random.nextInt(4) == 0);
        if (isFifo) {
            any.stopAtFirstFailure(random.nextBoolean());
        } else if (random.nextInt(3) == 0) {
            any.batchSize(1 + random.nextInt(40)).batchingWindow(Duration.ofSeconds(1 + random.nextInt(5)));
        }
        if (random.nextInt(3) == 0) {
            any.maximumConcurrency(2 + random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            any.filter("{\"body\":{\"passes\":[true]}}");
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
        return "%s, %s, at most %d receives, reports %s, stops %s, concurrency %s, adaptive %s, filters %s, pauses %s, tells %s"
                .formatted(
                        queue.attributeTexts(),
                        config,
                        mostReceives,
                        config.reportsBatchItemFailures(),
                        config.stopsAtFirstFailure(),
                        config.maximumConcurrency(),
                        config.isConcurrencyAdaptive(),
                        config.filters(),
                        config.circuitBreaking(),
                        isTelling);
    }

    // ---- consumers -------------------------------------------------------------------------------------------------

    @Override
    Faas.Builder configure(Faas.Builder builder, Lifeline line) {
        return builder;
    }

    @Override
    void deploy(Faas faas, Lifeline line, String function) {
        faas.deploy(FunctionDefinition.builder(
                        function, new TypeRef<QueueBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> handle(line, batch))
                .timeout(TIMEOUT)
                .build());
    }

    @Override
    EventSourceMapping map(Faas faas, Lifeline line) {
        return faas.map(new MortalQueue(queue, line, isTelling, this))
                .to(target)
                .config(config)
                .start();
    }

    private @Nullable BatchResponse handle(Lifeline line, QueueBatch<String> batch) throws Exception {
        line.pass();
        List<QueueMessage> received =
                batch.items().stream().map(QueueBatch.Item::message).toList();
        QueueModel.Invocation begun = seeing(() -> model.begins(received, line));
        boolean isPoisoned = poison > 0 && begun.messages.stream().anyMatch(each -> each.number % poison == 0);
        Plan plan = act(isPoisoned, config.reportsBatchItemFailures());
        line.pass();
        if (!seeing(() -> model.isRunning(begun))) {
            return null;
        }
        if (plan == Plan.THROW) {
            seeing(() -> model.ends(begun, List.of()));
            throw new IllegalStateException("asked for");
        }
        return seeing(() -> answer(plan, begun, received));
    }

    private @Nullable BatchResponse answer(Plan plan, QueueModel.Invocation begun, List<QueueMessage> received) {
        note("%s for %s", plan, begun.messages.stream().map(each -> each.number).toList());
        switch (plan) {
            case SUCCEED -> {
                model.ends(begun, begun.messages);
                return random.nextBoolean() ? null : BatchResponse.success();
            }
            case REPORT -> {
                return report(begun, received);
            }
            case REPORT_NONSENSE -> {
                model.ends(begun, List.of());
                return BatchResponse.failed(List.of(random.nextBoolean() ? "" : "nobody"));
            }
            default -> throw new AssertionError("Not over at its deadline: " + begun.messages);
        }
    }

    private BatchResponse report(QueueModel.Invocation begun, List<QueueMessage> received) {
        List<String> failed = new ArrayList<>();
        List<ModelMessage> succeeded = new ArrayList<>();
        Set<String> stopped = new HashSet<>();
        int certain = random.nextInt(received.size());
        for (int i = 0; i < received.size(); i++) {
            ModelMessage message = begun.messages.get(i);
            if (i == certain || random.nextInt(3) == 0) {
                failed.add(random.nextInt(failed.size() + 1), received.get(i).messageId());
                stopped.add(message.group);
            } else if (!config.stopsAtFirstFailure() || !stopped.contains(message.group)) {
                succeeded.add(message);
            }
        }
        model.ends(begun, succeeded);
        return BatchResponse.failed(failed);
    }

    @Override
    public void received(List<QueueMessage> messages, Duration hidden) throws Exception {
        seeing(() -> {
            noteDead();
            model.received(messages, hidden);
        });
    }

    @Override
    public void deleted(List<QueueMessage> asked, List<QueueMessage> left) throws Exception {
        seeing(() -> model.deleted(asked, left));
    }

    @Override
    public void hidden(List<QueueMessage> messages, Duration timeout) throws Exception {
        seeing(() -> model.hidden(messages, timeout));
    }

    // ---- the queue -------------------------------------------------------------------------------------------------

    @Override
    void feed() {
        int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 40 : 8);
        int before = model.count();
        boolean isDelayed = random.nextBoolean();
        List<NewMessage> messages = new ArrayList<>();
        List<ModelMessage> known = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = before + i + 1;
            boolean passes = random.nextInt(4) > 0;
            String group = "group" + random.nextInt(5);
            NewMessage message = NewMessage.of(
                    "{\"number\":%d,\"passes\":%s,\"padding\":\"%s\"}".formatted(number, passes, padding()));
            if (isFifo) {
                message = message.groupId(group).deduplicationId("d" + number);
            } else if (isDelayed && random.nextInt(3) == 0) {
                message = message.delay(Duration.ofSeconds(random.nextInt(20)));
            }
            messages.add(message);
            known.add(new ModelMessage(number, group, passes || config.filters().isEmpty()));
        }
        boolean areTogether = random.nextBoolean();
        List<SentMessage> sent = areTogether
                ? queue.sendAll(messages)
                : messages.stream().map(queue::send).toList();
        for (int i = 0; i < count; i++) {
            model.sent(sent.get(i).messageId(), known.get(i));
        }
        note("%d messages are sent%s", count, areTogether ? " together" : "");
    }

    private String padding() {
        if (largeOnes == 0 || random.nextInt(3) > 0) {
            return "";
        }
        largeOnes--;
        return LARGE;
    }

    @Override
    void disturb(EventSourceMapping mapping) {
        if (random.nextInt(3) == 0) {
            Duration hidden = TIMEOUT.plusSeconds(1 + random.nextInt(30));
            queue.setAttributes(QueueAttributes.NONE.visibilityTimeout(hidden));
            note("hidden for %s from now on", hidden);
        }
        runtime.time().advance(Duration.ofSeconds(random.nextInt(30)));
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    @Override
    boolean isAllDone() {
        return queue.approximateNumberOfMessages() == 0
                && queue.approximateNumberOfMessagesNotVisible() == 0
                && queue.approximateNumberOfMessagesDelayed() == 0;
    }

    @Override
    void checkEnd(EventSourceMapping mapping) {
        noteDead();
        model.requireAllGone(isCalm() && config.circuitBreaking().isEmpty());
    }

    private void noteDead() {
        List<QueueMessage> letters = dead.receive(1_000_000, Duration.ofHours(1));
        letters.forEach(each -> model.died(
                each.messageId(), isCalm() && config.circuitBreaking().isEmpty()));
        if (!letters.isEmpty()) {
            require(dead.delete(letters).isEmpty(), "Not deleted", letters);
        }
    }
}
