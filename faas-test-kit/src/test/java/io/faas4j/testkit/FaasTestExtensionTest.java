package io.faas4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.faas4j.Faas;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionDefinition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@FaasTest(seed = 5)
class FaasTestExtensionTest implements FaasTestSetup {

    private FaasTestRuntime before;

    @Override
    public void configure(Faas.Builder builder) {
        builder.concurrency(123);
    }

    @BeforeEach
    void before(FaasTestRuntime runtime) {
        before = runtime;
    }

    @AfterEach
    void after(FaasTestRuntime runtime) {
        assertThat(runtime).isSameAs(before);
        assertThat(runtime.faas().snapshot().functions()).isNotNull();
    }

    @Test
    void a_test_and_what_runs_around_it_share_a_runtime(FaasTestRuntime runtime) {
        assertThat(runtime).isSameAs(before);
    }

    @Test
    void the_seed_and_the_settings_are_those_of_the_test_class(FaasTestRuntime runtime) {
        assertThat(runtime.seed()).isEqualTo(5);
        assertThat(runtime.faas().snapshot().concurrency().limit()).isEqualTo(123);
    }

    @Test
    @FaasTest(seed = 6)
    void a_test_may_have_a_seed_of_its_own(FaasTestRuntime runtime) {
        assertThat(runtime.seed()).isEqualTo(6);
    }

    @Nested
    class WithinAnotherClass {

        @Test
        void a_nested_test_has_the_seed_and_the_settings_of_the_class_around_it(FaasTestRuntime runtime) {
            assertThat(runtime.seed()).isEqualTo(5);
            assertThat(runtime.faas().snapshot().concurrency().limit()).isEqualTo(123);
        }
    }

    @Test
    void a_failure_shows_the_timeline_of_every_call_in_virtual_time() {
        Map<String, TestExecutionResult> results = run(Failing.class);

        assertThat(text(results.get("fails")))
                .contains("(failed by a test)")
                .contains("seed 9, it is 2026-01-01T00:02:00Z, nothing is going on, nothing is scheduled; calls:")
                .containsPattern("2026-01-01T00:00:00Z  pay, version \\$LATEST, attempt 1, [-0-9a-f]{36}:"
                        + " failed after PT0S, java.lang.IllegalStateException: down\\R"
                        + "2026-01-01T00:01:00Z  pay, version \\$LATEST, attempt 1, [-0-9a-f]{36}:"
                        + " succeeded after PT1M\\R");
    }

    @Test
    void a_failure_without_a_runtime_and_a_success_show_nothing_more() {
        Map<String, TestExecutionResult> results = run(Failing.class);

        assertThat(results.get("fails_without_a_runtime").getThrowable().orElseThrow())
                .hasNoSuppressedExceptions();
        assertThat(results.get("succeeds").getStatus()).isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    @Test
    void a_runtime_is_closed_after_its_test_whether_that_failed_or_not() {
        Failing.RUNTIMES.clear();

        run(Failing.class);

        assertThat(Failing.RUNTIMES)
                .hasSize(2)
                .allSatisfy(runtime -> assertThat(runtime.isClosed()).isTrue());
    }

    @Test
    void a_ledger_that_does_not_add_up_fails_a_test_unless_it_asks_for_no_check() {
        Map<String, TestExecutionResult> results = run(Unbalanced.class);

        assertThat(results).hasSize(2);
        assertThat(text(results.get("is_checked")))
                .contains("Expected each accepted event in exactly one state, but 2 were accepted and 1 are in a state")
                .contains("calls:");
        assertThat(results.get("is_not_checked").getStatus()).isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    @Test
    void test_classes_run_in_parallel_each_on_a_time_of_its_own() {
        Map<String, TestExecutionResult> results = run(Meeting.class, OtherMeeting.class);

        assertThat(results)
                .hasSize(2)
                .allSatisfy((name, result) -> assertThat(text(result)).isEmpty());
    }

    private static String text(TestExecutionResult result) {
        StringWriter text = new StringWriter();
        result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(new PrintWriter(text, true)));
        return text.toString();
    }

    private static Map<String, TestExecutionResult> run(Class<?>... classes) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(type -> selectClass(type)).toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .build();
        Map<String, TestExecutionResult> results = new ConcurrentHashMap<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    results.put(test.getDisplayName().replaceAll("\\(.*", ""), result);
                }
            }
        });
        return results;
    }

    private static FunctionDefinition<String, String> echo(String name) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .handler((event, context) -> event)
                .timeout(Duration.ofMinutes(5))
                .build();
    }

    @FaasTest(seed = 9)
    static class Failing {

        static final List<FaasTestRuntime> RUNTIMES = new ArrayList<>();

        @Test
        void fails(FaasTestRuntime runtime) {
            RUNTIMES.add(runtime);
            var pay = runtime.deploy(echo("pay"));
            runtime.script("pay").fails(Faults.once(() -> new IllegalStateException("down")));
            pay.call("a");
            runtime.time().advance(Duration.ofMinutes(1));
            runtime.script("pay").takes(Duration.ofMinutes(1));
            pay.call("a");
            fail("(failed by a test)");
        }

        @Test
        void fails_without_a_runtime() {
            fail("(failed by a test)");
        }

        @Test
        void succeeds(FaasTestRuntime runtime) {
            RUNTIMES.add(runtime);
        }
    }

    @FaasTest
    static class Unbalanced {

        /** As if an event had been lost: no caller can bring that about. */
        private static void lose(FaasTestRuntime runtime) throws ReflectiveOperationException {
            Object queue = field("queue", field("async", runtime.faas()));
            Field forgotten = queue.getClass().getDeclaredField("forgotten");
            forgotten.setAccessible(true);
            forgotten.set(queue, new Ledger(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        }

        private static Object field(String name, Object of) throws ReflectiveOperationException {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        }

        @Test
        void is_checked(FaasTestRuntime runtime) throws ReflectiveOperationException {
            runtime.deploy(echo("pay"));
            runtime.faas().invokeAsync("pay", "a");
            lose(runtime);
        }

        @Test
        @FaasTest(checkLedger = false)
        void is_not_checked(FaasTestRuntime runtime) throws ReflectiveOperationException {
            is_checked(runtime);
        }
    }

    @FaasTest
    static class Meeting {

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @Test
        void meets(FaasTestRuntime runtime) throws Exception {
            var wait = runtime.deploy(echo("wait"));
            runtime.script("wait").takes(Duration.ofSeconds(12));
            BOTH.await(20, TimeUnit.SECONDS);
            for (int i = 1; i <= 50; i++) {
                FaasAssertions.assertThat(wait.call("a")).took(Duration.ofSeconds(12));
                assertThat(runtime.script("wait").calls()).isEqualTo(i);
            }
            BOTH.await(20, TimeUnit.SECONDS);
        }
    }

    @FaasTest
    static class OtherMeeting {

        @Test
        void meets_the_other(FaasTestRuntime runtime) throws Exception {
            new Meeting().meets(runtime);
        }
    }
}
