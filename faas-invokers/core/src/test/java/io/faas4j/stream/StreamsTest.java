package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Streams by name. */
class StreamsTest {

    private final VirtualTime time = VirtualTime.create();
    private final Streams streams = new Streams(ArnScope.DEFAULT, time);

    @Test
    @Rule("STREAM-1")
    void a_name_has_1_to_128_letters_digits_and_some_signs() {
        streams.create("Orders_2026.v-1");
        streams.create("s".repeat(128));

        for (String wrong : List.of("", "s".repeat(129), "or ders", "orders/1", "größe")) {
            assertThatExceptionOfType(ValidationException.class)
                    .isThrownBy(() -> streams.create(wrong))
                    .withMessageContaining("'streamName'");
        }
    }

    @Test
    @Rule("STREAM-12")
    void a_stream_can_be_used_as_soon_as_it_is_made_and_is_made_once() {
        DataStream stream = streams.create("orders");
        stream.put("a", new byte[1]);

        assertThat(streams.get("orders")).isSameAs(stream);
        assertThatExceptionOfType(ResourceInUseException.class)
                .isThrownBy(() -> streams.create("orders"))
                .withMessage("Stream orders under account 000000000000 already exists.");
    }

    @Test
    @Rule("STREAM-13")
    void a_stream_is_found_by_name_and_arn_or_not_at_all() {
        DataStream stream = streams.create("orders");
        streams.create("alerts");

        assertThat(stream.arn()).isEqualTo("arn:aws:kinesis:local-1:000000000000:stream/orders");
        assertThat(streams.get(stream.arn())).isSameAs(stream);
        assertThat(streams.names()).containsExactly("alerts", "orders");
        assertThat(streams.find("payments")).isEmpty();
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> streams.get("payments"))
                .withMessage("Stream payments under account 000000000000 not found.");
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> streams.delete("payments"));
    }

    @Test
    @Rule({"STREAM-12", "STREAM-13"})
    void a_deleted_stream_is_gone_for_those_who_hold_it_too() {
        DataStream stream = streams.create("orders");
        AtomicInteger told = new AtomicInteger();
        stream.listen(new StreamListener() {
            @Override
            public void available(String shardId) {}

            @Override
            public void resharded() {
                told.incrementAndGet();
            }
        });

        streams.delete("orders");

        for (Runnable use : List.<Runnable>of(
                () -> stream.put("a", new byte[1]),
                () -> stream.putAll(List.of(StreamEntry.of("a", "1"))),
                () -> stream.read("shardId-000000000000", StreamPosition.latest(), 1),
                () -> stream.shardIterator("shardId-000000000000", StreamPosition.latest()),
                () -> stream.splitShard("shardId-000000000000", "1000"),
                () -> stream.updateShardCount(3),
                stream::describeShards,
                stream::shards)) {
            assertThatExceptionOfType(ResourceNotFoundException.class)
                    .isThrownBy(use::run)
                    .withMessage("Stream orders under account 000000000000 not found.");
        }
        assertThat(told).hasValue(1);
        assertThat(streams.names()).isEmpty();
        assertThat(streams.create("orders")).isNotSameAs(stream);
    }

    @Test
    void what_is_closed_leaves_no_task_behind() {
        streams.create("orders").put("a", new byte[1]);

        streams.close();
        streams.close();

        assertThat(time.runNext(Duration.ofDays(2))).isFalse();
        assertThat(streams.names()).isEmpty();
    }
}
