package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.MappingState;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamEntry;
import io.faas4j.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of one record on its way through an event source mapping, beside what one writes by hand. {@link MappingRatios} runs all
 * and compares.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        // Touched before: memory that is used for the first time costs more than all that is measured here.
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-Xmn1500m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 40)
@Measurement(iterations = 15)
public class Mappings {

    /** How many records a stream has, and a contestant reads at a time. */
    static final int RECORDS = 1_000_000;

    /** How many messages are sent before somebody waits for the last. */
    static final int MESSAGES = 200_000;

    private static final int SHARDS = 4;
    private static final int STREAM_BATCH = 100;
    private static final int QUEUE_BATCH = 10;

    private static final byte[] DATA = "{\"station\":\"GR-11\",\"magnitude\":4.2}".getBytes(StandardCharsets.UTF_8);

    private final int records;
    private final int messages;

    /** As it is measured. */
    public Mappings() {
        this(RECORDS, MESSAGES);
    }

    Mappings(int records, int messages) {
        this.records = records;
        this.messages = messages;
    }

    // ---- a stream --------------------------------------------------------------------------------------------------

    /** A runtime with a stream that is full: what is measured is reading. */
    @State(Scope.Benchmark)
    public static class FullStream {

        private final BatchArrivals arrivals = new BatchArrivals();
        private final CheckpointStore checkpoints = CheckpointStore.inMemory();
        private final Faas faas = Faas.builder().checkpoints(checkpoints).build();
        private final DataStream stream;
        private final ExecutorService threads = Executors.newFixedThreadPool(SHARDS);
        private final int records;
        private @Nullable EventSourceMapping mapping;

        /** As it is measured. */
        public FullStream() {
            this(RECORDS);
        }

        FullStream(int records) {
            this.records = records;
            stream = faas.streams()
                    .create("quakes", StreamSettings.DEFAULT.shards(SHARDS).maxRecords(records));
            fill();
            faas.deploy(
                    FunctionDefinition.builder("count", new TypeRef<StreamBatch<byte[]>>() {}, TypeRef.of(Void.class))
                            .handler(arrivals::records)
                            .build());
        }

        private void fill() {
            List<StreamEntry> entries = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                entries.add(StreamEntry.of("station-" + i % 1_000, DATA));
                if (entries.size() == STREAM_BATCH || i == records - 1) {
                    stream.putAll(entries);
                    entries.clear();
                }
            }
        }

        /** The next one begins at the beginning. */
        @TearDown(Level.Invocation)
        public void unmap() throws InterruptedException {
            if (mapping != null) {
                mapping.delete();
                while (mapping.state() != MappingState.DELETED) {
                    Thread.sleep(1);
                }
                mapping = null;
            }
        }

        @TearDown
        public void close() throws InterruptedException {
            unmap();
            threads.shutdown();
            faas.close();
        }
    }

    /** A thread for each shard: reads up to a hundred records, has them handled, stores how far it is. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long handLoop(FullStream with) throws InterruptedException {
        with.arrivals.expect(records);
        with.stream.shards().forEach(shard -> with.threads.execute(() -> readShard(with, shard.id())));
        return with.arrivals.await();
    }

    private static void readShard(FullStream with, String shardId) {
        try {
            StreamPosition from = StreamPosition.trimHorizon();
            while (true) {
                StreamPage page = with.stream.read(shardId, from, STREAM_BATCH);
                List<StreamRecord> batch = page.records();
                if (batch.isEmpty()) {
                    return;
                }
                with.arrivals.read(batch);
                String last = batch.get(batch.size() - 1).sequenceNumber();
                with.checkpoints.save("by hand", shardId, Checkpoint.after(last));
                from = page.next().orElseThrow();
            }
        } catch (Exception failure) {
            throw new IllegalStateException("the shard could not be read", failure);
        }
    }

    /** The library: a mapping that begins at the beginning. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long faasStream(FullStream with) throws InterruptedException {
        with.arrivals.expect(records);
        with.mapping = with.faas
                .map(with.stream)
                .to("count")
                .batchSize(STREAM_BATCH)
                .startingPosition(StreamPosition.trimHorizon())
                .start();
        return with.arrivals.await();
    }

    /** What is handed off. */
    static final class Message {
        final byte[] body;

        Message(byte[] body) {
            this.body = body;
        }
    }

    // ---- a queue ---------------------------------------------------------------------------------------------------

    /** Somebody who takes batches out of a queue that has no end. */
    @State(Scope.Benchmark)
    public static class HandOff {

        private final BatchArrivals arrivals = new BatchArrivals();
        private final LinkedBlockingQueue<List<Message>> queue = new LinkedBlockingQueue<>();
        private final Thread consumer = new Thread(this::consume, "consumer");

        public HandOff() {
            consumer.setDaemon(true);
            consumer.start();
        }

        private void consume() {
            try {
                while (true) {
                    arrivals.handedOff(queue.take());
                }
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }

        @TearDown
        public void close() {
            consumer.interrupt();
        }
    }

    /** One thread that sends, one that receives; nobody tells what became of a message. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long queueHandOff(HandOff with) throws InterruptedException {
        with.arrivals.expect(messages);
        for (int i = 0; i < messages; i += QUEUE_BATCH) {
            with.queue.add(batch(Message::new));
        }
        return with.arrivals.await();
    }

    /** A queue that a function is mapped to. */
    @State(Scope.Benchmark)
    public static class MappedQueue {

        private final BatchArrivals arrivals = new BatchArrivals();
        private final Faas faas = Faas.create();
        private final MessageQueue queue = faas.queues().create("orders", QueueAttributes.NONE.capacity(2 * MESSAGES));

        public MappedQueue() {
            faas.deploy(
                    FunctionDefinition.builder("count", new TypeRef<QueueBatch<byte[]>>() {}, TypeRef.of(Void.class))
                            .handler(arrivals::messages)
                            .build());
            faas.map(queue).to("count").batchSize(QUEUE_BATCH).start();
        }

        @TearDown
        public void close() {
            faas.close();
        }
    }

    /** The library: one thread that sends, and as many that receive, invoke and delete as the mapping likes. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long faasQueue(MappedQueue with) throws InterruptedException {
        with.arrivals.expect(messages);
        for (int i = 0; i < messages; i += QUEUE_BATCH) {
            with.queue.sendAll(batch(NewMessage::of));
        }
        return with.arrivals.await();
    }

    private static <M> List<M> batch(Function<byte[], M> message) {
        List<M> batch = new ArrayList<>(QUEUE_BATCH);
        for (int i = 0; i < QUEUE_BATCH; i++) {
            batch.add(message.apply(DATA));
        }
        return batch;
    }
}
