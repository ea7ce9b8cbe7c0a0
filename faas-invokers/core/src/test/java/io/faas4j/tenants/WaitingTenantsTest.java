package io.faas4j.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers of several tenants wait for concurrency in one line. */
class WaitingTenantsTest {

    private final TestFaas faas = TestFaas.patient(builder -> builder.unreservedMinimum(0));
    private final CountDownLatch running = new CountDownLatch(1);
    private final List<String> served = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        running.countDown();
        faas.close();
    }

    private FunctionHandle<String, String> of(String tenant) {
        return faas.faas().function("fn", String.class, String.class).with(InvokeOptions.NONE.tenantId(tenant));
    }

    private CompletableFuture<String> queue(String tenant) {
        FunctionHandle<String, String> patient = faas.faas()
                .function("fn", String.class, String.class)
                .with(InvokeOptions.NONE.tenantId(tenant).maxWait(Duration.ofMinutes(1)));
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<String> answer = Threads.start(() -> {
            thread.set(Thread.currentThread());
            return patient.invoke(tenant);
        });
        Threads.until(() -> thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING);
        return answer;
    }

    @Test
    @Rule("TEN-1")
    void a_throttled_call_costs_no_other_of_its_tenant_the_place_in_line() {
        faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                .timeout(Duration.ofMinutes(15))
                .reservedConcurrency(1)
                .configure(configuration -> configuration.tenantIsolation(true))
                .handler((event, context) -> {
                    if (event.equals("first")) {
                        Threads.await(running);
                    } else {
                        served.add(event);
                    }
                    return event;
                }));
        CompletableFuture<String> first = Threads.start(() -> of("red").invoke("first"));
        Threads.until(() -> faas.faas().concurrentExecutions() == 1);
        CompletableFuture<String> blue = queue("blue");
        CompletableFuture<String> green = queue("green");
        assertThatThrownBy(() -> of("blue").invoke("impatient")).isInstanceOf(TooManyRequestsException.class);

        running.countDown();

        assertThat(List.of(Threads.get(first), Threads.get(blue), Threads.get(green)))
                .containsExactly("first", "blue", "green");
        assertThat(served).containsExactly("blue", "green");
    }
}
