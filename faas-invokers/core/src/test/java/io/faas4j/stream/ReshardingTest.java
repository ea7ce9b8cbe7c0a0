package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.LimitExceededException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.Shard;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Shards that are split, merged and counted anew. */
class ReshardingTest {

    private static final String FIRST = "shardId-000000000000";
    private static final String SECOND = "shardId-000000000001";
    private static final BigInteger END = BigInteger.ONE.shiftLeft(128);

    private final VirtualTime time = VirtualTime.create();
    private final Streams streams = new Streams(ArnScope.DEFAULT, time);

    private DataStream create(int shards) {
        return streams.create("orders", StreamSettings.DEFAULT.shards(shards));
    }

    private static ShardDescription shard(DataStream stream, String id) {
        return stream.describeShards().stream()
                .filter(shard -> shard.shardId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<ShardDescription> open(DataStream stream) {
        return stream.describeShards().stream()
                .filter(ShardDescription::isOpen)
                .sorted((a, b) -> a.startingHashKey().compareTo(b.startingHashKey()))
                .toList();
    }

    // ---- split and merge --------------------------------------------------------------------------------------------

    @Test
    @Rule("STREAM-30")
    void a_split_closes_the_parent_and_divides_its_range() {
        DataStream stream = create(1);
        String last = stream.put("a", new byte[1]).sequenceNumber();

        stream.splitShard(FIRST, "1000");

        assertThat(shard(stream, FIRST).endingSequenceNumber()).contains(last);
        ShardDescription left = shard(stream, "shardId-000000000001");
        ShardDescription right = shard(stream, "shardId-000000000002");
        assertThat(left.parentShardIds()).containsExactly(FIRST);
        assertThat(left.startingHashKey()).isEqualTo(BigInteger.ZERO);
        assertThat(left.endingHashKey()).isEqualTo(BigInteger.valueOf(999));
        assertThat(left.endingSequenceNumber()).isEmpty();
        assertThat(right.parentShardIds()).containsExactly(FIRST);
        assertThat(right.startingHashKey()).isEqualTo(BigInteger.valueOf(1000));
        assertThat(right.endingHashKey()).isEqualTo(END.subtract(BigInteger.ONE));
        assertThat(new BigInteger(right.startingSequenceNumber())).isGreaterThan(new BigInteger(last));
    }

    @Test
    @Rule("STREAM-30")
    void the_second_child_begins_strictly_inside_the_parent() {
        DataStream stream = create(1);
        String largest = END.subtract(BigInteger.ONE).toString();

        for (String wrong : List.of("0", "1", largest, END.toString(), "x")) {
            assertThatExceptionOfType(InvalidArgumentException.class)
                    .as(wrong)
                    .isThrownBy(() -> stream.splitShard(FIRST, wrong));
        }
        stream.splitShard(FIRST, "2");
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.splitShard(SECOND, "1"));
        stream.splitShard("shardId-000000000002", END.subtract(BigInteger.TWO).toString());
        assertThat(open(stream)).hasSize(3);
    }

    @Test
    @Rule("STREAM-31")
    void a_merge_joins_two_adjacent_shards() {
        DataStream stream = create(3);
        stream.put("a", new byte[1]);

        stream.mergeShards(SECOND, FIRST);

        ShardDescription child = shard(stream, "shardId-000000000003");
        assertThat(child.parentShardIds()).containsExactly(FIRST, SECOND);
        assertThat(child.startingHashKey()).isEqualTo(BigInteger.ZERO);
        assertThat(child.endingHashKey())
                .isEqualTo(
                        shard(stream, "shardId-000000000002").startingHashKey().subtract(BigInteger.ONE));
        assertThat(shard(stream, FIRST).isOpen()).isFalse();
        assertThat(shard(stream, SECOND).isOpen()).isFalse();
        assertThat(stream.shards()).contains(new Shard("shardId-000000000003", List.of(FIRST, SECOND)));
    }

    @Test
    @Rule("STREAM-31")
    void shards_that_are_not_adjacent_are_not_merged() {
        DataStream stream = create(3);

        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.mergeShards(FIRST, "shardId-000000000002"))
                .withMessageContaining("are not an adjacent pair of shards eligible for merging");
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.mergeShards(FIRST, FIRST));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> stream.mergeShards(FIRST, "shardId-000000000009"));
    }

    @Test
    @Rule("STREAM-32")
    void a_closed_shard_is_neither_split_nor_merged() {
        DataStream stream = create(2);
        stream.splitShard(FIRST, "1000");

        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.splitShard(FIRST, "500"));
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.mergeShards(FIRST, SECOND));
    }

    // ---- counts -----------------------------------------------------------------------------------------------------

    @RepeatedTest(20)
    @Rule("STREAM-33")
    void the_shard_count_is_set_to_ranges_of_one_width_whatever_was_before(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        DataStream stream = create(1 + random.nextInt(6));
        for (int i = 0; i < 3; i++) {
            ShardDescription any = open(stream).get(random.nextInt(open(stream).size()));
            stream.splitShard(
                    any.shardId(),
                    any.startingHashKey().add(any.endingHashKey()).shiftRight(1).toString());
        }
        int before = open(stream).size();
        int target = (before + 1) / 2 + random.nextInt(2 * before - (before + 1) / 2 + 1);

        stream.updateShardCount(target);

        BigInteger width = END.divide(BigInteger.valueOf(target));
        List<ShardDescription> after = open(stream);
        assertThat(after).hasSize(target);
        for (int i = 0; i < target; i++) {
            assertThat(after.get(i).startingHashKey()).isEqualTo(width.multiply(BigInteger.valueOf(i)));
        }
        assertThat(after.get(target - 1).endingHashKey()).isEqualTo(END.subtract(BigInteger.ONE));
        assertThat(stream.describeShards())
                .allSatisfy(shard -> assertThat(shard.parentShardIds()).hasSizeLessThanOrEqualTo(2));
        assertParentsFirst(stream.shards());
    }

    private static void assertParentsFirst(List<Shard> shards) {
        List<String> seen = new ArrayList<>();
        for (Shard shard : shards) {
            assertThat(seen).containsAll(shard.parents());
            seen.add(shard.id());
        }
    }

    @Test
    @Rule("STREAM-33")
    void the_shard_count_is_at_most_doubled_and_at_least_halved() {
        DataStream stream = create(5);

        for (int wrong : new int[] {0, 2, 11}) {
            assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.updateShardCount(wrong));
        }
        stream.updateShardCount(3);
        stream.updateShardCount(6);
        assertThat(open(stream)).hasSize(6);
    }

    @Test
    @Rule("STREAM-33")
    void the_shard_count_is_changed_10_times_in_24_hours_if_limits_are_set() {
        DataStream stream =
                streams.create("limited", StreamSettings.DEFAULT.shards(2).limits(StreamLimits.KINESIS));
        for (int i = 0; i < 10; i++) {
            stream.updateShardCount(2 + i % 2);
        }

        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> stream.updateShardCount(2));
        time.advance(Duration.ofHours(24));
        stream.updateShardCount(2);
    }

    @Test
    @Rule("STREAM-4")
    void there_are_10_000_open_shards_at_most() {
        DataStream stream = create(10_000);

        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> stream.splitShard(FIRST, "1000"));
        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> stream.updateShardCount(10_001));
    }

    // ---- records ----------------------------------------------------------------------------------------------------

    @Test
    @Rule({"STREAM-27", "STREAM-35"})
    void records_of_before_stay_in_the_parent_and_a_key_goes_on_in_a_child() {
        DataStream stream = create(2);
        Map<String, Integer> written = new HashMap<>();
        for (int round = 0; round < 6; round++) {
            for (int key = 0; key < 20; key++) {
                String name = "key-" + key;
                stream.put(StreamEntry.of(name, Integer.toString(written.merge(name, 1, Integer::sum))));
            }
            int before = open(stream).size();
            stream.updateShardCount(round % 3 == 2 ? (before + 1) / 2 : before + 1);
        }

        Map<String, Integer> read = new HashMap<>();
        for (Shard shard : stream.shards()) {
            for (StreamRecord record : stream.read(shard.id(), StreamPosition.trimHorizon(), 10_000)
                    .records()) {
                int expected = read.merge(record.partitionKey(), 1, Integer::sum);
                assertThat(record.dataAsText()).isEqualTo(Integer.toString(expected));
            }
        }
        assertThat(read).isEqualTo(written);
    }

    @Test
    @Rule("STREAM-23")
    void only_a_closed_shard_has_a_last_page() {
        DataStream stream = create(1);
        stream.put("a", new byte[1]);
        StreamPage open = stream.read(FIRST, StreamPosition.trimHorizon(), 10);
        assertThat(open.next()).isPresent();

        stream.splitShard(FIRST, "1000");

        assertThat(stream.read(FIRST, open.next().orElseThrow(), 10).next()).isEmpty();
        assertThat(stream.read(FIRST, StreamPosition.latest(), 10).next()).isEmpty();
        assertThat(stream.read(FIRST, StreamPosition.trimHorizon(), 10).next()).isEmpty();
    }

    // ---- listeners --------------------------------------------------------------------------------------------------

    @Test
    void listeners_are_told_of_records_ends_and_new_shards_until_they_have_had_enough() {
        DataStream stream = create(2);
        List<String> told = new ArrayList<>();
        var subscription = stream.listen(new StreamListener() {
                    @Override
                    public void available(String shardId) {
                        told.add(shardId);
                    }

                    @Override
                    public void resharded() {
                        told.add("resharded");
                        assertThat(stream.shards()).hasSize(4);
                    }
                })
                .orElseThrow();

        stream.put("a", new byte[1]);
        stream.splitShard(SECOND, END.subtract(BigInteger.TEN).toString());
        subscription.close();
        stream.put("a", new byte[1]);

        assertThat(told).containsExactly(FIRST, SECOND, "resharded");
    }

    @Test
    void a_listener_that_throws_keeps_nobody_from_anything() {
        DataStream stream = create(1);
        List<String> told = new ArrayList<>();
        stream.listen(listener(shardId -> {
            throw new IllegalStateException("not today");
        }));
        stream.listen(listener(told::add));

        stream.put("a", new byte[1]);

        assertThat(told).containsExactly(FIRST);
    }

    private static StreamListener listener(java.util.function.Consumer<String> available) {
        return new StreamListener() {
            @Override
            public void available(String shardId) {
                available.accept(shardId);
            }

            @Override
            public void resharded() {}
        };
    }
}
