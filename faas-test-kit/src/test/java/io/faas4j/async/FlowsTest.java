package io.faas4j.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.EventTarget;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.destination.DeliveryLimit;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long what handles a function's events is kept. */
class FlowsTest {

    private final VirtualTime time = VirtualTime.create();
    private final FunctionRuntime runtime =
            new FunctionRuntime(RuntimeSettings.builder().time(time).build());
    private final EventQueue queue = EventQueue.inMemory(time, QueueSettings.DEFAULT);
    private final List<Runnable> started = new ArrayList<>();
    private final Set<String> there = new HashSet<>();
    private final Flows flows = new Flows(this::begin, there::contains);
    private long events;

    FlowsTest() {
        queue.listen(ready -> flows.of(ready.function()).drain().wake());
    }

    @AfterEach
    void close() {
        queue.close();
        runtime.close();
        time.close();
    }

    private EventFlow begin(String function) {
        Tasks tasks = new Tasks() {
            @Override
            public void execute(Runnable task) {
                started.add(task);
            }

            @Override
            public void close() {}
        };
        Drain drain = new Drain(
                queue.function(function),
                tasks,
                time,
                () -> 10,
                () -> false,
                this::work,
                () -> flows.of(function).drain().wake());
        return new EventFlow(
                queue.function(function),
                new Addresses(runtime),
                new AsyncTally(),
                drain,
                new DeliveryLimit(time, Duration.ofSeconds(1)),
                () -> flows.of(function),
                null);
    }

    private void work(Worker worker) {
        do {
            Batch batch = queue.function("pay").claim(10, Duration.ofMinutes(1));
            for (int i = 0; i < batch.size(); i++) {
                batch.start(i);
                batch.decide(i, Outcome.SUCCEEDED);
            }
            queue.function("pay").settle(batch);
        } while (!worker.drain().leave(worker));
    }

    private void runAll() {
        while (!started.isEmpty()) {
            started.remove(0).run();
        }
    }

    private QueuedEvent event(long delayNanos) {
        long now = time.nanoTime();
        return new QueuedEvent(
                0,
                ++events,
                EventTarget.of(FunctionRef.parse("pay")),
                null,
                null,
                0,
                now,
                now + delayNanos,
                EventPriority.NORMAL,
                EventExtras.NONE);
    }

    private void accept(EventFlow into, long delayNanos) {
        assertThat(into.queue().accept(event(delayNanos))).isEqualTo(Acceptance.ACCEPTED);
        into.received(1);
    }

    @Test
    void a_deleted_function_of_which_nothing_is_left_is_forgotten_and_the_sums_stay() {
        accept(flows.of("pay"), 0);
        runAll();
        accept(flows.of("pay"), 1_000_000);

        flows.functionDeleted("pay");

        assertThat(flows.all()).isEmpty();
        assertThat(flows.ifThere("pay")).isNull();
        assertThat(queue.ledger().accepted()).isEqualTo(2);
        assertThat(queue.ledger().in(EventState.SUCCEEDED)).isEqualTo(1);
        assertThat(queue.ledger().in(EventState.DISCARDED)).isEqualTo(1);
    }

    @Test
    void one_that_still_has_a_worker_is_forgotten_when_the_next_function_is_begun() {
        accept(flows.of("pay"), 0);
        flows.functionDeleted("pay");
        assertThat(flows.all()).hasSize(1);

        runAll();
        flows.of("other");

        assertThat(flows.ifThere("pay")).isNull();
    }

    @Test
    void one_that_was_deployed_again_is_kept() {
        EventFlow before = flows.of("pay");
        accept(before, 0);
        flows.functionDeleted("pay");
        there.add("pay");
        runAll();

        flows.of("other");

        assertThat(flows.of("pay")).isSameAs(before);
        assertThat(before.isRetired()).isFalse();
    }

    @Test
    void a_sender_from_before_is_served_by_what_has_taken_the_place() {
        EventFlow before = flows.of("pay");
        flows.functionDeleted("pay");
        assertThat(before.isRetired()).isTrue();

        accept(before, 0);
        assertThat(started).hasSize(1);
        runAll();
        before.drain().wake();

        assertThat(flows.of("pay")).isNotSameAs(before);
        assertThat(flows.of("pay").queue()).isSameAs(before.queue());
        assertThat(queue.ledger().in(EventState.SUCCEEDED)).isEqualTo(1);
    }

    @Test
    void a_retired_one_hands_over_what_is_to_be_claimed() {
        EventFlow before = flows.of("pay");
        assertThat(before.retire()).isTrue();
        before.queue().accept(event(0));
        started.clear();

        before.drain().wake();

        // By the other one, which has started a worker already.
        assertThat(started).isEmpty();
        assertThat(before.drain().running()).isEmpty();
        assertThat(flows.of("pay").drain().retire()).isFalse();
    }
}
