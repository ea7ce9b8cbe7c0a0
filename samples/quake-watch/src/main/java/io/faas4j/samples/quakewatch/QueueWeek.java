package io.faas4j.samples.quakewatch;

import static java.util.Comparator.comparing;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.QueueBatch;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * A week in which each strong earthquake is sent to a queue when it happens, from which {@link Alert} is given one after the other. While
 * the pager is down the mapping is switched off, and the messages wait. It goes by on virtual time.
 */
final class QueueWeek implements AutoCloseable {

    static final int RECEIVES = 3;

    private static final String NAME = "page";
    private static final String DEAD_LETTERS = "unpaged";

    private final FaasTestRuntime runtime = FaasTestRuntime.create();
    private final Faas faas = runtime.faas();
    private final List<SeismicEvent> events;
    private final WeekClock clock;
    private final MessageQueue unpaged;
    private final MessageQueue toBePaged;

    /** @param week in any order */
    QueueWeek(List<SeismicEvent> week) {
        this.events = week.stream()
                .filter(AlertWeek::isAlerting)
                .sorted(comparing(SeismicEvent::time))
                .toList();
        this.clock = new WeekClock(
                runtime.time(), events.isEmpty() ? Instant.EPOCH : events.get(0).time());
        // A dead letter is as old as its message: after the four days that a queue keeps one by default, it would be
        // gone.
        this.unpaged = faas.queues().create(DEAD_LETTERS, QueueAttributes.NONE.retention(Duration.ofDays(14)));
        this.toBePaged = faas.queues()
                .create(
                        "to-be-paged",
                        QueueAttributes.NONE
                                .visibilityTimeout(Duration.ofMinutes(1))
                                .deadLetterQueue(DEAD_LETTERS, RECEIVES));
    }

    /** Lets the week go by. */
    QueueSummary run() {
        EventSourceMapping mapping = map();
        send(event -> event.time().isBefore(Pager.BREAKS));
        int waiting = sendWhileItIsDown(mapping);
        send(event -> !event.time().isBefore(Pager.REPAIRED));
        runtime.time().runUntilIdle();
        return new QueueSummary(
                events.size(),
                waiting,
                faas.snapshot().function(NAME).orElseThrow().counts().invocations(),
                mapping.status().counts(),
                unpaged.approximateNumberOfMessages());
    }

    private EventSourceMapping map() {
        faas.deploy(FunctionDefinition.builder(
                        NAME, new TypeRef<QueueBatch<SeismicEvent>>() {}, TypeRef.of(BatchResponse.class))
                .handler(QueueBatch.each(new Alert(new Pager(clock::now))))
                .build());
        return faas.map(toBePaged).to(NAME).reportBatchItemFailures(true).start();
    }

    private int sendWhileItIsDown(EventSourceMapping mapping) {
        if (events.stream().noneMatch(QueueWeek::isWhileItIsDown)) {
            return 0;
        }
        clock.advanceTo(Pager.BREAKS);
        mapping.disable();
        send(QueueWeek::isWhileItIsDown);
        clock.advanceTo(Pager.REPAIRED);
        int waiting = toBePaged.approximateNumberOfMessages();
        mapping.enable();
        return waiting;
    }

    private static boolean isWhileItIsDown(SeismicEvent event) {
        return !event.time().isBefore(Pager.BREAKS) && event.time().isBefore(Pager.REPAIRED);
    }

    private void send(Predicate<SeismicEvent> which) {
        for (SeismicEvent event : events) {
            if (which.test(event)) {
                clock.advanceTo(event.time());
                toBePaged.send(NewMessage.of(EventJson.write(event)));
            }
        }
    }

    @Override
    public void close() {
        runtime.close();
    }
}
