package io.faas4j.testkit.idempotency;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.event.EventState;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Idempotent handlers of asynchronous events. */
class IdempotentEventsTest {

    private final IdempotencyStore store = IdempotencyStore.inMemory();
    private final FaasTestRuntime runtime = FaasTestRuntime.builder()
            .configure(builder -> builder.idempotency(store))
            .build();
    private final List<Integer> attempts = new ArrayList<>();

    @Test
    void an_event_that_failed_is_handled_again_and_one_that_succeeded_is_not() {
        try (runtime) {
            runtime.deploy(FunctionDefinition.of(
                    "pay",
                    String.class,
                    String.class,
                    runtime.faas().idempotency(String.class, String.class).around((order, context) -> {
                        attempts.add(context.attempt());
                        if (context.attempt() == 1) {
                            throw new IllegalStateException("down");
                        }
                        return "paid " + order;
                    })));
            runtime.faas().invokeAsync("pay", "order-1");
            runtime.time().runUntilIdle();
            runtime.faas().invokeAsync("pay", "order-1");
            runtime.time().runUntilIdle();

            assertThat(attempts).containsExactly(1, 2);
            assertThat(runtime.faas().ledger()).hasAccepted(2).hasAllIn(EventState.SUCCEEDED);
        }
    }

    @Test
    void an_event_that_comes_while_its_like_is_handled_is_tried_again_and_has_that_ones_result() {
        try (Faas other = Faas.builder()
                        .time(VirtualTime.create())
                        .idempotency(store)
                        .build();
                runtime) {
            runtime.deploy(FunctionDefinition.of(
                    "pay",
                    String.class,
                    String.class,
                    runtime.faas().idempotency(String.class, String.class).around((order, context) -> {
                        attempts.add(context.attempt());
                        return "paid twice";
                    })));
            other.deploy(FunctionDefinition.of(
                    "pay",
                    String.class,
                    String.class,
                    other.idempotency(String.class, String.class).around((order, context) -> {
                        runtime.faas().invokeAsync("pay", order);
                        runtime.time().advance(Duration.ofSeconds(1));
                        return "paid once";
                    })));

            assertThat(other.invoke("pay", "order-1", String.class)).isEqualTo("paid once");
            assertThat(runtime.faas().ledger()).hasAccepted(1).hasAllIn(EventState.WAITING_FOR_RETRY);
            runtime.time().runUntilIdle();

            assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
            assertThat(attempts).isEmpty();
        }
    }
}
