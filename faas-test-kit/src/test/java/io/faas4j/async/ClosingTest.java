package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.faas4j.async.CloseReport.HandedBack;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import io.faas4j.event.InvocationRecord;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a close tells of the events that it could not handle to their end. */
@FaasTest
class ClosingTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    private static final DestinationRef AUDIT = DestinationRef.custom("audit");

    private static HandedBack only(CloseReport report) {
        assertThat(report.handedBack()).hasSize(1);
        return report.handedBack().get(0);
    }

    @Test
    void an_event_that_waits_is_handed_back_with_all_that_it_takes_to_send_it_again(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        EventOptions options = EventOptions.NONE
                .orderKey("customer-1")
                .deduplicationKey("order-1")
                .priority(EventPriority.HIGH)
                .after(MINUTE);
        runtime.faas().invokeAsync("pay", "a", options);
        runtime.time().advance(Duration.ofSeconds(20));

        HandedBack back = only(runtime.faas().shutdown());

        assertThat(back.state()).isEqualTo(EventState.QUEUED);
        assertThat(back.options()).isEqualTo(options.after(Duration.ofSeconds(40)));
        assertThat(back.isToBeInvoked()).isTrue();
        assertThat(back.condition()).isNull();
        assertThat(back.undelivered()).isNull();
        assertThat(back.attempts()).isEmpty();
    }

    @Test
    void the_tenant_of_an_event_is_handed_back_with_it(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").configure(settings -> settings.tenantIsolation(true)));
        EventOptions options = EventOptions.NONE.tenantId("acme").after(MINUTE);
        runtime.faas().invokeAsync("pay", "a", options);

        assertThat(only(runtime.faas().shutdown()).options()).isEqualTo(options);
    }

    @Test
    void an_event_that_waits_for_a_retry_is_handed_back_with_its_attempts(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);

        HandedBack back = only(runtime.faas().shutdown());

        assertThat(back.state()).isEqualTo(EventState.WAITING_FOR_RETRY);
        assertThat(back.isToBeInvoked()).isTrue();
        assertThat(back.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.errorMessage()).isEqualTo("down"));
        assertThat(back.options().delay()).isZero();
    }

    @Test
    void an_event_whose_record_alone_is_pending_is_handed_back_as_one_that_succeeded(FaasTestRuntime runtime) {
        recording(runtime, AUDIT).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(AUDIT));
        AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);

        HandedBack back = only(runtime.faas().shutdown());

        assertThat(back.state()).isEqualTo(EventState.DELIVERING);
        assertThat(back.isToBeInvoked()).isFalse();
        assertThat(back.condition()).isEqualTo(EventCondition.SUCCESS);
        assertThat(back.attempts()).hasSize(1);
        InvocationRecord record = back.undelivered();
        assertThat(record).isNotNull();
        assertThat(record.requestId()).isEqualTo(event.requestId());
        assertThat(record.bodyAsText()).contains("\"responsePayload\":\"a\"");
    }

    @Test
    @Rule("DEST-6")
    void a_record_that_goes_to_a_function_is_accepted_and_handled_while_the_library_closes(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder("watch", Object.class, String.class)
                .handler((event, context) -> "seen")
                .build());
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(DestinationRef.function("watch")));
        runtime.script("pay").takes(Duration.ofSeconds(5));
        // So that its workers have been waited for before.
        runtime.faas().invokeAsync("watch", "first");
        runtime.time().advance(Duration.ZERO);
        runtime.faas().invokeAsync("pay", "a");

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.handedBack()).isEmpty();
        assertThat(report.finished()).isEqualTo(2);
        assertThat(runtime.timeline().of("watch")).hasCalls(2);
        assertThat(runtime.faas().ledger()).hasAccepted(3).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    void a_destination_that_hangs_is_timed_out_by_a_close_and_its_event_handed_back(FaasTestRuntime runtime) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        runtime.faas().destinations().register(AUDIT, message -> {
            while (!end.isDone()) {
                try {
                    runtime.time().source().await(end, Duration.ofDays(1));
                } catch (InterruptedException ignored) {
                    // Takes no notice of its limit.
                }
            }
        });
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(AUDIT));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ofSeconds(10));
        runtime.faas().invokeAsync("pay", "b");

        CloseReport report = runtime.faas().shutdown();
        end.complete(null);

        assertThat(report.abandoned()).isEmpty();
        assertThat(report.handedBack()).hasSize(2).noneMatch(HandedBack::isToBeInvoked);
        assertThat(report.took()).isLessThan(DRAIN_LIMIT.plusSeconds(3));
        assertThat(runtime.faas().ledger()).isBalanced().hasAllIn(EventState.HANDED_BACK);
    }

    @Test
    @Rule("MET(DestinationDeliveryFailures)")
    void a_delivery_that_a_close_breaks_off_was_no_try_and_its_event_is_handed_back_though_it_was_the_last() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.meterRegistry(meters)
                        .async(AsyncSettings.builder().deliveryAttempts(1).build()))
                .build()) {
            runtime.faas()
                    .destinations()
                    .register(
                            AUDIT,
                            message -> runtime.time().source().await(new CompletableFuture<>(), Duration.ofDays(1)));
            runtime.deploy(echo("pay").timeout(MINUTE));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put("pay", EventInvokeConfig.create().onSuccess(AUDIT));
            runtime.script("pay").takes(Duration.ofSeconds(10));
            AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");
            runtime.time().advance(Duration.ZERO);

            FunctionCounter failures =
                    meters.get("faas.async.destination.delivery.failures").functionCounter();

            CloseReport report = runtime.faas().shutdown();

            assertThat(failures.count()).isZero();
            assertThat(report.finished()).isZero();
            assertThat(report.abandoned()).isEmpty();
            HandedBack back = only(report);
            assertThat(back.requestId()).isEqualTo(event.requestId());
            assertThat(back.isToBeInvoked()).isFalse();
            assertThat(back.undelivered()).isNotNull();
            assertThat(runtime.faas().ledger())
                    .isBalanced()
                    .hasAllIn(EventState.HANDED_BACK)
                    .keeps(0);
        }
    }

    @Test
    void a_close_takes_about_one_drain_limit_whatever_runs(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").timeout(Duration.ofMinutes(15)));
        runtime.script("pay").takesUninterruptibly(Duration.ofMinutes(10));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.took()).isBetween(DRAIN_LIMIT, DRAIN_LIMIT.plusSeconds(3));
        assertThat(runtime.faas().ledger()).isBalanced().hasNothingOpen();
    }

    /** What of an event is read before its handler begins. */
    record Slow(String text) {

        private static final ThreadLocal<Boolean> NONE = new ThreadLocal<>();
        private static volatile Runnable reading = () -> {};

        @JsonCreator
        static Slow read(String text) {
            reading.run();
            return new Slow(NONE.get() == null ? text : "");
        }
    }

    @Test
    void an_event_that_a_worker_still_reads_when_nobody_waits_any_longer_is_abandoned(FaasTestRuntime runtime) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Slow.reading = () -> {
            try {
                runtime.time().source().await(end, Duration.ofDays(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        runtime.deploy(FunctionDefinition.builder("pay", Slow.class, String.class)
                .handler((event, context) -> event.text())
                .build());
        AcceptedEvent event = runtime.faas().async("pay", String.class).invoke("a");
        runtime.time().advance(Duration.ZERO);

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.handedBack()).isEmpty();
        assertThat(report.abandoned()).singleElement().satisfies(abandoned -> {
            assertThat(abandoned.requestId()).isEqualTo(event.requestId());
            assertThat(abandoned.function().name()).isEqualTo("pay");
        });
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.RUNNING, 1);
        end.complete(null);
    }

    @Test
    void who_waits_at_a_gate_when_the_library_closes_is_timed_out(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").timeout(Duration.ofMinutes(15)));
        Gate gate = runtime.script("pay").gate();
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);
        assertThat(gate.waiting()).isEqualTo(1);

        HandedBack back = only(runtime.faas().shutdown());

        assertThat(back.isToBeInvoked()).isTrue();
        assertThat(back.attempts()).hasSize(1);
    }
}
