package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a first invocation takes in a JVM that has made many: a context, its handler, and the call. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.ColdStart [functions]}
 *
 * <p>Each function is invoked twice, cold and then warm, so that the difference is what the cold start costs.
 */
public final class ColdStart {

    private final int functions;

    ColdStart(int functions) {
        this.functions = functions;
    }

    /** A handler that needs nothing. */
    public static final class Trivial implements Handler<String, String> {

        /** For the runtime, which makes one for each context. */
        public Trivial() {}

        @Override
        public String handle(String event, Context context) {
            return event;
        }
    }

    /**
     * The program.
     *
     * @param args how many functions (20,000 if not given)
     */
    public static void main(String[] args) {
        int functions = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        Goal.print(new ColdStart(functions).measure(), System.out);
    }

    List<Goal> measure() {
        // The first half compiles the code, and does not count.
        Times factory = measure("factory", true);
        Times byClass = measure("class", false);
        return List.of(
                Goal.atMost(
                        "cold start, handler from a factory, median",
                        factory.cold().at(50),
                        20,
                        "us"),
                Goal.shownOnly("  99 of 100 are not over", factory.cold().at(99), "us"),
                Goal.atMost(
                        "cold start, handler by its class, median",
                        byClass.cold().at(50),
                        20,
                        "us"),
                Goal.shownOnly("  99 of 100 are not over", byClass.cold().at(99), "us"),
                Goal.shownOnly("the second invocation, median", factory.warm().at(50), "us"));
    }

    private record Micros(List<Double> sorted) {

        Micros {
            sorted = sorted.stream().sorted().toList();
        }

        double at(int percent) {
            return sorted.get((sorted.size() - 1) * percent / 100);
        }
    }

    private record Times(Micros cold, Micros warm) {}

    private Times measure(String name, boolean byFactory) {
        List<Double> cold = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        try (Faas faas = Faas.builder().concurrency(2 * functions).build()) {
            List<FunctionHandle<String, String>> handles = new ArrayList<>();
            for (int i = 0; i < functions; i++) {
                handles.add(deploy(faas, name + "-" + i, byFactory));
            }
            for (int i = 0; i < functions; i++) {
                FunctionHandle<String, String> handle = handles.get(i);
                double first = micros(handle, true);
                double second = micros(handle, false);
                if (i >= functions / 2) {
                    cold.add(first);
                    warm.add(second);
                }
            }
        }
        return new Times(new Micros(cold), new Micros(warm));
    }

    private static FunctionHandle<String, String> deploy(Faas faas, String name, boolean byFactory) {
        FunctionDefinition.Builder<String, String> definition =
                FunctionDefinition.builder(name, String.class, String.class);
        faas.deploy(
                (byFactory ? definition.handlerFactory(init -> new Trivial()) : definition.handlerClass(Trivial.class))
                        .build());
        return faas.function(name, String.class, String.class);
    }

    private static double micros(FunctionHandle<String, String> handle, boolean isCold) {
        long start = System.nanoTime();
        InvocationResult<String> result = handle.call("event");
        long took = System.nanoTime() - start;
        if (!result.isSuccess() || result.report().coldStart() != isCold) {
            throw new IllegalStateException("not what was to be measured: " + result);
        }
        return took / 1e3;
    }
}
