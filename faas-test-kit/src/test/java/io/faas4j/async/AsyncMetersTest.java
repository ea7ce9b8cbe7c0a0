package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.FaasTestSetup;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is metered of events. */
@FaasTest
class AsyncMetersTest implements FaasTestSetup {

    private static final DestinationRef DEAD = DestinationRef.queue("dead");
    private static final DestinationRef FAILURES = DestinationRef.custom("failures");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Override
    public void configure(Faas.Builder builder) {
        builder.meterRegistry(meters);
    }

    private long count(String name, String function) {
        FunctionCounter counter =
                meters.find("faas.async." + name).tag("function", function).functionCounter();
        return counter == null ? 0 : Math.round(counter.count());
    }

    private long gauge(String state, String function) {
        Gauge gauge = meters.find("faas.async.events")
                .tag("function", function)
                .tag("state", state)
                .gauge();
        return gauge == null ? 0 : Math.round(gauge.value());
    }

    private FunctionTimer age(String function) {
        return meters.get("faas.async.event.age").tag("function", function).functionTimer();
    }

    private void assertBalanced(String function) {
        long open = gauge("queued", function)
                + gauge("running", function)
                + gauge("waiting-for-retry", function)
                + gauge("cancelled", function);
        assertThat(count("events.received", function))
                .isEqualTo(count("events.succeeded", function) + count("events.dropped", function) + open);
    }

    @Test
    @Rule({"MET-INV-2", "MET(AsyncEventsReceived)", "MET(AsyncEventsDropped)"})
    void what_was_received_has_succeeded_or_was_dropped_or_is_still_there_at_any_time(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.script("pay")
                .takes(Duration.ofMillis(20))
                .fails(call -> "bad".equals(call.event()) ? AsyncTests.down() : null);
        for (int i = 0; i < 50; i++) {
            runtime.faas().invokeAsync("pay", i % 5 == 0 ? "bad" : "good");
        }
        runtime.faas().invokeAsync("pay", "good", EventOptions.NONE.after(Duration.ofSeconds(30)));

        assertThat(count("events.received", "pay")).isEqualTo(51);
        for (int i = 0; i < 40; i++) {
            assertBalanced("pay");
            runtime.time().advance(Duration.ofMillis(10));
        }
        runtime.time().runUntilIdle();

        assertBalanced("pay");
        assertThat(count("events.succeeded", "pay")).isEqualTo(41);
        assertThat(count("events.dropped", "pay")).isEqualTo(10);
    }

    @Test
    void meters_go_on_after_a_collection(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas().invokeAsync("pay", "good", EventOptions.NONE.after(Duration.ofSeconds(30)));
        assertThat(gauge("queued", "pay")).isEqualTo(1);

        WeakReference<Object> canary = new WeakReference<>(new Object());
        while (canary.get() != null) {
            System.gc();
        }

        assertThat(gauge("queued", "pay")).isEqualTo(1);
        runtime.time().runUntilIdle();
    }

    @Test
    @Rule("MET(AsyncEventsReceived)")
    void an_event_that_is_refused_or_a_duplicate_is_not_received(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        EventOptions keyed = EventOptions.NONE.deduplicationKey("k");

        runtime.faas().invokeAsync("pay", "a", keyed);
        runtime.faas().invokeAsync("pay", "a", keyed);

        assertThat(count("events.received", "pay")).isEqualTo(1);
    }

    @Test
    @Rule({"MET(AsyncEventsDropped)", "ASYNC-8"})
    void an_event_is_dropped_whatever_took_it_and_why_ever(FaasTestRuntime runtime) {
        recording(runtime, DEAD);
        recording(runtime, FAILURES);
        runtime.deploy(echo("old").configure(settings -> settings.deadLetterTarget("queue:dead")));
        runtime.script("old").fails(always(AsyncTests::down));
        runtime.faas()
                .eventInvokeConfigs()
                .put("old", EventInvokeConfig.create().maximumEventAge(Duration.ofMinutes(2)));
        runtime.deploy(echo("blocked").reservedConcurrency(0));
        runtime.faas()
                .eventInvokeConfigs()
                .put("blocked", EventInvokeConfig.create().onFailure(FAILURES));

        runtime.faas().invokeAsync("old", "a");
        runtime.faas().invokeAsync("blocked", "a");
        runtime.time().runUntilIdle();

        assertThat(count("events.dropped", "old")).isEqualTo(1);
        assertThat(count("events.dropped", "blocked")).isEqualTo(1);
        assertThat(count("events.succeeded", "old")).isZero();
    }

