package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Letter;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A queue of the implementation under test on virtual time, and words for what the suite does with it. */
abstract class EventQueueFixture {

    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration MINUTE = Duration.ofMinutes(1);

    ContractTime time = new ContractTime();
    Events events = new Events(time, "resize");

    @Nullable
    EventQueue opened;

    /**
     * A new, empty queue.
     *
     * @param source by which events become due and leases end
     * @param settings the bounds
     */
    protected abstract EventQueue open(TimeSource source, QueueSettings settings);

    @BeforeEach
    void openQueue() {
        opened = open(time, QueueSettings.DEFAULT);
    }

    @AfterEach
    void closeQueue() {
        try {
            if (opened != null) {
                assertThat(opened.ledger().isBalanced()).as("ledger balances").isTrue();
                opened.close();
            }
        } finally {
            time.close();
        }
    }

    void openWith(QueueSettings settings) {
        all().close();
        opened = open(time, settings);
    }

    EventQueue all() {
        EventQueue queue = opened;
        if (queue == null) {
            throw new IllegalStateException("there is no queue");
        }
        return queue;
    }

    FunctionQueue queue() {
        return all().function("resize");
    }

    Ledger ledger() {
        return queue().ledger();
    }

    long in(EventState state) {
        return ledger().in(state);
    }

    QueuedEvent accept(QueuedEvent event) {
        assertThat(queue().accept(event)).isEqualTo(Acceptance.ACCEPTED);
        return event;
    }

    void acceptMany(int count) {
        for (int i = 0; i < count; i++) {
            accept(events.next());
        }
    }

    Batch claim(int max) {
        return queue().claim(max, LEASE);
    }

    /** Claims and starts all that is due. */
    Batch run() {
        Batch batch = claim(1000);
        for (int i = 0; i < batch.size(); i++) {
            batch.start(i);
        }
        return batch;
    }

    /** The numbers of a batch's events. */
    static List<Long> numbers(Batch batch) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            numbers.add(batch.event(i).idLow());
        }
        return numbers;
    }

    /** The numbers of what can be claimed now; it is put back afterwards. */
    List<Long> due() {
        Batch batch = claim(1000);
        queue().settle(batch);
        return numbers(batch);
    }

    /** Runs all that is due to an end. */
    boolean finish(Outcome outcome) {
        Batch batch = run();
        for (int i = 0; i < batch.size(); i++) {
            batch.decide(i, outcome);
        }
        return queue().settle(batch);
    }

    Outcome retryAfter(Duration delay) {
        return new Outcome.Retry(at(delay), Progress.functionError(events.failure("disk full")));
    }

    Outcome throttledFor(Duration delay) {
        return new Outcome.Retry(at(delay), Progress.THROTTLED);
    }

    Outcome deliverAfter(Duration delay) {
        return new Outcome.Deliver(
                at(delay),
                Events.delivery(EventCondition.RETRIES_EXHAUSTED),
                Progress.functionError(events.failure("disk full")));
    }

    Outcome keep(EventCondition condition) {
        return new Outcome.Keep(Events.delivery(condition), Progress.functionError(events.failure("disk full")));
    }

    long at(Duration later) {
        return time.nanoTime() + later.toNanos();
    }

    /** Accepts some events that all become dead letters. */
    void bury(int count) {
        acceptMany(count);
        finish(keep(EventCondition.RETRIES_EXHAUSTED));
    }

    List<Long> letters(long after, int limit) {
        return queue().letters(after, limit).stream()
                .map(letter -> letter.requestId().getLeastSignificantBits())
                .toList();
    }

    Letter letter(UUID id) {
        return queue().letter(id).orElseThrow();
    }
}
