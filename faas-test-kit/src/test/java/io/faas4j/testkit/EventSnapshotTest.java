package io.faas4j.testkit;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.async.AsyncSettings;
import io.faas4j.async.DeadLetterFilter;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.event.EventOptions;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.snapshot.Health;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a snapshot and its health tell of asynchronous events. */
class EventSnapshotTest {

    private final FaasTestRuntime runtime = FaasTestRuntime.builder()
            .configure(builder -> builder.async(AsyncSettings.builder()
                    .queue(QueueSettings.DEFAULT.maxEvents(3).maxBytes(100).maxDeadLetters(2))
                    .build()))
            .build();

    @AfterEach
    void close() {
        runtime.close();
    }

    private void deploy(String name) {
        runtime.deploy(FunctionDefinition.of(name, String.class, String.class, (event, context) -> event));
    }

    private FunctionSnapshot of(String name) {
        return runtime.faas().snapshot().function(name).orElseThrow();
    }

    private Health health() {
        return runtime.faas().snapshot().health();
    }

    private void send(String name) {
        runtime.faas().invokeAsync(name, "event");
    }

    private void fails(String name, int events) {
        runtime.script(name).fails(Faults.always(() -> new IllegalStateException("failing")));
        for (int i = 0; i < events; i++) {
            send(name);
            runtime.time().runUntilIdle();
        }
    }

    @Test
    void each_function_has_its_own_ledger_and_one_without_events_an_empty_one() {
        deploy("a");
        deploy("b");
        deploy("c");
        assertThat(of("b").events()).isSameAs(Ledger.EMPTY);

        send("a");
        send("a");
        send("c");
        runtime.time().runUntilIdle();
        send("c");

        assertThat(of("a").events()).isBalanced().hasAccepted(2).hasNothingOpen();
        assertThat(of("b").events()).isEqualTo(Ledger.EMPTY);
        assertThat(of("c").events()).isBalanced().hasAccepted(2);
        assertThat(of("c").events().open()).isOne();
        assertThat(health().isWell()).isTrue();
    }

    @Test
    void dead_letters_are_not_well_until_somebody_has_seen_to_them() {
        deploy("fn");
        deploy("other");

        fails("fn", 1);

        assertThat(health().deadLetters()).containsOnly(Map.entry("fn", 1L));
        assertThat(health().isWell()).isFalse();

        runtime.faas().deadLetters().giveUp(DeadLetterFilter.ALL);

        assertThat(health().isWell()).isTrue();
        assertThat(of("fn").events().givenUp()).isOne();
    }

    @Test
    void a_queue_with_as_many_events_as_it_may_have_is_full() {
        deploy("fn");
        for (int i = 0; i < 3; i++) {
            assertThat(of("fn").fullQueue()).isEmpty();
            send("fn");
        }

        assertThatThrownBy(() -> send("fn")).isInstanceOf(EventQueueFullException.class);

        assertThat(of("fn").fullQueue()).contains(Limit.EVENTS);
        assertThat(health().fullQueues()).containsOnly(Map.entry("fn", Limit.EVENTS));
        runtime.time().runUntilIdle();
        assertThat(health().isWell()).isTrue();
    }

    @Test
    void a_queue_with_as_many_bytes_as_it_may_have_is_full() {
        runtime.faas()
                .deploy(FunctionDefinition.of(
                        "fn", Map.class, String.class, (event, context) -> String.valueOf(event)));
        runtime.faas().invokeAsync("fn", Map.of("k", "x".repeat(92)), EventOptions.NONE.after(Duration.ofMinutes(1)));

        assertThat(health().fullQueues()).containsOnly(Map.entry("fn", Limit.BYTES));
    }

    @Test
    void a_dead_letter_area_with_as_many_as_it_may_have_is_full() {
        deploy("fn");

        fails("fn", 2);

        assertThatThrownBy(() -> send("fn")).isInstanceOf(EventQueueFullException.class);
        assertThat(health().fullQueues()).containsOnly(Map.entry("fn", Limit.DEAD_LETTERS));
    }

    @Test
    void a_snapshot_stays_as_it_was() {
        deploy("fn");
        send("fn");
        FunctionSnapshot before = of("fn");

        runtime.time().runUntilIdle();

        assertThat(before.events().open()).isOne();
        assertThat(of("fn").events().succeeded()).isOne();
    }
}
