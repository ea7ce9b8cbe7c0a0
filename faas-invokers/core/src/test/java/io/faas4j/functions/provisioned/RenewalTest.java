package io.faas4j.functions.provisioned;

import static io.faas4j.functions.provisioned.Provisioned.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.rules.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Provisioned contexts live on: what ends is made again ahead of traffic. */
class RenewalTest {

    private static final String PROVISIONED = "provisioned-concurrency";

    @TempDir
    Path scratch;

    private TestFaas test;
    private Faas faas;
    private final Instances instances = new Instances();

    @BeforeEach
    void publish() {
        test = TestFaas.with(builder -> builder.configure(settings -> settings.scratchRoot(scratch)
                .idleTimeout(Duration.ofMinutes(10))
                .maxLifetime(Duration.ofHours(1))));
        faas = test.faas();
        faas.deploy(instances.as("fn"));
        faas.publish("fn");
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    @Rule({"CTX-10", "CTX-15"})
    void idle_provisioned_contexts_are_not_removed() {
        Provisioned.put(faas, "fn:1", 2);

        test.advance(Duration.ofMinutes(59));

        assertThat(Provisioned.now(faas, "fn:1")).isEqualTo(ready(2));
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        assertThat(instances.made()).isEqualTo(2);
    }

    @Test
    @Rule({"CTX-10", "CTX-15"})
    void context_that_has_lived_long_enough_goes_when_its_successor_is_ready() {
        Provisioned.put(faas, "fn:1", 2);
        CountDownLatch inits = instances.holdInits();

        test.advance(Duration.ofMinutes(61));

        Threads.until(() -> instances.tries() == 4);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        assertThat(instances.closed()).isZero();
        inits.countDown();
        Threads.until(() -> instances.closed() == 2);
        Provisioned.await(faas, "fn:1", ready(2));
        assertThat(instances.made()).isEqualTo(4);
    }

    @Test
    @Rule({"CTX-10", "CTX-15"})
    void contexts_that_were_made_together_are_not_all_renewed_at_once() {
        Provisioned.put(faas, "fn:1", 30);
        CountDownLatch inits = instances.holdInits();

        test.advance(Duration.ofMinutes(61));

        Threads.until(() -> instances.tries() == 33);
        inits.countDown();
        Threads.until(() -> {
            boolean isQuiet = faas.functions().contexts("fn", "1").preparing() == 0
                    && instances.closed() == instances.tries() - 30;
            if (isQuiet && instances.closed() < 30) {
                // To the next sweep.
                test.advance(Duration.ofSeconds(11));
            }
            return instances.closed() == 30;
        });
        Provisioned.await(faas, "fn:1", ready(30));
        assertThat(instances.made()).isEqualTo(60);
    }

    @Test
    @Rule("CTX-10")
    void busy_context_that_has_lived_long_enough_finishes_its_invocation() {
        faas.deploy(instances.builder("fn").timeout(Duration.ofMinutes(15)).build());
        faas.publish("fn");
        Provisioned.put(faas, "fn:2", 1);
        test.advance(Duration.ofMinutes(55));
        Gate.Held running = instances.gate().hold(faas, "fn:2");

        test.advance(Duration.ofMinutes(10));

        Threads.until(() -> instances.made() == 2);
        assertThat(running.isRunning()).isTrue();
        assertThat(running.letGo().payload()).isEqualTo(PROVISIONED);
        Threads.until(() -> instances.closed() == 1);
        Provisioned.await(faas, "fn:2", ready(1));
        assertThat(invoke("fn:2")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule("CTX-15")
    void successor_that_cannot_be_initialised_leaves_the_old_context_and_is_tried_again() {
        Provisioned.put(faas, "fn:1", 1);
        instances.failFirst(7);

        // Less than a minute after the first six tries, when the next come.
        test.advance(Duration.ofMinutes(60).plusSeconds(30));

        Threads.until(() -> instances.tries() == 7);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        // Not while one is being made: its limit would be over before its thread has run.
        Threads.until(() -> {
            if (faas.functions().contexts("fn", "1").preparing() == 0 && instances.tries() == 7) {
                test.advance(Duration.ofSeconds(1));
            }
            return instances.closed() == 1;
        });
        assertThat(instances.tries()).isEqualTo(8);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule({"CTX-7", "CTX-15"})
    void context_that_was_reset_is_initialised_again_before_an_invocation_needs_it() {
        Provisioned.put(faas, "fn:1", 1);

        assertThat(faas.call("fn:1", "exit", String.class).error()).isPresent();

        Provisioned.await(faas, "fn:1", ready(1));
        assertThat(instances.made()).isEqualTo(2);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        assertThat(instances.made()).isEqualTo(2);
    }

    @Test
    @Rule({"CTX-7", "CTX-15", "CONC-16"})
    void invocations_spill_over_while_a_context_is_initialised_again() {
        Provisioned.put(faas, "fn:1", 1);
        CountDownLatch inits = instances.holdInits();

        assertThat(faas.call("fn:1", "exit", String.class).error()).isPresent();

        assertThat(invoke("fn:1")).isEqualTo("on-demand");
        inits.countDown();
        Provisioned.await(faas, "fn:1", ready(1));
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule("CTX-7")
    void context_that_cannot_be_initialised_again_makes_its_handler_within_the_next_invocation() {
        Provisioned.put(faas, "fn:1", 1);
        instances.failFirst(7);

        assertThat(faas.call("fn:1", "exit", String.class).error()).isPresent();

        Threads.until(() -> instances.tries() == 7);
        Threads.until(() -> invoke("fn:1").equals(PROVISIONED));
        assertThat(instances.tries()).isEqualTo(8);
        assertThat(Provisioned.now(faas, "fn:1")).isEqualTo(ready(1));
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule({"CTX-7", "CTX-8", "CTX-15"})
    void timeout_resets_a_provisioned_context_which_keeps_its_scratch_directory(ExecutionMode mode) {
        AtomicInteger inits = new AtomicInteger();
        faas.deploy(FunctionDefinition.builder("tmp", String.class, String.class)
                .executionMode(mode)
                .handlerFactory(init -> {
                    inits.incrementAndGet();
                    return (event, context) -> event.equals("late") ? timeOut(context) : read(context);
                })
                .build());
        faas.publish("tmp");
        Provisioned.put(faas, "tmp:1", 1);

        assertThat(faas.call("tmp:1", "late", String.class).error())
                .hasValueSatisfying(error -> assertThat(error.isTimeout()).isTrue());

        Threads.until(() -> inits.get() == 2);
        Provisioned.await(faas, "tmp:1", ready(1));
        assertThat(faas.invoke("tmp:1", "read", String.class)).isEqualTo("kept");
        assertThat(inits).hasValue(2);
    }

    private String timeOut(Context context) throws Exception {
        Files.writeString(context.temporaryDirectory().resolve("file"), "kept");
        test.advance(Duration.ofSeconds(3));
        return "too late";
    }

    private static String read(Context context) throws Exception {
        return Files.readString(context.temporaryDirectory().resolve("file"));
    }

    private String invoke(String function) {
        String answer = faas.invoke(function, "event", String.class);
        return answer == null ? "" : answer;
    }
}
