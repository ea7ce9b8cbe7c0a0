package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.Shard;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long records and shards stay. */
class StreamRetentionTest {

    private static final String SHARD = "shardId-000000000000";
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualTime time = VirtualTime.create();
    private final Streams streams = new Streams(ArnScope.DEFAULT, time);
    private final DataStream stream = streams.create("orders", StreamSettings.DEFAULT.shards(1));

    private List<String> read() {
        return stream.read(SHARD, StreamPosition.trimHorizon(), 1_000).records().stream()
                .map(record -> record.dataAsText())
                .toList();
    }

    private void putHourly(int count) {
        for (int i = 0; i < count; i++) {
            stream.put(StreamEntry.of("a", Integer.toString(i)));
            time.advance(HOUR);
        }
    }

    @Test
    @Rule("STREAM-10")
    void records_are_kept_for_24_hours_unless_said_otherwise() {
        putHourly(24);

        assertThat(read()).hasSize(23).startsWith("1");
        assertThat(stream.retention()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    @Rule({"STREAM-10", "STREAM-25"})
    void the_trim_horizon_is_the_number_of_the_oldest_record_that_is_kept_or_of_the_next_one() {
        assertThat(stream.trimHorizon(SHARD))
                .contains(stream.describeShards().get(0).startingSequenceNumber());
        putHourly(24);
        assertThat(stream.trimHorizon(SHARD))
                .contains(stream.read(SHARD, StreamPosition.trimHorizon(), 1)
                        .records()
                        .get(0)
                        .sequenceNumber());
        time.advance(Duration.ofHours(24));

        String horizon = stream.trimHorizon(SHARD).orElseThrow();
        assertThat(stream.put(StreamEntry.of("a", "next")).sequenceNumber()).isEqualTo(horizon);
    }

    @Test
    @Rule("STREAM-34")
    void who_listens_is_told_when_shards_have_expired() {
        List<String> told = new ArrayList<>();
        putHourly(1);
        stream.updateShardCount(2);
        stream.listen(new StreamListener() {
            @Override
            public void available(String shardId) {}

            @Override
            public void resharded() {
                told.add(stream.shards().size() + " shards");
            }
        });
        time.advance(Duration.ofHours(22));
        assertThat(told).isEmpty();

        time.advance(HOUR.plusMinutes(10));

        assertThat(told).containsExactly("2 shards");
    }

    @Test
    @Rule("STREAM-10")
    void the_retention_period_is_24_to_8760_hours() {
        assertThat(streams.create("long", StreamSettings.DEFAULT.retention(Duration.ofDays(365)))
                        .retention())
                .isEqualTo(Duration.ofDays(365));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> StreamSettings.DEFAULT.retention(Duration.ofHours(23)));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> StreamSettings.DEFAULT.retention(Duration.ofHours(8_761)));
    }

    @Test
    @Rule("STREAM-10")
    void an_increase_goes_up_and_a_decrease_down() {
        stream.increaseRetention(Duration.ofDays(2));

        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.increaseRetention(Duration.ofDays(2)));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.increaseRetention(Duration.ofHours(8_761)));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.decreaseRetention(Duration.ofDays(2)));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.decreaseRetention(Duration.ofHours(23)));
        stream.decreaseRetention(Duration.ofHours(24));
        assertThat(stream.retention()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    @Rule("STREAM-11")
    void a_longer_period_does_not_bring_back_what_is_trimmed() {
        putHourly(25);
        assertThat(read()).hasSize(23);

        stream.increaseRetention(Duration.ofHours(100));

        assertThat(read()).hasSize(23);
        time.advance(Duration.ofHours(50));
        assertThat(read()).hasSize(23);
    }

    @Test
    @Rule("STREAM-11")
    void a_shorter_period_trims_at_once() {
        stream.increaseRetention(Duration.ofDays(2));
        putHourly(40);
        assertThat(stream.recordCount()).isEqualTo(40);

        stream.decreaseRetention(Duration.ofHours(24));

        assertThat(stream.recordCount()).isEqualTo(23);
        assertThat(read()).startsWith("17").hasSize(23);
    }

    @Test
    void memory_is_given_back_though_nobody_reads() {
        for (int i = 0; i < 2_000; i++) {
            stream.put("a", new byte[10]);
        }

        time.advance(Duration.ofHours(25));

        assertThat(stream.recordCount()).isZero();
        assertThat(stream.byteCount()).isZero();
    }

    @Test
    void the_trim_horizon_is_when_the_oldest_kept_record_arrived() {
        assertThat(stream.trimHorizon()).isEmpty();
        Instant first = time.now();
        putHourly(24);

        assertThat(stream.trimHorizon()).contains(first.plus(HOUR));
    }

    @Test
    @Rule("STREAM-34")
    void a_closed_shard_expires_when_its_last_record_leaves_the_stream() {
        putHourly(2);
        stream.splitShard(SHARD, "1000");

        time.advance(Duration.ofHours(22));
        assertThat(read()).containsExactly("1");
        assertThat(stream.shards()).hasSize(3);

        time.advance(HOUR);
        assertThat(stream.shards())
                .containsExactly(
                        new Shard("shardId-000000000001", List.of()), new Shard("shardId-000000000002", List.of()));
        assertThat(stream.describeShards()).hasSize(2).allMatch(ShardDescription::isOpen);
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(this::read);
    }

    @Test
    @Rule("STREAM-34")
    void a_closed_shard_without_records_expires_as_if_one_had_been_written_last() {
        stream.splitShard(SHARD, "1000");

        time.advance(Duration.ofHours(24).minusNanos(1));
        assertThat(stream.shards()).hasSize(3);
        time.advance(Duration.ofNanos(1));
        assertThat(stream.shards()).hasSize(2);
    }
}
