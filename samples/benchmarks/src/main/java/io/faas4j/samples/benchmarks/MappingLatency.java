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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from when a record is put until its handler runs, if nothing came for a moment, beside handing a task to a
 * thread that waits for it: in turn, so that all have the same machine. {@code java -cp samples/benchmarks/target/benchmarks.jar
 * io.faas4j.samples.benchmarks.MappingLatency [rounds]}
 */
public final class MappingLatency {

    private static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    /** So long nothing comes. */
    private static final long PAUSE_NANOS = 500_000;

    private static final double LIMIT = 2;
    private static final double NANOS_A_MICRO = 1_000;
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;

    private final int rounds;
    private final Semaphore handled = new Semaphore(0);
    private volatile long handledAt;

    MappingLatency(int rounds) {
        this.rounds = rounds;
    }

    /**
     * The program.
     *
     * @param args how many records to each (10,000 if not given); as many before to warm up
     */
    public static void main(String[] args) throws InterruptedException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        Goal.print(new MappingLatency(rounds).measure(), System.out);
    }

    private @Nullable Void handle() {
        handledAt = System.nanoTime();
        handled.release();
        return null;
    }

    List<Goal> measure() throws InterruptedException {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Thread waiting = new Thread(() -> runAll(tasks), "waits for tasks");
        waiting.setDaemon(true);
        waiting.start();
        try (Faas faas = Faas.create()) {
            DataStream stream = faas.streams().create("quakes", StreamSettings.DEFAULT.shards(1));
            MessageQueue queue = faas.queues().create("orders");
            map(faas, stream, queue);
            long[] handOffs = new long[rounds];
            long[] records = new long[rounds];
            long[] messages = new long[rounds];
            for (int round = -rounds; round < rounds; round++) {
                int at = Math.max(0, round);
                handOffs[at] = latency(() -> tasks.add(this::handle));
                records[at] = latency(() -> stream.put("key", DATA));
                messages[at] = latency(() -> queue.send("{}"));
            }
            return goals(handOffs, records, messages);
        } finally {
            waiting.interrupt();
        }
    }

    private void map(Faas faas, DataStream stream, MessageQueue queue) {
        faas.deploy(FunctionDefinition.builder("records", new TypeRef<StreamBatch<byte[]>>() {}, TypeRef.of(Void.class))
                .handler((batch, context) -> handle())
                .build());
        faas.deploy(FunctionDefinition.builder("messages", new TypeRef<QueueBatch<byte[]>>() {}, TypeRef.of(Void.class))
                .handler((batch, context) -> handle())
                .build());
        faas.map(stream)
                .to("records")
                .startingPosition(StreamPosition.trimHorizon())
                .start();
        faas.map(queue).to("messages").start();
    }

    private static void runAll(LinkedBlockingQueue<Runnable> tasks) {
        try {
            while (true) {
                tasks.take().run();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private long latency(Runnable send) throws InterruptedException {
        LockSupport.parkNanos(PAUSE_NANOS);
        long start = System.nanoTime();
        send.run();
        handled.acquire();
        return handledAt - start;
    }

    private static List<Goal> goals(long[] handOffs, long[] records, long[] messages) {
        double handOff = micros(handOffs, P99);
        List<Goal> goals = new ArrayList<>();
        goals.add(Goal.shownOnly("thread hand-off, median", micros(handOffs, MEDIAN), "us"));
        goals.add(Goal.shownOnly("thread hand-off, p99", handOff, "us"));
        goals.add(Goal.shownOnly("a record of a stream, median", micros(records, MEDIAN), "us"));
        goals.add(Goal.shownOnly("a record of a stream, p99", micros(records, P99), "us"));
        goals.add(Goal.shownOnly("a message of a queue, median", micros(messages, MEDIAN), "us"));
        goals.add(Goal.shownOnly("a message of a queue, p99", micros(messages, P99), "us"));
        goals.add(Goal.atMost("stream / hand-off, p99", micros(records, P99) / handOff, LIMIT, ""));
        goals.add(Goal.atMost("queue / hand-off, p99", micros(messages, P99) / handOff, LIMIT, ""));
        return goals;
    }

    private static double micros(long[] nanos, double part) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) ((sorted.length - 1) * part)] / NANOS_A_MICRO;
    }
}
