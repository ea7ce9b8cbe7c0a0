package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.InitializationType;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationReport;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.WorkerThreads;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a report says of one invocation. */
class InvocationReportTest {

    private static final int ARRAY = 5_000_000;

    private final TestFaas faas = TestFaas.with(builder -> builder.threads(WorkerThreads.platform()));

    @AfterEach
    void close() {
        faas.close();
    }

    /** Allocates in its init phase and in its handler, and computes there. */
    private FunctionHandle<Integer, Integer> allocating(ExecutionMode mode) {
        return faas.deploy(FunctionDefinition.builder("allocates", Integer.class, Integer.class)
                .executionMode(mode)
                .handlerFactory(init -> {
                    byte[] inInit = new byte[4 * ARRAY];
                    faas.advanceMillis(30);
                    return (event, context) -> {
                        faas.advanceMillis(2);
                        byte[] allocated = new byte[event];
                        return allocated.length + inInit.length;
                    };
                }));
    }

    @Test
    void allocated_bytes_are_those_of_the_invoke_phase() {
        assumeThat(ManagementFactory.getThreadMXBean()).isInstanceOf(com.sun.management.ThreadMXBean.class);
        for (ExecutionMode mode : ExecutionMode.values()) {
            FunctionHandle<Integer, Integer> function = allocating(mode);

            InvocationReport cold = function.call(ARRAY).report();
            InvocationReport warm = function.call(2 * ARRAY).report();

            assertThat(cold.allocatedBytes().orElseThrow()).isBetween((long) ARRAY, 2L * ARRAY);
            assertThat(warm.allocatedBytes().orElseThrow()).isBetween(2L * ARRAY, 3L * ARRAY);
            assertThat(Threads.get(function.submit(ARRAY))
                            .report()
                            .allocatedBytes()
                            .orElseThrow())
                    .isBetween((long) ARRAY, 2L * ARRAY);
        }
    }

    @Test
    void processor_time_is_there_for_those_who_ask() {
        FunctionHandle<Integer, Integer> function = allocating(ExecutionMode.CALLER);

        assertThat(function.call(1).report().cpuTime()).isEmpty();
        assertThat(function.with(InvokeOptions.NONE.cpuTime())
                        .call(ARRAY)
                        .report()
                        .cpuTime())
                .hasValueSatisfying(time -> assertThat(time).isPositive());
    }

    @Test
    @Rule("CTX-14")
    void report_says_how_the_context_came_to_be_and_how_long_the_invocation_waited() {
        InvocationReport report = allocating(ExecutionMode.CALLER).call(1).report();

        assertThat(report.initializationType()).isEqualTo(InitializationType.ON_DEMAND);
        assertThat(report.queueWait()).isZero();
        assertThat(report.coldStart()).isTrue();
        assertThat(report.initDuration()).contains(Duration.ofMillis(30));
        assertThat(report.duration()).isEqualTo(Duration.ofMillis(2));
        assertThat(report.billedDuration()).isEqualTo(Duration.ofMillis(32));
    }

    @Test
    void json_form_has_a_report_too() {
        allocating(ExecutionMode.CALLER);

        InvocationReport report = faas.faas()
                .invoke(InvocationRequest.of("allocates", "1"))
                .report()
                .orElseThrow();

        assertThat(report.duration()).isEqualTo(Duration.ofMillis(2));
        assertThat(report.initializationType()).isEqualTo(InitializationType.ON_DEMAND);
    }

    @Test
    void nothing_is_measured_of_a_handler_that_goes_on_after_its_deadline() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FunctionHandle<String, String> stubborn =
                faas.deploy(FunctionDefinition.of("stubborn", String.class, String.class, (event, context) -> {
                    started.countDown();
                    Threads.awaitStubbornly(release);
                    return event;
                }));
        var submitted = stubborn.with(InvokeOptions.NONE.cpuTime()).submit("");
        Threads.await(started);

        faas.advance(Duration.ofSeconds(3));
        InvocationReport report = Threads.get(submitted).report();
        release.countDown();

        assertThat(report.duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(report.allocatedBytes()).isEmpty();
        assertThat(report.cpuTime()).isEmpty();
    }
}
