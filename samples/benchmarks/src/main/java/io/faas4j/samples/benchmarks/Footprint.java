package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.time.WorkerThreads;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
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
            double handleSmall = resolveNanos(small, FEW, i -> i);
            double handleLarge = resolveNanos(large, FEW, i -> i * stride);
            double handleAll = resolveNanos(large, functions, i -> i);
            double nameSmall = byNameNanos(small, i -> i);
            double nameLarge = byNameNanos(large, i -> i * stride);
            String few = "one of %,d".formatted(FEW);
            String many = "one of %,d".formatted(functions);
            return List.of(
                    Goal.shownOnly("find a function, " + few, handleSmall, "ns"),
                    Goal.shownOnly("find a function, " + many, handleLarge, "ns"),
                    Goal.atMost("  ratio", handleLarge / handleSmall, 1.5, ""),
                    Goal.shownOnly(
                            "find each of %,d in turn (caches do not hold them)".formatted(functions), handleAll, "ns"),
                    Goal.shownOnly("invoke by name, " + few, nameSmall, "ns"),
                    Goal.shownOnly("invoke by name, " + many, nameLarge, "ns"),
                    Goal.atMost("  ratio", nameLarge / nameSmall, 1.5, ""));
        }
    }

    private static double resolveNanos(Faas faas, int names, IntUnaryOperator number) {
        FunctionRef[] refs = new FunctionRef[names];
        for (int i = 0; i < names; i++) {
            refs[i] = FunctionRef.parse(name(number.applyAsInt(i)));
        }
        return bestNanos(names, i -> Objects.hashCode(faas.functions().route(refs[i])));
    }

    private static double byNameNanos(Faas faas, IntUnaryOperator number) {
        String[] names = new String[FEW];
        for (int i = 0; i < FEW; i++) {
            names[i] = name(number.applyAsInt(i));
        }
        return bestNanos(FEW, i -> Objects.hashCode(faas.invoke(names[i], "event", String.class)));
    }

    /** The best of many rounds: what others do on the machine only adds to it. */
    private static double bestNanos(int things, IntUnaryOperator use) {
        int passes = Math.max(1, 500_000 / things);
        double best = Double.MAX_VALUE;
        int seen = 0;
        for (int round = 0; round < 12; round++) {
            long start = System.nanoTime();
            for (int pass = 0; pass < passes; pass++) {
                for (int i = 0; i < things; i++) {
                    seen += use.applyAsInt(i);
                }
            }
            best = Math.min(best, (double) (System.nanoTime() - start) / ((long) passes * things));
        }
        if (seen == 42) {
            System.out.println(); // what is used is not optimised away
        }
        return best;
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
