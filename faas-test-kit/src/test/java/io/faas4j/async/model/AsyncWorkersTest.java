package io.faas4j.async.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.async.AsyncSettings;
import io.faas4j.async.CloseReport;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who handle events, where something is in their way. */
@Timeout(60)
class AsyncWorkersTest {

    private final FaasTestRuntime runtime = FaasTestRuntime.builder()
            .configure(builder -> builder.concurrency(2)
                    .unreservedMinimum(0)
                    .async(AsyncSettings.builder().deliveryAttempts(2).build()))
            .build();
    private final Faas faas = runtime.faas();
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        runtime.close();
    }

    private void deploy(String name) {
        faas.deploy(FunctionDefinition.builder(name, String.class, String.class)
                .handler((event, context) -> {
                    if (event.equals("long")) {
                        pass(Duration.ofMinutes(10));
                    }
                    seen.add(event + (Thread.currentThread().isInterrupted() ? " interrupted" : ""));
                    return event;
                })
                .timeout(Duration.ofMinutes(15))
                .build());
    }

    private void pass(Duration time) throws InterruptedException {
        runtime.time().source().await(new CompletableFuture<>(), time);
    }

    @Test
    void an_event_does_not_wait_for_a_slow_handler_once_what_throttled_it_is_over() {
        deploy("work");
        deploy("other");
        faas.functions().putConcurrency("other", 1);
        faas.invokeAsync("work", "long");
        runtime.time().advance(Duration.ofSeconds(1));
        faas.invokeAsync("work", "throttled");
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(seen).isEmpty();

        faas.functions().deleteConcurrency("other");
        runtime.time().advance(Duration.ofSeconds(5));

        assertThat(seen).containsExactly("throttled");
    }

    @Test
    void an_event_for_a_function_that_was_deleted_and_deployed_again_is_handled() {
        deploy("work");
        faas.invokeAsync("work", "before");
        runtime.time().advance(Duration.ZERO);
        faas.functions().delete("work");
        deploy("work");

        boolean isTakenBack =
                faas.invokeAsync("work", "cancelled", EventOptions.NONE).cancel();
        faas.invokeAsync("work", "after");
        runtime.time().advance(Duration.ZERO);

        assertThat(isTakenBack).isTrue();
        assertThat(seen).containsExactly("before", "after");
        assertThat(faas.ledger().isBalanced()).isTrue();
        assertThat(faas.ledger().succeeded()).isEqualTo(2);
    }

    @Test
    void what_interrupts_a_delivery_does_not_interrupt_the_next_handler() {
        deploy("work");
        faas.functions()
                .eventInvokeConfigs()
                .put("work", EventInvokeConfig.create().onSuccess(DestinationRef.custom("box")));
        faas.destinations().register(DestinationRef.custom("box"), message -> {
            Thread.currentThread().interrupt();
            throw new InterruptedException("asked for");
        });

        for (int i = 0; i < 50; i++) {
            faas.invokeAsync("work", "event");
            runtime.time().advance(Duration.ofSeconds(i % 2));
        }
        runtime.time().runUntilIdle();

        assertThat(seen).hasSize(50).containsOnly("event");
    }

    @Test
    void an_error_while_a_success_is_delivered_does_not_invoke_the_function_again() {
        deploy("work");
        AtomicInteger tries = new AtomicInteger();
        faas.functions()
                .eventInvokeConfigs()
                .put("work", EventInvokeConfig.create().onSuccess(DestinationRef.custom("box")));
        faas.destinations().register(DestinationRef.custom("box"), message -> {
            tries.incrementAndGet();
            throw new OutOfMemoryError("asked for");
        });

        faas.invokeAsync("work", "event");
        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("event");
        assertThat(tries).hasValue(2);
        assertThat(faas.ledger().kept()).isEqualTo(1);
    }

    @Test
    void a_close_with_events_left_ends_its_workers_and_hands_those_back() {
        deploy("work");
        for (int i = 0; i < 5; i++) {
            faas.invokeAsync("work", "long");
        }
        runtime.time().advance(Duration.ofSeconds(1));

        CloseReport report = faas.shutdown();

        assertThat(report.handedBack()).hasSize(5);
        assertThat(report.abandoned()).isEmpty();
        assertThat(faas.ledger().open()).isZero();
        assertThat(faas.ledger().isBalanced()).isTrue();
    }
}
