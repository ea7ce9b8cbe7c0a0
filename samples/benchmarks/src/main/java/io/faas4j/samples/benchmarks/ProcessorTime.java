package io.faas4j.samples.benchmarks;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * How many operations each microsecond of processor time brings, all threads of the JVM counted: on a machine that does
 * something else too, this says more than the clock does. JMH makes one in each JVM.
 */
public final class ProcessorTime implements InternalProfiler {

    static final String LABEL = "ops.per.cpu";

    private Duration before = Duration.ZERO;

    /** For JMH. */
    public ProcessorTime() {}

    @Override
    public String getDescription() {
        return "operations for each microsecond of processor time";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = now();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double micros = now().minus(before).toNanos() / 1e3;
        double perMicro = result.getMetadata().getAllOps() / micros;
        return List.of(new ScalarResult(LABEL, perMicro, "ops/us", AggregationPolicy.AVG));
    }

    private static Duration now() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
