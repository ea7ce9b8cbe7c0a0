package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.onEvent;
import static io.faas4j.testkit.Faults.once;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.FaasTestSetup;
import io.faas4j.testkit.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** When events run: lanes, priorities, delays, duplicates, and those that are taken back. */
@FaasTest
class OrderTest implements FaasTestSetup {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void configure(Faas.Builder builder) {
        builder.async(AsyncSettings.builder()
                .queue(QueueSettings.DEFAULT.deduplicationWindow(Duration.ofMinutes(2)))
                .build());
    }

    private AsyncFunction<String> deployNoting(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder("pay", String.class, String.class)
                .handler((event, context) -> {
                    seen.add(event);
                    return "";
                })
                .timeout(Duration.ofMinutes(15)));
        return runtime.faas().async("pay", String.class);
    }

    // ---- lanes -----------------------------------------------------------------------------------------------------

    @Test
    void events_with_the_same_order_key_run_one_at_a_time_in_their_order(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        Gate gate = runtime.script("pay").gate();
        for (int i = 0; i < 5; i++) {
            pay.invoke("a" + i, EventOptions.NONE.orderKey("a"));
        }
        pay.invoke("b", EventOptions.NONE.orderKey("b"));
        pay.invoke("no key");

        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(gate.waiting()).isEqualTo(3);
        gate.open();
        runtime.time().runUntilIdle();

        assertThat(seen).hasSize(7).contains("b", "no key");
        assertThat(seen.stream().filter(event -> event.startsWith("a"))).containsExactly("a0", "a1", "a2", "a3", "a4");
    }

    @Test
    @Rule("ASYNC-4")
    void those_behind_an_event_that_waits_for_its_retry_wait_too_and_others_do_not(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        Instant start = runtime.time().now();
        runtime.script("pay").fails(once(AsyncTests::down));
        AcceptedEvent first = pay.invoke("a0", EventOptions.NONE.orderKey("a"));
        runtime.time().advance(Duration.ZERO);
        AcceptedEvent second = pay.invoke("a1", EventOptions.NONE.orderKey("a"));
        AcceptedEvent other = pay.invoke("b0", EventOptions.NONE.orderKey("b"));

        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("b0", "a0", "a1");
        assertThat(runtime.timeline().of(other.requestId())).beganAt(start);
        assertThat(runtime.timeline().of(first.requestId())).beganAt(start, start.plus(MINUTE));
        assertThat(runtime.timeline().of(second.requestId())).beganAt(start.plus(MINUTE));
    }

    @Test
    void a_lane_goes_on_after_an_event_that_failed_for_good(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        runtime.script("pay").fails(onEvent(String.class, "a0"::equals, AsyncTests::down));
        pay.invoke("a0", EventOptions.NONE.orderKey("a"));
        pay.invoke("a1", EventOptions.NONE.orderKey("a"));

        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("a1");
        assertThat(runtime.timeline()).hasCalls(4);
        assertThat(runtime.faas().deadLetters()).hasPayloads("\"a0\"");
    }

    @Test
    void a_lane_goes_on_after_an_event_that_was_taken_back(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        AcceptedEvent first = pay.invoke("a0", EventOptions.NONE.orderKey("a").after(MINUTE));
        pay.invoke("a1", EventOptions.NONE.orderKey("a"));
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(seen).isEmpty();

        assertThat(first.cancel()).isTrue();
        runtime.time().advance(Duration.ZERO);

        assertThat(seen).containsExactly("a1");
    }

    // ---- priorities ------------------------------------------------------------------------------------------------

    @Test
    void of_events_that_are_due_the_more_urgent_ones_go_first(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        runtime.faas().functions().putConcurrency("pay", 1);
        for (EventPriority priority : List.of(EventPriority.LOW, EventPriority.NORMAL, EventPriority.HIGH)) {
            pay.invoke(priority + " 1", EventOptions.NONE.priority(priority).after(MINUTE));
            pay.invoke(priority + " 2", EventOptions.NONE.priority(priority).after(MINUTE));
        }

        runtime.time().advance(MINUTE);
        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("HIGH 1", "HIGH 2", "NORMAL 1", "NORMAL 2", "LOW 1", "LOW 2");
    }

    // ---- delays ----------------------------------------------------------------------------------------------------

    @Test
    @Rule("ASYNC-6")
    void a_delayed_event_runs_when_it_is_due_and_its_age_counts_from_its_acceptance(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        Instant start = runtime.time().now();
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumEventAge(Duration.ofMinutes(5)));
        pay.invoke("later", EventOptions.NONE.after(Duration.ofMinutes(5)));
        pay.invoke("too late", EventOptions.NONE.after(Duration.ofMinutes(5).plusMillis(1)));

        runtime.time().advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(runtime.timeline()).isEmpty();
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.QUEUED, 2);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).beganAt(start.plus(Duration.ofMinutes(5)));
        assertThat(runtime.faas().deadLetters()).hasPayloads("\"too late\"");
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.EXPIRED, 1)
                .has(EventState.SUCCEEDED, 1);
    }

    // ---- duplicates ------------------------------------------------------------------------------------------------

    @Test
    void a_second_event_with_the_same_key_is_dropped_for_a_while_and_its_receipt_is_the_first_one_s(
            FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        EventOptions keyed = EventOptions.NONE.deduplicationKey("k");
        AcceptedEvent first = pay.invoke("first", keyed);
        runtime.time().advance(Duration.ofMinutes(2).minusSeconds(1));

        AcceptedEvent second = pay.invoke("second", keyed);
        AcceptedEvent other = pay.invoke("other", EventOptions.NONE.deduplicationKey("other"));
        runtime.time().advance(Duration.ofSeconds(2));
        AcceptedEvent later = pay.invoke("later", keyed);
        runtime.time().runUntilIdle();

        assertThat(first.isDuplicate()).isFalse();
        assertThat(second.isDuplicate()).isTrue();
        assertThat(second.requestId()).isEqualTo(first.requestId());
        assertThat(other.isDuplicate()).isFalse();
        assertThat(later.isDuplicate()).isFalse();
        assertThat(seen).containsExactly("first", "other", "later");
        assertThat(runtime.faas().ledger()).hasAccepted(3).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    void functions_have_keys_of_their_own(FaasTestRuntime runtime) {
        runtime.deploy(echo("one"));
        runtime.deploy(echo("two"));
        EventOptions keyed = EventOptions.NONE.deduplicationKey("k");

        runtime.faas().invokeAsync("one", "a", keyed);

        assertThat(runtime.faas().invokeAsync("two", "a", keyed).isDuplicate()).isFalse();
    }

    // ---- taken back ------------------------------------------------------------------------------------------------

    @Test
    void an_event_that_has_not_started_can_be_taken_back_by_its_receipt_or_its_id(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        AcceptedEvent queued = pay.invoke("queued");
        AcceptedEvent delayed = pay.invoke("delayed", EventOptions.NONE.after(MINUTE));
        AcceptedEvent kept = pay.invoke("kept");

        assertThat(queued.cancel()).isTrue();
        assertThat(queued.cancel()).isFalse();
        assertThat(runtime.faas().cancel(delayed.requestId())).isTrue();
        assertThat(runtime.faas().cancel(delayed.requestId())).isFalse();
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.CANCELLED, 2);
        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("kept");
        assertThat(kept.cancel()).isFalse();
        assertThat(runtime.faas().cancel(kept.requestId())).isFalse();
        assertThat(runtime.faas().ledger()).hasNothingOpen().isBalanced();
    }

    @Test
    void an_event_that_has_started_cannot_be_taken_back_not_even_before_its_retry(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        Gate gate = runtime.script("pay").gate();
        runtime.script("pay").fails(once(AsyncTests::down));
        AcceptedEvent event = pay.invoke("a");
        runtime.time().advance(Duration.ZERO);

        assertThat(event.cancel()).isFalse();
        gate.open();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(event.cancel()).isFalse();
        assertThat(runtime.faas().cancel(event.requestId())).isFalse();
        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("a");
    }

    @Test
    void a_duplicate_takes_back_the_event_it_stands_for(FaasTestRuntime runtime) {
        AsyncFunction<String> pay = deployNoting(runtime);
        EventOptions keyed = EventOptions.NONE.deduplicationKey("k").after(MINUTE);
        pay.invoke("first", keyed);

        assertThat(pay.invoke("second", keyed).cancel()).isTrue();
        runtime.time().runUntilIdle();

        assertThat(seen).isEmpty();
        assertThat(runtime.faas().ledger()).hasAccepted(1).hasAllIn(EventState.CANCELLED);
    }

    @Test
    void the_key_of_an_event_that_was_taken_back_is_free(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        EventOptions keyed = EventOptions.NONE.deduplicationKey("k").after(Duration.ofMinutes(1));
        AcceptedEvent first = runtime.faas().invokeAsync("pay", "a", keyed);

        first.cancel();
        AcceptedEvent second = runtime.faas().invokeAsync("pay", "b", keyed);

        assertThat(second.isDuplicate()).isFalse();
        assertThat(runtime.faas().invokeAsync("pay", "c", keyed).requestId()).isEqualTo(second.requestId());
    }
}
