package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.durable.OpenStore;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.LeaseStatus;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A stream that several processes map to a function, on one PostgreSQL. Each has its own time, so that one can stand still. */
final class SharedStream implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(30);

    private static final int MOST_LOOKS = 3_000;
    private static final int KEYS = 12;

    private final String schema = TestPostgres.newSchema();
    private final TimeSource realTime = TimeSource.system();
    private final Faas elsewhere = Faas.create();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Handled> handled = new CopyOnWriteArrayList<>();
    private final Map<String, String> inHand = new ConcurrentHashMap<>();
    private final List<String> atOnce = new CopyOnWriteArrayList<>();
    private final DataStream stream;
    private int put;

    SharedStream(int shards) {
        stream = elsewhere.streams().create("quakes", StreamSettings.DEFAULT.shards(shards));
    }

    /** A record that a process has begun to handle. */
    record Handled(Node by, String shardId, String text) {}

    DataStream stream() {
        return stream;
    }

    List<Handled> handled() {
        return handled;
    }

    List<String> texts() {
        return handled.stream().map(Handled::text).toList();
    }

    /** What more than one handler had in hand. */
    List<String> atOnce() {
        return atOnce;
    }

    void put(int count) {
        for (int i = 0; i < count; i++) {
            String key = "key" + put % KEYS;
            stream.put(key, (key + " " + put).getBytes(StandardCharsets.UTF_8));
            put++;
        }
    }

    /** How many were put. */
    int count() {
        return put;
    }

    /** Each record the first time that it was handled. */
    void assertOrderPerKey() {
        Map<String, Integer> last = new HashMap<>();
        for (String text : texts().stream().distinct().toList()) {
            String[] parts = text.split(" ", -1);
            int number = Integer.parseInt(parts[1]);
            assertThat(last.getOrDefault(parts[0], -1)).as(text).isLessThan(number);
            last.put(parts[0], number);
        }
    }

    void assertAllHandledOnce() {
        assertThat(texts()).hasSize(put).doesNotHaveDuplicates();
        assertThat(atOnce).isEmpty();
        assertOrderPerKey();
    }

    Node start(StreamPosition from) {
        Node node = new Node("process-" + nodes.size());
        nodes.add(node);
        node.map(new Seen(stream, node), from);
        return node;
    }

    Node start() {
        return start(StreamPosition.trimHorizon());
    }

    /** For whose process it is a stream of its own. */
    Node startAlone() {
        Node node = new Node("process-" + nodes.size());
        nodes.add(node);
        node.map(stream, StreamPosition.trimHorizon());
        return node;
    }

    /** Time goes on for all that live, until something is so. */
    void await(BooleanSupplier wanted) throws Exception {
        for (int i = 0; i < MOST_LOOKS && !wanted.getAsBoolean(); i++) {
            for (Node node : nodes) {
                node.live();
            }
            realTime.await(new CompletableFuture<>(), Duration.ofMillis(2));
        }
        assertThat(wanted.getAsBoolean())
                .as(() -> nodes + " have handled " + handled.size() + " of " + put)
                .isTrue();
    }

    @Override
    public void close() {
        nodes.forEach(Node::end);
        elsewhere.close();
        realTime.close();
    }

    /** A process. */
    final class Node {

        private static final Duration STEP = Duration.ofMillis(100);

        private final String name;
        private final VirtualTime time = VirtualTime.create();
        private final AtomicReference<OpenStore> store = new AtomicReference<>();
        private final Faas faas;
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean isStandingStill;
        private EventSourceMapping mapping;
        private boolean isClosed;

        private Node(String name) {
            this.name = name;
            JdbcStore database = JdbcStore.of(
                            () -> DeafDatabase.of(new PostgresDatabase(TestPostgres.source(schema), false)))
                    .lease(LEASE);
            this.faas = Faas.builder()
                    .time(time)
                    .durable(clock -> {
                        OpenStore opened = database.open(clock);
                        store.set(opened);
                        return opened;
                    })
                    .build();
            faas.deploy(FunctionDefinition.builder(
                            "count", new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                    .handler((batch, context) -> handle(batch))
                    .timeout(Duration.ofMinutes(15))
                    .build());
        }

        private void map(StreamSource source, StreamPosition from) {
            mapping = faas.map(source)
                    .to("count")
                    .name("quakes")
                    .startingPosition(from)
                    .batchSize(5)
                    .start();
        }

        private BatchResponse handle(StreamBatch<String> batch) throws InterruptedException {
            List<String> texts =
                    batch.items().stream().map(StreamBatch.Item::value).toList();
            for (String text : texts) {
                if (inHand.put(text, name) != null) {
                    atOnce.add(text);
                }
                handled.add(new Handled(this, batch.shardId(), text));
            }
            gate.await();
            texts.forEach(inHand::remove);
            return BatchResponse.success();
        }

        private void live() throws Exception {
            if (!isStandingStill && !isClosed) {
                time.advance(STEP);
                // What it has noted is written after that.
                store.get().checkpoints().load("none");
            }
        }

        EventSourceMapping mapping() {
            return mapping;
        }

        Duration age() {
            return Duration.ofNanos(time.nanoTime());
        }

        /** Handlers do not return. */
        void shut() {
            gate = new CountDownLatch(1);
        }

        void open() {
            gate.countDown();
        }

        /** Nothing happens in it any more, but in handlers. */
        void standStill() {
            isStandingStill = true;
        }

        void goOn() {
            isStandingStill = false;
        }

        boolean isStandingStill() {
            return isStandingStill;
        }

        /** The shards that it reads, as far as it knows. */
        List<String> shards() {
            return mapping.status().leases().stream()
                    .filter(LeaseStatus::isOwn)
                    .map(LeaseStatus::shardId)
                    .toList();
        }

        long handledSince(int index) {
            return handled.stream()
                    .skip(index)
                    .filter(each -> each.by() == this)
                    .count();
        }

        void close() {
            isClosed = true;
            faas.close();
        }

        private void end() {
            open();
            if (!isClosed) {
                close();
            }
            time.close();
        }

        @Override
        public String toString() {
            return name + mapping.status().leases();
        }
    }

    /** The stream as a process sees it. */
    private record Seen(DataStream stream, Node node) implements StreamSource {

        @Override
        public String arn() {
            return stream.arn();
        }

        @Override
        public Kind kind() {
            return stream.kind();
        }

        @Override
        public List<Shard> shards() {
            return stream.shards();
        }

        @Override
        public StreamPage read(String shardId, StreamPosition from, int limit) {
            if (node.isStandingStill()) {
                throw new IllegalStateException("it stands still");
            }
            return stream.read(shardId, from, limit);
        }

        @Override
        public Optional<SourceSubscription> listen(StreamListener listener) {
            return stream.listen(listener);
        }
    }
}
