package io.faas4j.samples.benchmarks;

import io.faas4j.function.ArnScope;
import io.faas4j.mapping.event.RecordKind;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.mapping.filter.RecordFilter;
import io.faas4j.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to match one record with the filters of a mapping, one of them or ten, of which the last one matches. {@link
 * MappingRatios} runs all and compares.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Filters {

    static final int TEN = 10;

    private static final String SHARD = "shardId-000000000000";

    private static final String DATA =
            "{\"id\":\"4711\",\"customer\":\"customer-9\",\"status\":\"placed\",\"total\":9.5,"
                    + "\"title\":\"The article of part 9 of the order\",\"lines\":[{\"article\":\"A-1\",\"quantity\":3}]}";

    private static final RecordOrigin STREAM =
            RecordOrigin.of(RecordKind.STREAM, "arn:aws:kinesis:local-1:000000000000:stream/orders", ArnScope.DEFAULT);

    // Not final: the compiler must not know it.
    private StreamRecord record =
            new StreamRecord("49", "customer-9", DATA.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);

    private final RecordFilter oneExact = filter(1, "{\"data\":{\"customer\":[\"customer-%d\"]}}");
    private final RecordFilter tenExact = filter(TEN, "{\"data\":{\"customer\":[\"customer-%d\"]}}");
    private final RecordFilter onePrefix = filter(1, "{\"data\":{\"customer\":[{\"prefix\":\"customer-%d\"}]}}");
    private final RecordFilter tenPrefix = filter(TEN, "{\"data\":{\"customer\":[{\"prefix\":\"customer-%d\"}]}}");
    private final RecordFilter oneNumeric =
            filter(1, "{\"data\":{\"total\":[{\"numeric\":[\">\",%1$d,\"<=\",%1$d.7]}]}}");
    private final RecordFilter tenNumeric =
            filter(TEN, "{\"data\":{\"total\":[{\"numeric\":[\">\",%1$d,\"<=\",%1$d.7]}]}}");
    private final RecordFilter oneWildcard = filter(1, "{\"data\":{\"title\":[{\"wildcard\":\"*part %d*\"}]}}");
    private final RecordFilter tenWildcard = filter(TEN, "{\"data\":{\"title\":[{\"wildcard\":\"*part %d*\"}]}}");

    private static RecordFilter filter(int count, String pattern) {
        return RecordFilter.compile(
                STREAM,
                IntStream.range(TEN - count, TEN).mapToObj(pattern::formatted).toList(),
                TEN);
    }

    private boolean matches(RecordFilter filter) {
        return filter.matches(SHARD, record);
    }

    @Benchmark
    public boolean oneExact() {
        return matches(oneExact);
    }

    @Benchmark
    public boolean tenExact() {
        return matches(tenExact);
    }

    @Benchmark
    public boolean onePrefix() {
        return matches(onePrefix);
    }

    @Benchmark
    public boolean tenPrefix() {
        return matches(tenPrefix);
    }

    @Benchmark
    public boolean oneNumeric() {
        return matches(oneNumeric);
    }

    @Benchmark
    public boolean tenNumeric() {
        return matches(tenNumeric);
    }

    @Benchmark
    public boolean oneWildcard() {
        return matches(oneWildcard);
    }

    @Benchmark
    public boolean tenWildcard() {
        return matches(tenWildcard);
    }
}
