package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.ProvisionedThroughputExceededException;
import io.faas4j.error.StreamFullException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.stream.PutOutcome.Accepted;
import io.faas4j.stream.PutOutcome.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written to a stream, where it goes, and what is refused. */
class StreamWritingTest {

    private static final byte[] DATA = {1, 2, 3};

    private final VirtualTime time = VirtualTime.create();
    private final Streams streams = new Streams(ArnScope.DEFAULT, time);

    private DataStream create(StreamSettings settings) {
        return streams.create("orders", settings);
    }

    private static StreamSettings shards(int count) {
        return StreamSettings.DEFAULT.shards(count);
    }

    private static List<StreamRecord> read(DataStream stream, String shardId) {
        return stream.read(shardId, StreamPosition.trimHorizon(), 10_000).records();
    }

    // ---- shards -----------------------------------------------------------------------------------------------------

    @Test
    @Rule("STREAM-2")
    void a_record_goes_to_the_shard_that_holds_the_hash_of_its_partition_key() {
        DataStream stream = create(shards(4));

        // MD5: a = 0cc1..., b = 92eb..., c = 4a8a..., e = e167...
        assertThat(stream.put("a", DATA).shardId()).isEqualTo("shardId-000000000000");
        assertThat(stream.put("b", DATA).shardId()).isEqualTo("shardId-000000000002");
        assertThat(stream.put("c", DATA).shardId()).isEqualTo("shardId-000000000001");
        assertThat(stream.put("e", DATA).shardId()).isEqualTo("shardId-000000000003");
    }

