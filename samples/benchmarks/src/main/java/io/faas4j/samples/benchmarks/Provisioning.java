package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.registry.ProvisionedRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * How soon execution contexts of a trivial handler are there, ahead of traffic and on demand. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.Provisioning [contexts] [rounds]}
 */
public final class Provisioning {

    private final int contexts;
    private final int rounds;

    Provisioning(int contexts, int rounds) {
        this.contexts = contexts;
        this.rounds = rounds;
    }

    /**
     * The program.
     *
     * @param args how many contexts (1,000 if not given), and how often (30)
     */
    public static void main(String[] args) {
        int contexts = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        Goal.print(new Provisioning(contexts, rounds).measure(), System.out);
    }

    List<Goal> measure() {
        try (Faas faas =
                Faas.builder().concurrency(4 * contexts).unreservedMinimum(0).build()) {
            List<Double> allocations = allocations(faas);
            return List.of(
                    Goal.shownOnly(
                            "%,d provisioned contexts ready, cold JVM".formatted(contexts), allocations.get(0), "ms"),
                    Goal.atMost(
                            "%,d provisioned contexts ready, median".formatted(contexts),
                            Scores.median(allocations),
                            100,
                            "ms"),
                    Goal.atMost("cold start of a trivial handler, median", Scores.median(coldStarts(faas)), 20, "us"),
                    Goal.shownOnly("warm start on a provisioned context, mean", warmStart(faas), "ns"));
        }
    }

    private static void deploy(Faas faas, String name) {
        faas.deploy(FunctionDefinition.builder(name, String.class, String.class)
                .handlerFactory(init -> (event, context) -> event)
                .build());
    }

    /** Milliseconds from the request until the status is ready. */
    private List<Double> allocations(Faas faas) {
        ProvisionedRegistry provisioned = faas.functions().provisioned();
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            String name = "provisioned-" + i;
            deploy(faas, name);
            faas.publish(name);
            long start = System.nanoTime();
            provisioned.put(name + ":1", contexts);
            while (provisioned.get(name + ":1").status() == Status.IN_PROGRESS) {
                Thread.onSpinWait();
            }
            took.add((System.nanoTime() - start) / 1e6);
            provisioned.delete(name + ":1");
        }
        return took;
    }

    /** Microseconds of each function's first invocation; its handle was resolved before. */
    private List<Double> coldStarts(Faas faas) {
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < 200 * rounds; i++) {
            String name = "cold-" + i;
            deploy(faas, name);
            FunctionHandle<String, String> handle = faas.function(name, String.class, String.class);
            long start = System.nanoTime();
            handle.invoke("event");
            took.add((System.nanoTime() - start) / 1e3);
        }
        return took.subList(took.size() / 2, took.size());
    }

    /** Nanoseconds. */
    private double warmStart(Faas faas) {
        deploy(faas, "warm");
        faas.publish("warm");
        String version = FunctionRef.of("warm", "1").toString();
        faas.functions().provisioned().put(version, 2);
        while (faas.functions().provisioned().get(version).status() == Status.IN_PROGRESS) {
            Thread.onSpinWait();
        }
        FunctionHandle<String, String> handle = faas.function(version, String.class, String.class);
        int calls = 100_000 * rounds;
        long start = 0;
        for (int i = 0; i < 2 * calls; i++) {
            if (i == calls) {
                start = System.nanoTime();
            }
            handle.invoke("event");
        }
        return (double) (System.nanoTime() - start) / calls;
    }
}
