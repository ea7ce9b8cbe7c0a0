package io.faas4j.async.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.EventPriority;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.time.VirtualTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a queued event costs beyond its payload, before its first attempt and with each one. */
@Tag("slow")
class QueueFootprintTest {

    private static final int EVENTS = 200_000;

    @Test
    void a_queued_event_and_each_of_its_attempts_take_little_memory() {
        VirtualTime time = VirtualTime.create();
        EventQueue all = EventQueue.inMemory(time, QueueSettings.DEFAULT.maxEvents(EVENTS));
        FunctionQueue queue = all.function("resize");

        long empty = usedHeap();
        acceptMany(queue, time);
        long accepted = usedHeap();
        failOnce(queue, time);
        long failed = usedHeap();
        failOnce(queue, time);
        long failedTwice = usedHeap();

        assertThat((accepted - empty) / EVENTS).as("bytes of an event").isLessThanOrEqualTo(160);
        assertThat((failed - empty) / EVENTS).as("bytes of a failed event").isLessThanOrEqualTo(160 + 64);
        assertThat((failedTwice - failed) / EVENTS).as("bytes of an attempt").isLessThanOrEqualTo(64);
        assertThat(queue.ledger().waitingForRetry()).isEqualTo(EVENTS);
        all.close();
    }

    private static void acceptMany(FunctionQueue queue, VirtualTime time) {
        EventTarget target = EventTarget.of(FunctionRef.parse("resize"));
        for (int i = 0; i < EVENTS; i++) {
            long now = time.nanoTime();
            Acceptance answer = queue.accept(
                    new QueuedEvent(1, i, target, null, "event", 0, now, now, EventPriority.NORMAL, EventExtras.NONE));
            assertThat(answer).isSameAs(Acceptance.ACCEPTED);
        }
    }

    /** Each of them waits for another attempt, within a minute. */
    private static void failOnce(FunctionQueue queue, VirtualTime time) {
        time.advance(Duration.ofMinutes(2));
        long due = time.nanoTime();
        Batch batch = queue.claim(64, Duration.ofMinutes(1));
        while (!batch.isEmpty()) {
            for (int i = 0; i < batch.size(); i++) {
                batch.start(i);
                due += 300_000;
                Attempt attempt = new Attempt(time.now(), 5_000_000, "1", "java.io.IOException", "disk full", null);
                batch.decide(i, new Outcome.Retry(due, Progress.functionError(attempt)));
            }
            queue.settle(batch);
            batch = queue.claim(64, Duration.ofMinutes(1));
        }
    }

    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        // Until another collection finds nothing more.
        while (true) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= used) {
                return used;
            }
            used = now;
        }
    }
}
