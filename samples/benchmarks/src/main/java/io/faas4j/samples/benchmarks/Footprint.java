package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.RecursiveLoop;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.time.WorkerThreads;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What functions and execution contexts cost while nobody invokes them. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.Footprint [functions] [contexts]}
 */
public final class Footprint {

    private static final int FEW = 100;

    private final int functions;
    private final int contexts;

    Footprint(int functions, int contexts) {
        this.functions = functions;
        this.contexts = contexts;
    }

    /**
     * The program.
     *
     * @param args how many functions (100,000 if not given), and on how many of them contexts are made (10,000)
     */
    public static void main(String[] args) {
        int functions = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int contexts = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        Goal.print(new Footprint(functions, contexts).measure(), System.out);
    }

    List<Goal> measure() {
        List<Goal> goals = new ArrayList<>(memoryOfFunctions());
        goals.addAll(memoryOfContexts());
        goals.addAll(lookUps());
        return goals;
    }

    // ---- memory ----------------------------------------------------------------------------------------------------

    private List<Goal> memoryOfFunctions() {
        try (Faas faas = Faas.create()) {
            deploy(faas, 0, FEW);
            long before = usedHeap();
            deploy(faas, FEW, functions);
            long after = usedHeap();
            double each = (double) (after - before) / functions;
            return List.of(Goal.atMost("heap of an idle function, %,d deployed".formatted(functions), each, 2048, "B"));
        }
    }

    private List<Goal> memoryOfContexts() {
        AtomicInteger threads = new AtomicInteger();
        WorkerThreads counted = (name, body) -> {
            threads.incrementAndGet();
            return WorkerThreads.best().newThread(name, body);
        };
        try (Faas faas =
                Faas.builder().concurrency(4 * contexts).threads(counted).build()) {
            double first = firstContexts(faas);
            double further = furtherContexts(faas);
            return List.of(
                    Goal.atMost("heap of a function's first idle context", first, 512, "B"),
                    Goal.atMost("heap of a function's further idle contexts", further, 512, "B"),
                    Goal.atMost("threads of all %,d contexts".formatted(2 * contexts), threads.get(), 0, ""));
        }
    }

    /** One context for each of many functions. */
    private double firstContexts(Faas faas) {
        deploy(faas, 0, contexts);
        long before = usedHeap();
        for (int i = 0; i < contexts; i++) {
            faas.function(name(i), String.class, String.class).invoke("event");
        }
        return (double) (usedHeap() - before) / contexts;
    }

    /** Many contexts for each of a few functions: each invocation invokes the same function again, to a depth. */
    private double furtherContexts(Faas faas) {
        int depth = 100;
        int recursive = contexts / depth;
        List<FunctionHandle<Integer, Integer>> handles = new ArrayList<>();
        for (int i = 0; i < recursive; i++) {
            AtomicReference<@Nullable FunctionHandle<Integer, Integer>> self = new AtomicReference<>();
            faas.deploy(FunctionDefinition.of(
                    "recursive-" + i,
                    Integer.class,
                    Integer.class,
                    (left, context) -> left == 0
                            ? Integer.valueOf(0)
                            : Objects.requireNonNull(self.get()).invoke(left - 1)));
            faas.functions().putRecursionConfig("recursive-" + i, RecursiveLoop.ALLOW);
            FunctionHandle<Integer, Integer> handle = faas.function("recursive-" + i, Integer.class, Integer.class);
            self.set(handle);
            handle.invoke(0);
            handles.add(handle);
        }
        long before = usedHeap();
        handles.forEach(handle -> handle.invoke(depth));
        return (double) (usedHeap() - before) / (recursive * depth);
    }

    // ---- look-up ---------------------------------------------------------------------------------------------------

    /** As many names are looked up in the large registry as in the small one, so that it is no test of the caches. */
    private List<Goal> lookUps() {
        try (Faas small = Faas.create();
                Faas large = Faas.create()) {
            deploy(small, 0, FEW);
            deploy(large, 0, functions);
            int stride = functions / FEW;
            double[] find =
                    bestNanos(resolve(small, FEW, 1), resolve(large, FEW, stride), resolve(large, functions, 1));
            double[] byName = bestNanos(byName(small, 1), byName(large, stride));
            String few = "one of %,d".formatted(FEW);
            String many = "one of %,d".formatted(functions);
            return List.of(
                    Goal.shownOnly("find a function, " + few, find[0], "ns"),
                    Goal.shownOnly("find a function, " + many, find[1], "ns"),
                    Goal.atMost("  ratio", find[1] / find[0], 1.5, ""),
                    Goal.shownOnly("find each of %,d in turn, beyond the caches".formatted(functions), find[2], "ns"),
                    Goal.shownOnly("invoke by name, " + few, byName[0], "ns"),
                    Goal.shownOnly("invoke by name, " + many, byName[1], "ns"),
                    Goal.atMost("  ratio", byName[1] / byName[0], 1.5, ""));
        }
    }

    /**
     * Something to do with each of some names.
     *
     * @param names how many there are
     * @param use what is done with one of them, by its number; the answer is summed up so that nothing is optimised away
     */
    private record Task(int names, IntUnaryOperator use) {}

    private static Task resolve(Faas faas, int names, int stride) {
        FunctionRef[] refs = new FunctionRef[names];
        Arrays.setAll(refs, i -> FunctionRef.parse(name(i * stride)));
        return new Task(names, i -> faas.functions().route(refs[i]) == null ? 0 : 1);
    }

    private static Task byName(Faas faas, int stride) {
        String[] names = new String[FEW];
        Arrays.setAll(names, i -> name(i * stride));
        return new Task(FEW, i -> faas.invoke(names[i], "event", String.class) == null ? 0 : 1);
    }

    /** The best of many rounds, the tasks in turn: what others do on the machine only adds to it. */
    private static double[] bestNanos(Task... tasks) {
        double[] best = new double[tasks.length];
        Arrays.fill(best, Double.MAX_VALUE);
        for (int round = 0; round < 15; round++) {
            for (int i = 0; i < tasks.length; i++) {
                best[i] = Math.min(best[i], nanos(tasks[i]));
            }
        }
        return best;
    }

    private static double nanos(Task task) {
        int passes = Math.max(1, 500_000 / task.names());
        long done = 0;
        long start = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < task.names(); i++) {
                done += task.use().applyAsInt(i);
            }
        }
        long took = System.nanoTime() - start;
        if (done != (long) passes * task.names()) {
            throw new IllegalStateException("found only " + done);
        }
        return (double) took / done;
    }

    // ---- tools -----------------------------------------------------------------------------------------------------

    private static void deploy(Faas faas, int from, int count) {
        for (int i = from; i < from + count; i++) {
            faas.deploy(FunctionDefinition.of(name(i), String.class, String.class, (event, context) -> event));
        }
    }

    private static String name(int number) {
        return "function-" + number;
    }

    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        // Until another collection finds nothing more.
        while (true) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= used) {
                return used;
            }
            used = now;
        }
    }
}
