package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.error.InvocationInterruptedException;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a queue without room says, and how long a sender waits for it. */
class FullQueueTest {

    private static FaasTestRuntime bounded(QueueSettings bounds) {
        return FaasTestRuntime.builder()
                .configure(builder ->
                        builder.async(AsyncSettings.builder().queue(bounds).build()))
                .build();
    }

    private static void refuses(FaasTestRuntime runtime, String event, Limit limit, long value) {
        assertThatThrownBy(() -> runtime.faas().invokeAsync("pay", event))
                .isInstanceOfSatisfying(EventQueueFullException.class, full -> {
                    assertThat(full.function()).isEqualTo("pay");
                    assertThat(full.limit()).isEqualTo(limit);
                    assertThat(full.value()).isEqualTo(value);
                    assertThat(full.httpStatus()).isEqualTo(429);
                });
    }

    @Test
    void the_number_of_events_is_bounded_and_the_refusal_says_so() {
        try (FaasTestRuntime runtime = bounded(QueueSettings.DEFAULT.maxEvents(2))) {
            runtime.deploy(echo("pay"));
            runtime.deploy(echo("other"));
            runtime.faas().invokeAsync("pay", "a");
            runtime.faas().invokeAsync("pay", "b");

            refuses(runtime, "c", Limit.EVENTS, 2);
            runtime.faas().invokeAsync("other", "a");
            assertThat(runtime.faas().ledger()).isBalanced().hasAccepted(3);

            runtime.time().runUntilIdle();
            runtime.faas().invokeAsync("pay", "c");
            runtime.time().runUntilIdle();
            assertThat(runtime.faas().ledger()).hasAccepted(4).hasAllIn(EventState.SUCCEEDED);
        }
    }

    @Test
    void events_that_run_or_wait_for_a_retry_count_too() {
        try (FaasTestRuntime runtime = bounded(QueueSettings.DEFAULT.maxEvents(2))) {
            runtime.deploy(echo("pay"));
            Gate gate = runtime.script("pay").gate();
            runtime.script("pay").fails(always(AsyncTests::down));
            runtime.faas().invokeAsync("pay", "a");
            runtime.faas().invokeAsync("pay", "b");
            runtime.time().advance(Duration.ZERO);
            assertThat(runtime.faas().ledger()).has(EventState.RUNNING, 2);
            refuses(runtime, "c", Limit.EVENTS, 2);

            gate.open();
            runtime.time().advance(Duration.ofSeconds(1));
            assertThat(runtime.faas().ledger()).isBalanced().has(EventState.WAITING_FOR_RETRY, 2);
            refuses(runtime, "c", Limit.EVENTS, 2);
        }
    }

    @Test
    void the_bytes_of_all_payloads_are_bounded() {
        try (FaasTestRuntime runtime = bounded(QueueSettings.DEFAULT.maxBytes(100))) {
            runtime.deploy(echo("pay"));
            runtime.faas().invokeAsync("pay", "x".repeat(60));

            refuses(runtime, "x".repeat(60), Limit.BYTES, 100);
            runtime.faas().invokeAsync("pay", "x".repeat(40));
            runtime.time().runUntilIdle();

            runtime.faas().invokeAsync("pay", "x".repeat(60));
            runtime.time().runUntilIdle();
            assertThat(runtime.faas().ledger()).hasAccepted(3).hasAllIn(EventState.SUCCEEDED);
        }
    }

    @Test
    void while_dead_letters_pile_up_nothing_more_is_taken() {
        try (FaasTestRuntime runtime = bounded(QueueSettings.DEFAULT.maxDeadLetters(1))) {
            runtime.deploy(echo("pay"));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0));
            runtime.script("pay").fails(always(AsyncTests::down));
            runtime.faas().invokeAsync("pay", "a");
            runtime.faas().invokeAsync("pay", "b");
            runtime.time().runUntilIdle();

            assertThat(runtime.faas().deadLetters()).hasSize(2);
            refuses(runtime, "c", Limit.DEAD_LETTERS, 1);

            runtime.faas().deadLetters().purge(DeadLetterFilter.ALL);
            runtime.faas().invokeAsync("pay", "c");
            runtime.time().runUntilIdle();
            assertThat(runtime.faas().ledger()).isBalanced().hasAccepted(3).has(EventState.PURGED, 2);
        }
    }

    @Test
    void a_sender_that_waits_gets_the_place_that_comes_free_in_time() {
        try (FaasTestRuntime runtime = bounded(QueueSettings.DEFAULT.maxEvents(1))) {
            Instant start = runtime.time().now();
            runtime.deploy(echo("pay"));
            runtime.script("pay").takes(Duration.ofSeconds(20));
            runtime.faas().invokeAsync("pay", "a");

            runtime.faas().invokeAsync("pay", "b", EventOptions.NONE.maxWait(Duration.ofSeconds(30)));

            assertThat(runtime.time().now()).isEqualTo(start.plusSeconds(20));
            runtime.time().runUntilIdle();
            assertThat(runtime.faas().ledger()).hasAccepted(2).hasAllIn(EventState.SUCCEEDED);
        }
    }

    @Test
    void a_sender_waits_no_longer_than_it_says_and_is_told_which_limit_it_was() {
        try (FaasTestRuntime runtime = bounded(QueueSettings.DEFAULT.maxEvents(1))) {
            Instant start = runtime.time().now();
            runtime.deploy(echo("pay"));
            runtime.script("pay").takes(Duration.ofSeconds(20));
            runtime.faas().invokeAsync("pay", "a");

            assertThatThrownBy(() ->
                            runtime.faas().invokeAsync("pay", "b", EventOptions.NONE.maxWait(Duration.ofSeconds(5))))
                    .isInstanceOfSatisfying(
                            EventQueueFullException.class,
                            full -> assertThat(full.limit()).isEqualTo(Limit.EVENTS));

            assertThat(runtime.time().now()).isEqualTo(start.plusSeconds(5));
            runtime.time().runUntilIdle();
            assertThat(runtime.faas().ledger()).hasAccepted(1).hasAllIn(EventState.SUCCEEDED);
        }
    }

    @Test
    void a_sender_that_is_interrupted_while_it_waits_has_sent_nothing() {
        try (FaasTestRuntime runtime = bounded(QueueSettings.DEFAULT.maxEvents(1))) {
            runtime.deploy(echo("pay"));
            runtime.script("pay").takes(Duration.ofSeconds(20));
            runtime.faas().invokeAsync("pay", "a");
            Thread.currentThread().interrupt();

            assertThatThrownBy(() ->
                            runtime.faas().invokeAsync("pay", "b", EventOptions.NONE.maxWait(Duration.ofSeconds(30))))
                    .isInstanceOf(InvocationInterruptedException.class);

            assertThat(Thread.interrupted()).isTrue();
            runtime.time().runUntilIdle();
            assertThat(runtime.faas().ledger()).hasAccepted(1).hasAllIn(EventState.SUCCEEDED);
        }
    }
}
