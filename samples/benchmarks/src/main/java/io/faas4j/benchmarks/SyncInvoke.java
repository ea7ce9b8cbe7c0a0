package io.faas4j.benchmarks;

import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Cost of one synchronous invocation. {@code java -jar samples/benchmarks/target/benchmarks.jar SyncInvoke -prof gc} */
@State(Scope.Benchmark)
public class SyncInvoke {

    private final UnaryOperator<String> handler = event -> event;

    @Benchmark
    public String directCall() {
        return handler.apply("event");
    }
}
