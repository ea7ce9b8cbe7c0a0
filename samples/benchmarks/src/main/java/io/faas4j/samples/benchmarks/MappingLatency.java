package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.queue.MessageQueue;
import io.faas4j.runtime.time.WorkerThreads;
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
 * thread that waits for it: in turn, so that all have the same machine. The thread is of the kind that a mapping's are, a virtual one
 * where there are any; what a platform thread takes is shown beside. {@code java -cp samples/benchmarks/target/benchmarks.jar
 * io.faas4j.samples.benchmarks.MappingLatency [rounds]}
 */
public final class MappingLatency {

    private static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    /** So long nothing comes. */
    private static final long PAUSE_NANOS = 500_000;

    /** So often before, without a pause: what is measured is an idle mapping, not a JVM that has just begun. */
    private static final int WARM_UP = 20_000;

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
     * @param args how many records to each (10,000 if not given); some before with a pause, and many without, to warm up
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
        LinkedBlockingQueue<Runnable> platformTasks = new LinkedBlockingQueue<>();
        Thread waiting = waiting(WorkerThreads.best(), tasks);
        Thread platformWaiting = waiting(WorkerThreads.platform(), platformTasks);
        try (Faas faas = Faas.create()) {
            DataStream stream = faas.streams().create("quakes", StreamSettings.DEFAULT.shards(1));
            MessageQueue queue = faas.queues().create("orders");
            map(faas, stream, queue);
            List<Latencies> all = List.of(
                    new Latencies("thread hand-off", rounds, () -> tasks.add(this::handle)),
                    new Latencies("platform thread hand-off", rounds, () -> platformTasks.add(this::handle)),
                    new Latencies("a record of a stream", rounds, () -> stream.put("key", DATA)),
                    new Latencies("a message of a queue", rounds, () -> queue.send("{}")));
            for (int i = 0; i < Math.min(WARM_UP, 10 * rounds); i++) {
                for (Latencies each : all) {
                    latency(each.send);
                }
            }
            for (int round = -rounds / 10; round < rounds; round++) {
                for (Latencies each : all) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                    each.nanos[Math.max(0, round)] = latency(each.send);
                }
            }
            return goals(all);
        } finally {
            waiting.interrupt();
            platformWaiting.interrupt();
        }
    }

    private static Thread waiting(WorkerThreads kind, LinkedBlockingQueue<Runnable> tasks) {
        Thread thread = kind.newThread("waits for tasks", () -> runAll(tasks));
        thread.start();
        return thread;
    }

    /** What one way took, round by round. */
    private static final class Latencies {

        private final String what;
        private final Runnable send;
        private final long[] nanos;

        Latencies(String what, int rounds, Runnable send) {
            this.what = what;
            this.send = send;
            this.nanos = new long[rounds];
        }

        double micros(double part) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[(int) ((sorted.length - 1) * part)] / NANOS_A_MICRO;
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
        long start = System.nanoTime();
        send.run();
        handled.acquire();
        return handledAt - start;
    }

    private static List<Goal> goals(List<Latencies> all) {
        List<Goal> goals = new ArrayList<>();
        for (Latencies each : all) {
            goals.add(Goal.shownOnly(each.what + ", median", each.micros(MEDIAN), "us"));
            goals.add(Goal.shownOnly(each.what + ", p99", each.micros(P99), "us"));
        }
        double handOff = all.get(0).micros(P99);
        goals.add(Goal.atMost("stream / hand-off, p99", all.get(2).micros(P99) / handOff, LIMIT, ""));
        goals.add(Goal.atMost("queue / hand-off, p99", all.get(3).micros(P99) / handOff, LIMIT, ""));
        return goals;
    }
}