    @Test
    @Rule("STREAM-2")
    void a_partition_key_has_1_to_256_characters() {
        DataStream stream = create(shards(1));

        stream.put("k".repeat(256), DATA);

        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> stream.put("", DATA));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> stream.put("k".repeat(257), DATA))
                .withMessageContaining("'partitionKey'");
    }

    @Test
    @Rule("STREAM-3")
    void an_explicit_hash_key_replaces_the_hash() {
        DataStream stream = create(shards(2));
        String half = BigInteger.ONE.shiftLeft(127).toString();
        String largest = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE).toString();

        assertThat(stream.put(entry("b").explicitHashKey("0")).shardId()).isEqualTo("shardId-000000000000");
        assertThat(stream.put(entry("a").explicitHashKey(half)).shardId()).isEqualTo("shardId-000000000001");
        assertThat(stream.put(entry("a").explicitHashKey(largest)).shardId()).isEqualTo("shardId-000000000001");
        assertThat(read(stream, "shardId-000000000001"))
                .extracting(StreamRecord::partitionKey)
                .containsExactly("a", "a");
        String tooLarge = BigInteger.ONE.shiftLeft(128).toString();
        for (String wrong : List.of(tooLarge, "-1", "01", "1.0", "")) {
            assertThatExceptionOfType(InvalidArgumentException.class)
                    .isThrownBy(() -> entry("a").explicitHashKey(wrong));
        }
    }

    private static StreamEntry entry(String key) {
        return StreamEntry.of(key, DATA);
    }

    @Test
    @Rule("STREAM-4")
    void the_first_shards_have_one_width_and_the_last_takes_the_rest() {
        DataStream stream = create(shards(3));
        BigInteger width = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(3));

        List<ShardDescription> shards = stream.describeShards();

        assertThat(shards)
                .extracting(ShardDescription::shardId)
                .containsExactly("shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
        assertThat(shards)
                .extracting(ShardDescription::startingHashKey)
                .containsExactly(BigInteger.ZERO, width, width.multiply(BigInteger.TWO));
        assertThat(shards.get(2).endingHashKey())
                .isEqualTo(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE));
        assertThat(streams.create("others").describeShards()).hasSize(4);
        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> shards(10_001));
    }

    // ---- records ----------------------------------------------------------------------------------------------------

    @Test
    @Rule("STREAM-5")
    void a_record_has_at_most_1_MiB_with_its_key_unless_the_stream_allows_more() {
        DataStream stream = create(shards(1));
        byte[] data = new byte[(1 << 20) - 4];

        stream.put("ä11", data);

        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> stream.put("ää1", data))
                .withMessageContaining("1048577 bytes");
        DataStream large = streams.create("large", shards(1).maxRecordSize(10 << 20));
        large.put("a", new byte[(10 << 20) - 1]);
        assertThat(large.byteCount()).isEqualTo(10 << 20);
        assertThat(stream.put("empty", new byte[0]).shardId()).isNotEmpty();
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> StreamSettings.DEFAULT.maxRecordSize((10 << 20) + 1));
    }

    @Test
    @Rule("STREAM-6")
    void sequence_numbers_are_decimal_and_increase_within_a_shard() {
        DataStream stream = create(shards(1));
        List<BigInteger> numbers = new ArrayList<>();

        for (int i = 0; i < 1_200; i++) {
            numbers.add(new BigInteger(stream.put("a", DATA).sequenceNumber()));
        }

        assertThat(numbers).isSortedAccordingTo(BigInteger::compareTo).doesNotHaveDuplicates();
        assertThat(read(stream, "shardId-000000000000"))
                .extracting(record -> new BigInteger(record.sequenceNumber()))
                .isEqualTo(numbers);
    }

    @Test
    @Rule("STREAM-7")
    void a_record_can_ask_to_be_behind_another_one() {
        DataStream stream = create(shards(1));
        Accepted first = stream.put("a", DATA);

        Accepted second = stream.put(entry("a").sequenceNumberForOrdering(first.sequenceNumber()));

        assertThat(new BigInteger(second.sequenceNumber())).isGreaterThan(new BigInteger(first.sequenceNumber()));
        String ahead =
                new BigInteger(second.sequenceNumber()).add(BigInteger.ONE).toString();
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.put(entry("a").sequenceNumberForOrdering(ahead)));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.put(entry("a").sequenceNumberForOrdering("first")));
        assertThat(stream.recordCount()).isEqualTo(2);
    }

    @Test
    @Rule("STREAM-8")
    void records_that_are_written_together_are_answered_one_by_one_and_keep_their_order() {
        DataStream stream = create(shards(2));
        List<StreamEntry> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            entries.add(StreamEntry.of("key-" + i % 7, Integer.toString(i)));
        }
        entries.set(250, entry("key-5").sequenceNumberForOrdering("9".repeat(129)));

        PutResult result = stream.putAll(entries);

        assertThat(result.failedRecordCount()).isEqualTo(1);
        assertThat(result.records()).hasSize(500);
        assertThat(result.records().get(250)).isInstanceOf(Refused.class);
        for (String shardId : List.of("shardId-000000000000", "shardId-000000000001")) {
            assertThat(read(stream, shardId))
                    .isNotEmpty()
                    .extracting(record -> Integer.valueOf(record.dataAsText()))
                    .isSorted();
        }
        assertThat(stream.recordCount()).isEqualTo(499);
    }

    @Test
    @Rule("STREAM-8")
    void up_to_500_records_and_10_MiB_are_written_together_or_none() {
        DataStream stream = create(shards(1));
        StreamEntry large = StreamEntry.of("a", new byte[(1 << 20) - 1]);

        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> stream.putAll(List.of()));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> stream.putAll(Collections.nCopies(501, entry("a"))));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> stream.putAll(Collections.nCopies(11, large)));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> stream.putAll(List.of(entry("a"), entry(""))));
        assertThat(stream.recordCount()).isZero();
        assertThat(stream.putAll(Collections.nCopies(10, large)).failedRecordCount())
                .isZero();
    }

    // ---- limits -----------------------------------------------------------------------------------------------------

    @Test
    @Rule("STREAM-9")
    void a_shard_takes_1000_records_a_second_if_limits_are_set() {
        DataStream stream = create(shards(1).limits(StreamLimits.KINESIS));
        for (int i = 0; i < 1_000; i++) {
            stream.put("a", DATA);
        }

        assertThatExceptionOfType(ProvisionedThroughputExceededException.class).isThrownBy(() -> stream.put("a", DATA));
        time.advance(Duration.ofMillis(1));
        stream.put("a", DATA);
        PutResult result = stream.putAll(List.of(entry("a"), entry("a")));
        assertThat(result.failedRecordCount()).isEqualTo(2);
        assertThat(result.records().get(0))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.error()).isInstanceOf(ProvisionedThroughputExceededException.class));
        assertThat(stream.recordCount()).isEqualTo(1_001);
    }

    @Test
    @Rule("STREAM-9")
    void a_shard_takes_1_MiB_a_second_if_limits_are_set() {
        DataStream stream = create(shards(1).limits(StreamLimits.KINESIS));
        stream.put("a", new byte[(1 << 20) - 1]);

        assertThatExceptionOfType(ProvisionedThroughputExceededException.class)
                .isThrownBy(() -> stream.put("a", new byte[0]));
        time.advance(Duration.ofDays(400));
        stream.put("a", new byte[(1 << 20) - 1]);
    }

    @Test
    @Rule({"STREAM-9", "LIB-6"})
    void there_are_no_limits_of_speed_unless_they_are_set() {
        DataStream stream = create(shards(1));

        for (int i = 0; i < 5_000; i++) {
            stream.put("a", DATA);
            stream.read("shardId-000000000000", StreamPosition.latest(), 1);
        }

        assertThat(stream.recordCount()).isEqualTo(5_000);
    }

    // ---- bounds -----------------------------------------------------------------------------------------------------

    @Test
    void a_full_stream_refuses_and_names_its_bound_and_drops_nothing() {
        DataStream stream = create(shards(2).maxRecords(3));
        stream.putAll(List.of(entry("a"), entry("b"), entry("c")));

        assertThatExceptionOfType(StreamFullException.class)
                .isThrownBy(() -> stream.put("a", DATA))
                .withMessage("The stream 'orders' is full: at most 3 records within its retention period.")
                .satisfies(full -> assertThat(full.limit()).isEqualTo(StreamFullException.Limit.RECORDS))
                .satisfies(full -> assertThat(full.value()).isEqualTo(3))
                .satisfies(full -> assertThat(full.stream()).isEqualTo("orders"));
        assertThat(stream.putAll(List.of(entry("a"))).failedRecordCount()).isEqualTo(1);
        assertThat(stream.recordCount()).isEqualTo(3);
        assertThat(stream.droppedRecords()).isZero();
    }

    @Test
    void bytes_are_bounded_together_and_old_records_make_room_when_their_time_is_over() {
        DataStream stream = create(shards(2).maxBytes(100));
        stream.put("a", new byte[59]);
        time.advance(Duration.ofHours(23));
        stream.put("b", new byte[39]);

        assertThatExceptionOfType(StreamFullException.class)
                .isThrownBy(() -> stream.put("a", DATA))
                .satisfies(full -> assertThat(full.limit()).isEqualTo(StreamFullException.Limit.BYTES));

        time.advance(Duration.ofHours(1));
        stream.put("a", new byte[59]);
        assertThat(stream.byteCount()).isEqualTo(100);
    }

    @Test
    void a_stream_that_was_told_so_drops_its_oldest_records_to_make_room_and_counts_them() {
        DataStream stream = create(shards(2).maxRecords(100).dropsOldestWhenFull());
        for (int i = 0; i < 1_000; i++) {
            stream.put(Integer.toString(i), DATA);
            time.advance(Duration.ofMillis(1));
        }

        assertThat(stream.recordCount()).isBetween(80L, 100L);
        assertThat(stream.droppedRecords() + stream.recordCount()).isEqualTo(1_000);
        List<Integer> kept = new ArrayList<>();
        read(stream, "shardId-000000000000").forEach(record -> kept.add(Integer.valueOf(record.partitionKey())));
        read(stream, "shardId-000000000001").forEach(record -> kept.add(Integer.valueOf(record.partitionKey())));
        assertThat(kept).hasSize((int) stream.recordCount()).contains(999).allMatch(number -> number > 860);
    }

    @Test
    void a_record_larger_than_all_room_drops_nothing() {
        DataStream stream = create(shards(1).maxBytes(100).dropsOldestWhenFull());
        stream.put("a", DATA);

        assertThatExceptionOfType(StreamFullException.class).isThrownBy(() -> stream.put("a", new byte[100]));
        assertThat(stream.recordCount()).isEqualTo(1);
    }
}