    @Test
    @Rule("MET(AsyncEventAge)")
    void the_age_is_timed_from_the_acceptance_to_each_attempt(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.script("pay").fails(always(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "a", EventOptions.NONE.after(Duration.ofSeconds(10)));
        runtime.time().runUntilIdle();

        assertThat(age("pay").count()).isEqualTo(3);
        assertThat(age("pay").totalTime(TimeUnit.SECONDS)).isEqualTo(10 + 70 + 190);
    }

    @Test
    @Rule("MET(AsyncEventAge)")
    void an_attempt_is_counted_at_its_deadline_though_its_handler_runs_on(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").timeout(Duration.ofSeconds(2)));
        runtime.script("pay").takesUninterruptibly(Duration.ofMinutes(10));

        runtime.faas().invokeAsync("pay", "a", EventOptions.NONE.after(Duration.ofSeconds(10)));
        runtime.time().advance(Duration.ofSeconds(12));

        assertThat(age("pay").count()).isEqualTo(1);
        assertThat(age("pay").totalTime(TimeUnit.SECONDS)).isEqualTo(10);
    }

    @Test
    @Rule("MET(AsyncEventAge)")
    void an_event_that_no_attempt_is_made_for_has_no_age(FaasTestRuntime runtime) {
        runtime.deploy(echo("blocked").reservedConcurrency(0));

        runtime.faas().invokeAsync("blocked", "a");
        runtime.time().runUntilIdle();

        assertThat(age("blocked").count()).isZero();
    }

    @Test
    @Rule({"MET(DestinationDeliveryFailures)", "DEST-7"})
    void a_record_that_is_not_taken_is_metered_once_and_the_event_keeps_its_outcome(FaasTestRuntime runtime) {
        recording(runtime, FAILURES).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(FAILURES));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(count("destination.delivery.failures", "pay")).isEqualTo(1);
        assertThat(count("dead.letter.errors", "pay")).isZero();
        assertThat(count("events.succeeded", "pay")).isEqualTo(1);
        assertThat(count("events.dropped", "pay")).isZero();
    }

    @Test
    @Rule({"MET(DeadLetterErrors)", "DLQ-4"})
    void an_event_that_its_dead_letter_queue_does_not_take_is_metered_once(FaasTestRuntime runtime) {
        recording(runtime, DEAD).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:dead")));
        runtime.script("pay").fails(always(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(count("dead.letter.errors", "pay")).isEqualTo(1);
        assertThat(count("destination.delivery.failures", "pay")).isZero();
        assertThat(count("events.dropped", "pay")).isEqualTo(1);
    }

    @Test
    @Rule("MET-INV-2")
    void a_dead_letter_that_is_redriven_is_received_again(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();
        runtime.script("pay").clear();

        runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE);
        assertBalanced("pay");
        runtime.time().runUntilIdle();

        assertThat(count("events.received", "pay")).isEqualTo(2);
        assertThat(count("events.dropped", "pay")).isEqualTo(1);
        assertThat(count("events.succeeded", "pay")).isEqualTo(1);
    }

    @Test
    @Rule("MET-INV-2")
    void a_record_that_is_delivered_again_is_no_event_received_again(FaasTestRuntime runtime) {
        var failures = recording(runtime, FAILURES).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(FAILURES));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        failures.recovers();
        runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE);
        runtime.time().runUntilIdle();

        assertThat(failures).hasTaken(1);
        assertThat(count("events.received", "pay")).isEqualTo(1);
        assertThat(count("events.succeeded", "pay")).isEqualTo(1);
    }
}
