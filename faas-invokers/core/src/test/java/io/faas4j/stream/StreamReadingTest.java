package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.ExpiredIteratorException;
import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.ProvisionedThroughputExceededException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where reading begins, what a page holds, and how it goes on. */
class StreamReadingTest {

    private static final String SHARD = "shardId-000000000000";
    private static final String LARGEST = "340282366920938463463374607431768211455";

    private final VirtualTime time = VirtualTime.create();
    private final Streams streams = new Streams(ArnScope.DEFAULT, time);
    private final DataStream stream = streams.create("orders", StreamSettings.DEFAULT.shards(1));

    private List<String> put(String... texts) {
        List<String> numbers = new ArrayList<>();
        for (String text : texts) {
            numbers.add(stream.put(StreamEntry.of("a", text)).sequenceNumber());
            time.advance(Duration.ofSeconds(1));
        }
        return numbers;
    }

    private List<String> read(StreamPosition from) {
        return texts(stream.read(SHARD, from, 100).records());
    }

    private static List<String> texts(List<StreamRecord> records) {
        return records.stream().map(StreamRecord::dataAsText).toList();
    }

    // ---- positions --------------------------------------------------------------------------------------------------

    @Test
    @Rule("STREAM-20")
    void reading_begins_where_the_position_says() {
        Instant begin = time.now();
        List<String> numbers = put("1", "2", "3");

        assertThat(read(StreamPosition.trimHorizon())).containsExactly("1", "2", "3");
        assertThat(read(StreamPosition.at(numbers.get(1)))).containsExactly("2", "3");
        assertThat(read(StreamPosition.after(numbers.get(1)))).containsExactly("3");
        assertThat(read(StreamPosition.latest())).isEmpty();
        assertThat(read(StreamPosition.atTimestamp(begin))).containsExactly("1", "2", "3");
        assertThat(read(StreamPosition.atTimestamp(begin.plusMillis(1)))).containsExactly("2", "3");
        assertThat(read(StreamPosition.atTimestamp(begin.plusSeconds(2)))).containsExactly("3");
        assertThat(read(StreamPosition.atTimestamp(begin.plusSeconds(60)))).isEmpty();
    }

    @Test
    @Rule("STREAM-20")
    void latest_is_behind_the_newest_record_at_the_time_of_the_call() {
        put("1");
        ShardIterator latest = stream.shardIterator(SHARD, StreamPosition.latest());
        ShardIterator future = stream.shardIterator(
                SHARD, StreamPosition.atTimestamp(time.now().plusSeconds(3_600)));
        StreamPage page = stream.read(SHARD, StreamPosition.latest(), 10);
        put("2");

        assertThat(texts(stream.records(latest, 10).records())).containsExactly("2");
        assertThat(texts(stream.records(future, 10).records())).containsExactly("2");
        assertThat(read(page.next().orElseThrow())).containsExactly("2");
    }

