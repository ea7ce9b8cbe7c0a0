package io.faas4j.functions.provisioned;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.error.InvocationInterruptedException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.functions.Gate;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for concurrency is served by a provisioned context as well, in the order of CONC-16. */
class WaitingOrderOfProvisionedTest {

    private final TestFaas test =
            TestFaas.patient(builder -> builder.concurrency(8).unreservedMinimum(1));
    private final Faas faas = test.faas();
    private final Instances instances = new Instances();

    @BeforeEach
    void publish() {
        faas.deploy(instances.as("fn"));
        faas.publish("fn");
    }

    @AfterEach
    void close() {
        test.close();
    }

    private record Queued(Thread thread, CompletableFuture<String> answer) {}

    private Queued queue(String function) {
        FunctionHandle<String, String> handle = faas.function(function, String.class, String.class)
                .with(InvokeOptions.NONE.maxWait(Duration.ofMinutes(1)));
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<String> answer = Threads.start(() -> {
            thread.set(Thread.currentThread());
            return handle.invoke("event");
        });
        Threads.until(() ->
                thread.get() != null && (answer.isDone() || thread.get().getState() == Thread.State.TIMED_WAITING));
        assertThat(answer).isNotDone();
        return new Queued(thread.get(), answer);
    }

    @Test
    @Rule({"CONC-16", "CONC-17"})
    void provisioned_context_that_comes_free_serves_who_waits() {
        faas.functions().putConcurrency("fn", 1);
        Provisioned.put(faas, "fn:1", 1);
        Gate.Held running = instances.gate().hold(faas, "fn:1");
        List<Queued> queue = Stream.generate(() -> queue("fn:1")).limit(3).toList();

        running.letGo();

        assertThat(queue)
                .allSatisfy(queued -> assertThat(Threads.get(queued.answer())).isEqualTo("provisioned-concurrency"));
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("provisioned-concurrency");
    }

    @Test
    @Rule("CONC-16")
    void provisioned_context_is_passed_on_by_who_gives_up() {
        faas.functions().putConcurrency("fn", 1);
        Provisioned.put(faas, "fn:1", 1);
        Gate.Held running = instances.gate().hold(faas, "fn:1");
        Queued first = queue("fn:1");
        Queued second = queue("fn:1");

        first.thread().interrupt();
        Threads.until(first.answer()::isDone);
        running.letGo();

        assertThat(first.answer().handle((value, refused) -> refused).join())
                .isInstanceOfAny(InvocationInterruptedException.class, CompletionException.class);
        assertThat(Threads.get(second.answer())).isEqualTo("provisioned-concurrency");
    }

    @Test
    @Rule("CONC-16")
    void free_provisioned_context_is_not_kept_from_its_version_while_others_wait() {
        faas.functions().putConcurrency("fn", 1);
        Provisioned.put(faas, "fn:1", 1);
        Queued onDemand = queue("fn");

        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("provisioned-concurrency");

        faas.functions().putConcurrency("fn", 2);
        assertThat(Threads.get(onDemand.answer())).isEqualTo("on-demand");
    }

    @Test
    @Rule("CONC-16")
    void on_demand_place_serves_who_waits_while_all_provisioned_contexts_are_busy() {
        faas.functions().putConcurrency("fn", 2);
        Provisioned.put(faas, "fn:1", 1);
        Gate.Held provisioned = instances.gate().hold(faas, "fn:1");
        Gate.Held spilled = instances.gate().hold(faas, "fn:1");
        Queued waits = queue("fn:1");

        spilled.letGo();

        assertThat(Threads.get(waits.answer())).isEqualTo("on-demand");
        provisioned.letGo();
    }
}
