package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.destination.DeliveryLimit;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Destinations that do not end. */
@FaasTest
class DeliveryLimitTest {

    private static final DestinationRef BOX = DestinationRef.custom("box");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    private static FaasTestRuntime runtime(AsyncSettings.Builder settings) {
        return FaasTestRuntime.builder()
                .configure(builder -> builder.async(settings.build()))
                .build();
    }

    private void hangs(FaasTestRuntime runtime) {
        runtime.faas().destinations().register(BOX, message -> {
            begun.incrementAndGet();
            try {
                runtime.time().source().await(end, Duration.ofDays(1));
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
            ended.incrementAndGet();
        });
    }

    private void hangsWhateverComes(FaasTestRuntime runtime) {
        runtime.faas().destinations().register(BOX, message -> {
            begun.incrementAndGet();
            while (!end.isDone()) {
                try {
                    runtime.time().source().await(end, Duration.ofDays(1));
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            }
            ended.incrementAndGet();
        });
    }

    private static void deployTelling(FaasTestRuntime runtime, EventInvokeConfig config) {
        runtime.deploy(echo("pay"));
        runtime.faas().eventInvokeConfigs().put("pay", config);
    }

    @Test
    @Rule("DEST-7")
    void a_delivery_that_hangs_has_failed_at_its_limit_and_is_tried_again(FaasTestRuntime runtime) {
        hangs(runtime);
        deployTelling(runtime, EventInvokeConfig.create().onSuccess(BOX));
        runtime.faas().invokeAsync("pay", "a");

        runtime.time().advance(LIMIT.minusMillis(1));
        assertThat(interrupted).hasValue(0);
        runtime.time().advance(Duration.ofMillis(1));
        assertThat(interrupted).hasValue(1);
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.DELIVERING, 1);
        end.complete(null);
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(ended).hasValue(1);
        assertThat(runtime.timeline()).hasCalls(1);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    @Rule({"DEST-7", "MET(DestinationDeliveryFailures)"})
    void a_record_whose_destination_always_hangs_is_metered_once_and_kept_in_the_end() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.meterRegistry(meters)
                        .async(AsyncSettings.builder()
                                .deliveryAttempts(2)
                                .deliveryTimeout(Duration.ofSeconds(3))
                                .build()))
                .build()) {
            hangs(runtime);
            deployTelling(runtime, EventInvokeConfig.create().onSuccess(BOX));
            runtime.faas().invokeAsync("pay", "a");

            runtime.time().advance(Duration.ofSeconds(7));

            assertThat(interrupted).hasValue(2);
            assertThat(runtime.faas().deadLetters())
                    .onlyOne()
                    .hasCondition(EventCondition.SUCCESS)
                    .wasNotDeliveredTo(BOX)
                    .diedAtAge(Duration.ofSeconds(7));
            assertThat(runtime.faas()
                            .deadLetters()
                            .list(DeadLetterFilter.ALL)
                            .get(0)
                            .lastDeliveryError())
                    .hasValueSatisfying(error -> assertThat(error).contains("has not ended within PT3S"));
            assertThat(meters.get("faas.async.destination.delivery.failures")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    @Rule("DLQ-1")
    void a_destination_that_hangs_does_not_keep_the_event_from_its_dead_letter_queue() {
        try (FaasTestRuntime runtime = runtime(AsyncSettings.builder().deliveryAttempts(1))) {
            hangsWhateverComes(runtime);
            RecordingDestination dead = recording(runtime, DestinationRef.queue("dead"));
            runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:dead")));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put(
                            "pay",
                            EventInvokeConfig.create().maximumRetryAttempts(0).onFailure(BOX));
            runtime.script("pay").fails(always(AsyncTests::down));
            runtime.faas().invokeAsync("pay", "a");

            runtime.time().advance(LIMIT);

            assertThat(dead).hasTaken(1);
            assertThat(begun).hasValue(1);
            assertThat(runtime.faas().deadLetters()).onlyOne().wasNotDeliveredTo(BOX);
            end.complete(null);
        }
    }

    @Test
    void a_destination_that_takes_no_notice_of_its_limit_keeps_its_thread_and_nothing_else(FaasTestRuntime runtime) {
        hangsWhateverComes(runtime);
        deployTelling(runtime, EventInvokeConfig.create().onSuccess(BOX));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(LIMIT.plusSeconds(2));
        assertThat(begun).hasValue(2);

        end.complete(null);
        runtime.time().advance(Duration.ZERO);

        // The first one's success came too late to count: the record was delivered twice.
        assertThat(ended).hasValue(2);
        assertThat(runtime.faas().ledger()).hasAccepted(1).hasAllIn(EventState.SUCCEEDED);
        runtime.time().runUntilIdle();
        assertThat(runtime.timeline()).hasCalls(1);
    }

    @Test
    void a_destination_that_hangs_holds_up_no_other_event_of_its_function() {
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.concurrency(1).unreservedMinimum(0))
                .build()) {
            hangs(runtime);
            runtime.deploy(echo("pay"));
            runtime.faas().publish("pay");
            runtime.faas()
                    .eventInvokeConfigs()
                    .put("pay:1", EventInvokeConfig.create().onSuccess(BOX));
            for (int i = 0; i < 3; i++) {
                runtime.faas().invokeAsync("pay:1", "told");
            }
            runtime.time().advance(Duration.ofSeconds(5));

            runtime.faas().invokeAsync("pay", "untold");
            runtime.time().advance(Duration.ofSeconds(5));

            assertThat(begun).hasValue(3);
            assertThat(interrupted).hasValue(0);
            assertThat(runtime.faas().ledger()).has(EventState.SUCCEEDED, 1).has(EventState.DELIVERING, 3);
            end.complete(null);
        }
    }

    @Test
    void a_destination_gets_no_more_while_it_keeps_too_many_threads() {
        try (FaasTestRuntime runtime = runtime(AsyncSettings.builder().deliveryAttempts(3))) {
            hangsWhateverComes(runtime);
            deployTelling(runtime, EventInvokeConfig.create().onSuccess(BOX));
            for (int i = 0; i < DeliveryLimit.MOST_LOST; i++) {
                runtime.faas().invokeAsync("pay", "a");
            }

            runtime.time().advance(LIMIT.plusSeconds(10));

            assertThat(begun).hasValue(DeliveryLimit.MOST_LOST);
            assertThat(runtime.faas().deadLetters().list(DeadLetterFilter.ALL)).hasSize(DeliveryLimit.MOST_LOST);
            end.complete(null);
            runtime.time().advance(Duration.ZERO);
            runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE);
            runtime.time().runUntilIdle();
            assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED).keeps(0);
        }
    }

    @Test
    void deliveries_beyond_those_that_may_be_under_way_wait_without_using_up_tries() {
        try (FaasTestRuntime runtime = runtime(AsyncSettings.builder().deliveryAttempts(1))) {
            hangs(runtime);
            deployTelling(runtime, EventInvokeConfig.create().onSuccess(BOX));
            int many = DeliveryLimit.MOST_AT_ONCE + 20;
            for (int i = 0; i < many; i++) {
                runtime.faas().invokeAsync("pay", "a");
            }
            runtime.time().advance(Duration.ofSeconds(5));
            assertThat(begun).hasValue(DeliveryLimit.MOST_AT_ONCE);

            end.complete(null);
            runtime.time().advance(Duration.ofSeconds(5));

            assertThat(ended).hasValue(many);
            assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED).keeps(0);
        }
    }

    @Test
    void the_interrupt_of_a_delivery_reaches_no_handler() {
        AtomicInteger strays = new AtomicInteger();
        try (FaasTestRuntime runtime = runtime(AsyncSettings.builder().deliveryTimeout(Duration.ofMillis(5)))) {
            runtime.faas().destinations().register(BOX, message -> {
                try {
                    runtime.time().source().await(new CompletableFuture<>(), Duration.ofMillis(5));
                } catch (InterruptedException limit) {
                    Thread.currentThread().interrupt();
                }
            });
            runtime.faas().deploy(FunctionDefinition.of("pay", String.class, String.class, (event, context) -> {
                strays.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                return event;
            }));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put("pay", EventInvokeConfig.create().onSuccess(BOX));
            for (int i = 0; i < 100; i++) {
                runtime.faas().invokeAsync("pay", "a");
                runtime.time().advance(Duration.ofMillis(3));
            }
            runtime.time().runUntilIdle();

            assertThat(strays).hasValue(0);
            assertThat(runtime.faas().ledger()).isBalanced().hasNothingOpen();
        }
    }

    @Test
    void a_delivery_that_begins_when_all_were_ended_is_ended_before_it_calls_anybody(FaasTestRuntime runtime)
            throws Exception {
        DeliveryLimit limit = new DeliveryLimit(runtime.time().source(), LIMIT);
        AtomicInteger late = new AtomicInteger();
        limit.endAll();

        for (int i = 1; i <= DeliveryLimit.MOST_LOST + 1; i++) {
            assertThat(limit.call(BOX, begun::incrementAndGet, late::incrementAndGet))
                    .isFalse();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(late).hasValue(i);
        }
        assertThat(begun).hasValue(0);
        assertThat(limit.underWay()).isZero();
    }

    @Test
    @Rule({"DEST-7", "MET(DestinationDeliveryFailures)", "MET(DeadLetterErrors)"})
    void a_destination_that_breaks_the_runtime_has_not_taken_its_message_either() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.meterRegistry(meters)
                        .async(AsyncSettings.builder().deliveryAttempts(2).build()))
                .build()) {
            DestinationRef dead = DestinationRef.queue("dead");
            runtime.faas().destinations().register(BOX, message -> {
                begun.incrementAndGet();
                throw new InternalError("broken");
            });
            recording(runtime, dead);
            runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:dead")));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put(
                            "pay",
                            EventInvokeConfig.create().maximumRetryAttempts(0).onFailure(BOX));
            runtime.script("pay").fails(always(AsyncTests::down));
            runtime.faas().invokeAsync("pay", "a");

            runtime.time().runUntilIdle();

            assertThat(begun).hasValue(2);
            assertThat(runtime.faas().deadLetters()).onlyOne().wasNotDeliveredTo(BOX, dead);
            for (String meter : List.of("destination.delivery.failures", "dead.letter.errors")) {
                assertThat(meters.get("faas.async." + meter).functionCounter().count())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void a_limit_is_a_millisecond_to_a_quarter_of_an_hour() {
        AsyncSettings.Builder settings = AsyncSettings.builder();

        assertThat(settings.deliveryTimeout(Duration.ofMillis(1)).build().deliveryTimeout())
                .isEqualTo(Duration.ofMillis(1));
        for (Duration wrong :
                new Duration[] {Duration.ZERO, Duration.ofMinutes(15).plusMillis(1)}) {
            assertThatThrownBy(() -> settings.deliveryTimeout(wrong))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("deliveryTimeout");
        }
    }
}
