package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.runtime.snapshot.Snapshot;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * What it costs, in time of one processor, to look at a runtime with many functions. {@code java -cp samples/benchmarks/target/benchmarks.jar
 * io.faas4j.samples.benchmarks.Snapshots [functions]}
 */
public final class Snapshots {

    private static final int WARM_UP = 100;
    private static final int ROUNDS = 50;

    /** What is measured first would else be measured while the JVM still compiles it. */
    private static final long FIRST_WARM_UP_NANOS_PER_FUNCTION = 300_000;

    private final int functions;

    Snapshots(int functions) {
        this.functions = functions;
    }

    /**
     * The program.
     *
     * @param args how many functions (10,000 if not given)
     */
    public static void main(String[] args) {
        int functions = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        Goal.print(new Snapshots(functions).measure(), System.out);
    }

    List<Goal> measure() {
        String many = "%,d functions".formatted(functions);
        List<Goal> goals = new ArrayList<>();
        try (Faas faas = Faas.create()) {
            deploy(faas);
            warmUp(faas);
            goals.add(Goal.atMost("snapshot, " + many + ", never invoked", snapshotMillis(faas), 10, "ms"));
            invoke(faas, "");
            goals.add(Goal.atMost("snapshot, " + many + ", each with a context", snapshotMillis(faas), 10, "ms"));
            Snapshot before = faas.snapshot();
            double health = medianMillis(
                    () -> faas.snapshot().healthSince(before).throttled().size() + 1);
            goals.add(Goal.shownOnly("  with health since the last one", health, "ms"));
            publish(faas);
            invoke(faas, ":live");
            goals.add(Goal.shownOnly("  each with a version and an alias besides", snapshotMillis(faas), "ms"));
            sendEach(faas);
            goals.add(Goal.shownOnly("  each with an event besides", snapshotMillis(faas), "ms"));
        }
        goals.add(Goal.shownOnly("poll of all meters in a simple registry", poll(new SimpleMeterRegistry()), "ms"));
        goals.add(Goal.shownOnly("scrape of all meters in a Prometheus registry", scrape(), "ms"));
        return goals;
    }

    private void warmUp(Faas faas) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + functions * FIRST_WARM_UP_NANOS_PER_FUNCTION;
        while (threads.getCurrentThreadCpuTime() < end) {
            snapshotMillis(faas);
        }
    }

    private static double snapshotMillis(Faas faas) {
        return medianMillis(() -> faas.snapshot().functions().size());
    }

    private double poll(MeterRegistry registry) {
        try (Faas faas = Faas.builder().meterRegistry(registry).build()) {
            deploy(faas);
            invoke(faas, "");
            return medianMillis(() -> read(registry));
        }
    }

    private static int read(MeterRegistry registry) {
        int values = 0;
        for (Meter meter : registry.getMeters()) {
            for (var measurement : meter.measure()) {
                values += measurement.getValue() >= 0 ? 1 : 0;
            }
        }
        return values;
    }

    private double scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Faas faas = Faas.builder().meterRegistry(registry).build()) {
            deploy(faas);
            invoke(faas, "");
            return medianMillis(() -> registry.scrape().length());
        }
    }

    private void deploy(Faas faas) {
        for (int i = 0; i < functions; i++) {
            faas.deploy(FunctionDefinition.of(name(i), String.class, String.class, (event, context) -> event));
        }
    }

    private void publish(Faas faas) {
        for (int i = 0; i < functions; i++) {
            faas.publish(name(i));
            faas.alias(name(i), AliasSpec.of("live").version("1"));
        }
    }

    private void invoke(Faas faas, String qualifier) {
        for (int i = 0; i < functions; i++) {
            faas.invoke(name(i) + qualifier, "event", String.class);
        }
    }

    /** Until all events have been handled. */
    private void sendEach(Faas faas) {
        for (int i = 0; i < functions; i++) {
            faas.invokeAsync(name(i), "event");
        }
        while (faas.ledger().open() > 0) {
            Thread.onSpinWait();
        }
    }

    private static String name(int number) {
        return "function-" + number;
    }

    /** The median of the processor's time: what others do on the machine is not counted. */
    private static double medianMillis(IntSupplier look) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] millis = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            if (look.getAsInt() <= 0) {
                throw new IllegalStateException("nothing to see");
            }
            millis[Math.max(0, round)] = (threads.getCurrentThreadCpuTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[ROUNDS / 2];
    }
}
