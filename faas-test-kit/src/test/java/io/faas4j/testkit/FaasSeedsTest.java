package io.faas4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.faas4j.function.FunctionDefinition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A test under many seeds finds an order in which it fails, and says how to repeat it. */
class FaasSeedsTest {

    @Test
    void each_seed_has_a_runtime_of_its_own_and_the_order_is_not_always_the_same() {
        Seeds.ORDERS.clear();

        Map<String, TestExecutionResult> results = run(Seeds.class);

        assertThat(results.keySet()).containsExactlyElementsOf(names(20));
        assertThat(results.values()).allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
        assertThat(Seeds.ORDERS).hasSize(20).contains("ab", "ba");
    }

    @Test
    void the_first_failure_is_the_last_seed_and_tells_how_to_repeat_it() {
        Racing.failedUnder = 0;

        Map<String, TestExecutionResult> results = run(Racing.class);

        assertThat(Racing.failedUnder).isPositive();
        String last = "seed " + Racing.failedUnder;
        assertThat(results.keySet()).last().isEqualTo(last);
        assertThat(results.get(last).getStatus()).isEqualTo(Status.FAILED);
        assertThat(text(results.get(last)))
                .contains("%s: @FaasSeed(%d) in place of @FaasSeeds repeats it".formatted(last, Racing.failedUnder))
                .contains(last + ", it is 2026-01-01T00:00:00Z");
        assertThat(results.values())
                .filteredOn(result -> result.getStatus() == Status.SUCCESSFUL)
                .hasSize(results.size() - 1);
    }

    @FaasSeed(17)
    void a_seed_is_repeated_exactly(FaasTestRuntime runtime) {
        assertThat(runtime.seed()).isEqualTo(17);
    }

    @Test
    void less_than_one_seed_is_refused() {
        assertThat(text(runAll(NoSeeds.class).get("none(FaasTestRuntime)")))
                .contains("@FaasSeeds must have 1 or more, was 0");
    }

    private static List<String> names(int seeds) {
        List<String> names = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            names.add("seed " + seed);
        }
        return names;
    }

    private static String order(FaasTestRuntime runtime) {
        StringBuilder order = new StringBuilder();
        for (String name : List.of("a", "b")) {
            runtime.deploy(FunctionDefinition.of(name, String.class, Void.class, (event, context) -> {
                order.append(name);
                return null;
            }));
            runtime.faas().invokeAsync(name, "now");
        }
        runtime.time().runUntilIdle();
        return order.toString();
    }

    static class Seeds {

        static final List<String> ORDERS = new ArrayList<>();

        @FaasSeeds(20)
        void events_come_in_some_order(FaasTestRuntime runtime) {
            ORDERS.add(order(runtime));
        }
    }

    static class Racing {

        static long failedUnder;

        @FaasSeeds(100)
        void the_first_function_is_always_first(FaasTestRuntime runtime) {
            if (!order(runtime).equals("ab")) {
                failedUnder = runtime.seed();
                throw new AssertionError("(failed by a test)");
            }
        }
    }

    static class NoSeeds {

        @FaasSeeds(0)
        void none(FaasTestRuntime runtime) {}
    }

    private static String text(TestExecutionResult result) {
        StringWriter text = new StringWriter();
        result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(new PrintWriter(text, true)));
        return text.toString();
    }

    private static Map<String, TestExecutionResult> run(Class<?> type) {
        Map<String, TestExecutionResult> results = runAll(type);
        results.keySet().removeIf(name -> !name.startsWith("seed "));
        return results;
    }

    private static Map<String, TestExecutionResult> runAll(Class<?> type) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(type))
                .build();
        Map<String, TestExecutionResult> results = new LinkedHashMap<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                results.put(test.getDisplayName(), result);
            }
        });
        return results;
    }
}
