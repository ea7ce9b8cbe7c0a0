package io.faas4j.seams;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Routing;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.runtime.time.WorkerThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@Rule("LIB-6")
class SeamsTest {

    @Test
    @Rule("COMMON-1")
    void fifteen_minutes_pass_when_time_is_told_so() {
        try (TestFaas faas = TestFaas.create()) {
            FunctionHandle<String, String> function =
                    faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                            .timeout(Duration.ofMinutes(15))
                            .handler((event, context) -> {
                                faas.advance(Duration.ofMinutes(14));
                                return context.remainingTime().toString();
                            }));

            InvocationResult<String> result = function.call("");

            assertThat(result.payload()).isEqualTo("PT1M");
            assertThat(result.report().duration()).isEqualTo(Duration.ofMinutes(14));
        }
    }

    @Test
    @Rule("COMMON-1")
    void no_time_passes_by_itself() {
        try (TestFaas faas = TestFaas.create()) {
            FunctionHandle<String, String> function =
                    faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> event));

            assertThat(function.call("").report().duration()).isZero();
            assertThat(Threads.get(function.submit("")).report().duration()).isZero();
        }
    }

    @Test
    @Rule({"COMMON-2", "CTX-17"})
    void same_seed_gives_the_same_ids_and_the_same_choices() {
        List<String> first = idsAndVersions(42);

        assertThat(idsAndVersions(42)).isEqualTo(first);
        assertThat(idsAndVersions(43)).isNotEqualTo(first);
    }

    private static List<String> idsAndVersions(long seed) {
        List<String> drawn = new ArrayList<>();
        try (Faas faas = Faas.builder()
                .time(VirtualTime.create())
                .random(RandomSource.seeded(seed))
                .build()) {
            faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> "1"));
            faas.publish("f");
            faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> "2"));
            faas.publish("f");
            faas.alias("f", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.5)));
            for (int i = 0; i < 50; i++) {
                InvocationResult<String> result = faas.call("f:live", "", String.class);
                drawn.add(result.requestId() + " " + result.payload());
            }
        }
        return drawn;
    }

    @Test
    void threads_come_from_the_source_that_was_given() {
        List<Thread> given = new CopyOnWriteArrayList<>();
        WorkerThreads source = (name, body) -> {
            Thread thread = WorkerThreads.platform().newThread(name, body);
            given.add(thread);
            return thread;
        };
        try (TestFaas faas = TestFaas.with(builder -> builder.threads(source))) {
            FunctionHandle<String, Boolean> worker =
                    faas.deploy(FunctionDefinition.builder("w", String.class, Boolean.class)
                            .executionMode(ExecutionMode.WORKER)
                            .handler((event, context) -> given.contains(Thread.currentThread())));
            FunctionHandle<String, Boolean> caller = faas.deploy(FunctionDefinition.of(
                    "c", String.class, Boolean.class, (event, context) -> given.contains(Thread.currentThread())));

            assertThat(caller.invoke("")).isFalse();
            assertThat(given).isEmpty();
            assertThat(worker.invoke("")).isTrue();
            assertThat(worker.invoke("")).isTrue();
            assertThat(given).hasSize(1);
        }
    }
}