    @Test
    @Rule("STREAM-20")
    void what_is_no_number_of_the_shard_is_refused() {
        String last = put("1", "2").get(1);
        String ahead = last.substring(0, last.length() - 1) + "9";

        for (StreamPosition wrong : List.of(
                StreamPosition.at(ahead),
                StreamPosition.after(ahead),
                StreamPosition.at("9".repeat(129)),
                StreamPosition.after("9".repeat(130)),
                StreamPosition.after("two"),
                StreamPosition.after(""))) {
            assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.read(SHARD, wrong, 1));
            assertThatExceptionOfType(InvalidArgumentException.class)
                    .isThrownBy(() -> stream.shardIterator(SHARD, wrong));
        }
    }

    @Test
    @Rule("STREAM-25")
    void a_number_older_than_all_records_means_the_trim_horizon() {
        List<String> numbers = put("1", "2");
        time.advance(Duration.ofHours(24).minusSeconds(2));

        assertThat(read(StreamPosition.at(numbers.get(0)))).containsExactly("2");
        assertThat(read(StreamPosition.after(numbers.get(0)))).containsExactly("2");
        assertThat(read(StreamPosition.at("0"))).containsExactly("2");
        assertThat(read(StreamPosition.after("17"))).containsExactly("2");
    }

    @Test
    @Rule("STREAM-25")
    void a_checkpoint_of_a_stream_that_was_made_anew_passes_no_record_over() {
        String old = put("1", "2", "3").get(2);
        streams.delete("orders");
        DataStream anew = streams.create("orders", StreamSettings.DEFAULT.shards(1));
        anew.put(StreamEntry.of("a", "new"));

        assertThat(texts(anew.read(SHARD, StreamPosition.after(old), 10).records()))
                .containsExactly("new");
    }

    // ---- pages ------------------------------------------------------------------------------------------------------

    @Test
    @Rule({"STREAM-22", "STREAM-23"})
    void pages_follow_each_other_without_gap_or_repetition() {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 1_700; i++) {
            written.add(Integer.toString(i));
            stream.put(StreamEntry.of("a", written.get(i)));
        }
        List<String> read = new ArrayList<>();
        StreamPosition position = StreamPosition.trimHorizon();

        while (read.size() < 1_700) {
            StreamPage page = stream.read(SHARD, position, 100);
            assertThat(page.records()).hasSize(100);
            read.addAll(texts(page.records()));
            position = page.next().orElseThrow();
        }

        assertThat(read).isEqualTo(written);
    }

    @Test
    @Rule("STREAM-22")
    void a_page_has_at_most_10_000_records_and_10_MiB() {
        for (int i = 0; i < 10_001; i++) {
            stream.put("a", new byte[0]);
        }
        assertThat(stream.read(SHARD, StreamPosition.trimHorizon(), 20_000).records())
                .hasSize(10_000);
        DataStream large = streams.create("large", StreamSettings.DEFAULT.shards(1));
        for (int i = 0; i < 15; i++) {
            large.put("a", new byte[(1 << 20) - 1]);
        }
        StreamPage page = large.read(SHARD, StreamPosition.trimHorizon(), 100);
        assertThat(page.records()).hasSize(10);
        assertThat(large.read(SHARD, page.next().orElseThrow(), 100).records()).hasSize(5);
    }

    @Test
    @Rule("STREAM-22")
    void a_limit_below_1_and_one_above_10_000_of_an_iterator_are_refused() {
        ShardIterator iterator = stream.shardIterator(SHARD, StreamPosition.trimHorizon());

        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> stream.records(iterator, 0));
        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> stream.records(iterator, 10_001));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> stream.read(SHARD, StreamPosition.latest(), 0));
    }

    @Test
    @Rule("STREAM-22")
    void all_readers_of_a_shard_share_5_calls_and_2_MiB_a_second_if_limits_are_set() {
        DataStream limited =
                streams.create("limited", StreamSettings.DEFAULT.shards(1).limits(StreamLimits.KINESIS));
        for (int i = 0; i < 5; i++) {
            limited.put("a", new byte[(1 << 20) - 1]);
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(limited.read(SHARD, StreamPosition.trimHorizon(), 100).records())
                .hasSize(5);
        assertThatExceptionOfType(ProvisionedThroughputExceededException.class)
                .isThrownBy(() -> limited.read(SHARD, StreamPosition.latest(), 1));
        time.advance(Duration.ofMillis(1_501));
        for (int i = 0; i < 5; i++) {
            limited.read(SHARD, StreamPosition.latest(), 1);
        }
        assertThatExceptionOfType(ProvisionedThroughputExceededException.class)
                .isThrownBy(() -> limited.read(SHARD, StreamPosition.latest(), 1));
        time.advance(Duration.ofMillis(200));
        limited.read(SHARD, StreamPosition.latest(), 1);
    }

    @Test
    @Rule("STREAM-24")
    void an_empty_page_is_not_the_end() {
        StreamPage empty = stream.read(SHARD, StreamPosition.trimHorizon(), 10);
        assertThat(empty.records()).isEmpty();
        StreamPage again = stream.read(SHARD, empty.next().orElseThrow(), 10);
        put("1");

        assertThat(read(again.next().orElseThrow())).containsExactly("1");
    }

    @Test
    @Rule("STREAM-23")
    void the_page_tells_how_far_behind_it_is() {
        put("1", "2", "3");

        StreamPage first = stream.read(SHARD, StreamPosition.trimHorizon(), 1);
        assertThat(first.behindLatest()).isEqualTo(Duration.ofSeconds(2));
        StreamPage rest = stream.read(SHARD, first.next().orElseThrow(), 10);
        assertThat(rest.behindLatest()).isZero();
    }

    @Test
    void a_page_cannot_be_changed_and_a_record_is_not_copied() {
        byte[] data = {7};
        stream.put("a", data);

        StreamPage page = stream.read(SHARD, StreamPosition.trimHorizon(), 10);

        assertThat(page.records().get(0).data()).isSameAs(data);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> page.records().set(0, page.records().get(0)));
    }

    // ---- iterators --------------------------------------------------------------------------------------------------

    @Test
    @Rule("STREAM-21")
    void an_iterator_expires_after_300_seconds() {
        ShardIterator iterator = stream.shardIterator(SHARD, StreamPosition.trimHorizon());
        time.advance(Duration.ofMinutes(5));
        ShardIterator next = stream.records(iterator, 1).nextShardIterator().orElseThrow();
        time.advance(Duration.ofNanos(1));

        assertThatExceptionOfType(ExpiredIteratorException.class).isThrownBy(() -> stream.records(iterator, 1));
        time.advance(Duration.ofSeconds(299));
        stream.records(next, 1);
    }

    @Test
    @Rule("STREAM-23")
    void an_iterator_leads_to_a_fresh_one_until_a_closed_shard_is_read_and_then_to_its_children() {
        put("1", "2", "3");
        stream.splitShard(SHARD, "1000");

        RecordsPage page = stream.records(stream.shardIterator(SHARD, StreamPosition.trimHorizon()), 2);
        assertThat(texts(page.records())).containsExactly("1", "2");
        assertThat(page.childShards()).isEmpty();
        RecordsPage last = stream.records(page.nextShardIterator().orElseThrow(), 2);

        assertThat(texts(last.records())).containsExactly("3");
        assertThat(last.nextShardIterator()).isEmpty();
        assertThat(last.childShards())
                .extracting(ShardDescription::shardId)
                .containsExactly("shardId-000000000001", "shardId-000000000002");
    }

    @Test
    @Rule("STREAM-28")
    void who_reads_again_from_an_old_place_gets_the_records_again_and_disturbs_nobody() {
        String first = put("1", "2", "3").get(0);
        StreamPage other = stream.read(SHARD, StreamPosition.trimHorizon(), 2);

        assertThat(read(StreamPosition.after(first))).containsExactly("2", "3");
        assertThat(read(StreamPosition.after(first))).containsExactly("2", "3");
        assertThat(read(other.next().orElseThrow())).containsExactly("3");
    }

    @Test
    @Rule("STREAM-13")
    void a_shard_that_is_not_there_is_not_found() {
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> stream.read("shardId-000000000007", StreamPosition.latest(), 1))
                .withMessage("Could not find shard shardId-000000000007 in stream orders under account 000000000000.");
    }

    @Test
    void an_iterator_of_another_stream_is_refused() {
        ShardIterator other = streams.create("others").shardIterator(SHARD, StreamPosition.latest());

        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.records(other, 1));
    }

    @Test
    @Rule("STREAM-3")
    void the_largest_hash_key_is_the_last_shards() {
        stream.splitShard(SHARD, "2");

        assertThat(stream.put(StreamEntry.of("a", "1").explicitHashKey(LARGEST)).shardId())
                .isEqualTo("shardId-000000000002");
        assertThat(stream.put(StreamEntry.of("a", "1").explicitHashKey("1")).shardId())
                .isEqualTo("shardId-000000000001");
    }
}
