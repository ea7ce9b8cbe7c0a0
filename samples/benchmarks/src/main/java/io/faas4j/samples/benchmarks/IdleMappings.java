package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.queue.MessageQueue;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import java.time.Duration;
import java.util.List;

/**
 * What mappings cost while nothing comes: half of them of queues, half of streams, each handled one batch before. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.IdleMappings [mappings] [seconds]}
 */
public final class IdleMappings {

    /** Until the JVM has compiled and collected what it likes to, and idle threads have ended. */
    private static final Duration SETTLE = Duration.ofSeconds(12);

    private static final double MOST_PERCENT = 1;

    private final int mappings;
    private final Duration settle;
    private final Duration length;

    IdleMappings(int mappings, Duration settle, Duration length) {
        this.mappings = mappings;
        this.settle = settle;
        this.length = length;
    }

    /**
     * The program.
     *
     * @param args how many mappings (1,000 if not given), and for how many seconds (20 if not given)
     */
    public static void main(String[] args) throws InterruptedException {
        int mappings = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        Goal.print(new IdleMappings(mappings, SETTLE, Duration.ofSeconds(seconds)).measure(), System.out);
    }

    List<Goal> measure() throws InterruptedException {
        double empty;
        double mapped;
        BatchArrivals arrivals = new BatchArrivals();
        try (Faas faas = Faas.create()) {
            faas.deploy(
                    FunctionDefinition.builder("messages", new TypeRef<QueueBatch<byte[]>>() {}, TypeRef.of(Void.class))
                            .handler(arrivals::messages)
                            .build());
            faas.deploy(
                    FunctionDefinition.builder("records", new TypeRef<StreamBatch<byte[]>>() {}, TypeRef.of(Void.class))
                            .handler(arrivals::records)
                            .build());
            empty = percent();
            arrivals.expect(mappings);
            for (int i = 0; i < mappings; i++) {
                if (i % 2 == 0) {
                    MessageQueue queue = faas.queues().create("queue-" + i);
                    faas.map(queue).to("messages").start();
                    queue.send("{}");
                } else {
                    DataStream stream = faas.streams().create("stream-" + i, StreamSettings.DEFAULT.shards(1));
                    faas.map(stream)
                            .to("records")
                            .startingPosition(StreamPosition.trimHorizon())
                            .start();
                    stream.put("key", new byte[] {'{', '}'});
                }
            }
            arrivals.await();
            mapped = percent();
        }
        return List.of(
                Goal.shownOnly("a runtime without mappings, of one core", empty, "%"),
                Goal.atMost("%,d idle mappings, of one core".formatted(mappings), mapped, MOST_PERCENT, "%"));
    }

    private double percent() throws InterruptedException {
        Thread.sleep(settle.toMillis());
        Duration before = cpuTime();
        long start = System.nanoTime();
        Thread.sleep(length.toMillis());
        double taken = cpuTime().minus(before).toNanos();
        return 100 * taken / (System.nanoTime() - start);
    }

    private static Duration cpuTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
