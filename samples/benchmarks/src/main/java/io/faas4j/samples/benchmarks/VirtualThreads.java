package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How long many invocations take that only wait, each on its execution context's own thread: from Java 21 on that is a
 * virtual one. {@code java -cp samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.VirtualThreads
 * [invocations]}
 */
public final class VirtualThreads {

    private static final long WAIT_MILLIS = 10;

    /** What the JVM itself may start: carriers of virtual threads, the scheduler's threads, the compiler's. */
    private static final int THREADS_OF_THE_JVM = 16;

    private static final int WARM_UP = 2_000;

    private final int invocations;

    VirtualThreads(int invocations) {
        this.invocations = invocations;
    }

    /**
     * The program.
     *
     * @param args how many invocations (100,000 if not given)
     */
    public static void main(String[] args) {
        int invocations = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        if (Runtime.version().feature() < 21) {
            System.out.println("Before Java 21 there are no virtual threads: each context has a platform thread here.");
        }
        Goal.print(new VirtualThreads(invocations).measure(), System.out);
    }

    List<Goal> measure() {
        ThreadMXBean platformThreads = ManagementFactory.getThreadMXBean();
        try (Faas faas = Faas.builder().concurrency(invocations + WARM_UP).build()) {
            faas.deploy(FunctionDefinition.builder("wait", Integer.class, Integer.class)
                    .handler((event, context) -> {
                        Thread.sleep(WAIT_MILLIS);
                        return event;
                    })
                    .executionMode(ExecutionMode.WORKER)
                    .build());
            FunctionHandle<Integer, Integer> wait = faas.function("wait", Integer.class, Integer.class);
            run(wait, WARM_UP);
            int before = platformThreads.getThreadCount();
            platformThreads.resetPeakThreadCount();

            Duration cpu = cpuTime();
            double seconds = run(wait, invocations);
            double cpuSeconds = cpuTime().minus(cpu).toMillis() / 1e3;

            int started = platformThreads.getPeakThreadCount() - before;
            return List.of(
                    Goal.atMost("%,d invocations that each wait 10 ms".formatted(invocations), seconds, 3, "s"),
                    Goal.shownOnly("  processor time of all threads", cpuSeconds, "s"),
                    Goal.atMost("platform threads started for them", started, THREADS_OF_THE_JVM, ""),
                    Goal.shownOnly(
                            "execution contexts that served them",
                            ContextPoolRival.poolOf(faas, wait.ref()).size(),
                            ""));
        }
    }

    /** What this takes whatever else the machine does. */
    private static Duration cpuTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double run(FunctionHandle<Integer, Integer> wait, int invocations) {
        long start = System.nanoTime();
        CompletableFuture<?>[] running = new CompletableFuture<?>[invocations];
        for (int i = 0; i < invocations; i++) {
            running[i] =
                    wait.submit(i).thenAccept(VirtualThreads::requireSuccess).toCompletableFuture();
        }
        CompletableFuture.allOf(running).join();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void requireSuccess(InvocationResult<Integer> result) {
        if (!result.isSuccess()) {
            throw new IllegalStateException("an invocation failed: " + result);
        }
    }
}
