package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.Threads;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.Shard;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers and readers while the shards change all the time: nothing is lost or read twice, and each key keeps its order. */
@Tag("slow")
class StreamStressTest {

    private static final int WRITERS = 3;
    private static final int READERS = 2;
    private static final int KEYS = 40;
    private static final int ROUNDS = 4_000;

    private final DataStream stream = new Streams(ArnScope.DEFAULT, VirtualTime.create())
            .create("orders", StreamSettings.DEFAULT.shards(3).maxRecords(10_000_000));
    private final AtomicInteger writing = new AtomicInteger(WRITERS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Rule({"STREAM-27", "STREAM-35"})
    void nothing_is_lost_or_read_twice_and_keys_keep_their_order(long seed) {
        List<CompletableFuture<?>> running = new ArrayList<>();
        List<CompletableFuture<Map<String, Integer>>> reading = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            running.add(Threads.start(() -> write(writer, new SplittableRandom(seed * 31 + writer))));
        }
        for (int i = 0; i < READERS; i++) {
            int limit = i == 0 ? 100 : 7;
            reading.add(Threads.start(() -> new Reader(limit).readAll()));
        }
        running.add(Threads.start(() -> reshard(new SplittableRandom(seed * 37))));

        running.forEach(Threads::get);
        for (CompletableFuture<Map<String, Integer>> reader : reading) {
            Map<String, Integer> read = Threads.get(reader);
            assertThat(read).hasSize(WRITERS * KEYS);
            assertThat(read.values().stream().mapToInt(count -> count).sum())
                    .isEqualTo((int) stream.recordCount())
                    .isGreaterThan(WRITERS * ROUNDS);
        }
    }

    /** Each writer has keys of its own, and counts the records of each. */
    private boolean write(int writer, SplittableRandom random) {
        int[] written = new int[KEYS];
        for (int round = 0; round < ROUNDS; round++) {
            if (random.nextBoolean()) {
                stream.put(next(writer, random.nextInt(KEYS), written));
            } else {
                List<StreamEntry> entries = new ArrayList<>();
                for (int i = random.nextInt(20); i >= 0; i--) {
                    entries.add(next(writer, random.nextInt(KEYS), written));
                }
                assertThat(stream.putAll(entries).failedRecordCount()).isZero();
            }
        }
        for (int key = 0; key < KEYS; key++) {
            stream.put(next(writer, key, written));
        }
        writing.decrementAndGet();
        return true;
    }

    private static StreamEntry next(int writer, int key, int[] written) {
        return StreamEntry.of(writer + "-" + key, Integer.toString(written[key]++));
    }

    private boolean reshard(SplittableRandom random) {
        while (writing.get() > 0) {
            List<ShardDescription> open = stream.describeShards().stream()
                    .filter(ShardDescription::isOpen)
                    .sorted((a, b) -> a.startingHashKey().compareTo(b.startingHashKey()))
                    .toList();
            int any = random.nextInt(open.size());
            ShardDescription shard = open.get(any);
            if (random.nextInt(10) == 0) {
                stream.updateShardCount(Math.max(1, Math.min(8, (open.size() + 1) / 2 + random.nextInt(open.size()))));
            } else if (open.size() < 8 && random.nextBoolean()) {
                stream.splitShard(
                        shard.shardId(),
                        shard.startingHashKey()
                                .add(shard.endingHashKey())
                                .shiftRight(1)
                                .toString());
            } else if (any > 0) {
                stream.mergeShards(shard.shardId(), open.get(any - 1).shardId());
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Reads all shards, each only after its parents, and checks each key's order. */
    private final class Reader {

        private final int limit;
        private final Map<String, Integer> next = new HashMap<>();
        private final Map<String, StreamPosition> positions = new HashMap<>();
        private final Set<String> ended = new HashSet<>();

        Reader(int limit) {
            this.limit = limit;
        }

        Map<String, Integer> readAll() {
            boolean isLast = false;
            while (!isLast) {
                boolean areWritersDone = writing.get() == 0;
                boolean hasRead = false;
                for (Shard shard : stream.shards()) {
                    if (!ended.contains(shard.id()) && ended.containsAll(shard.parents())) {
                        hasRead |= readPage(shard);
                    }
                }
                isLast = areWritersDone && !hasRead;
            }
            return next;
        }

        private boolean readPage(Shard shard) {
            StreamPage page =
                    stream.read(shard.id(), positions.getOrDefault(shard.id(), StreamPosition.trimHorizon()), limit);
            for (StreamRecord record : page.records()) {
                int expected = next.merge(record.partitionKey(), 1, Integer::sum) - 1;
                if (!record.dataAsText().equals(Integer.toString(expected))) {
                    throw new AssertionError("expected %d of %s, got %s in %s"
                            .formatted(expected, record.partitionKey(), record.dataAsText(), shard.id()));
                }
            }
            if (page.next().isPresent()) {
                positions.put(shard.id(), page.next().get());
                return !page.records().isEmpty();
            }
            ended.add(shard.id());
            return true;
        }
    }
}
