package io.faas4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a source says of where it goes on, and of what it still has. */
class StreamPageTest {

    private static final StreamRecord SEVENTH = new StreamRecord("7", "key", new byte[1], Instant.EPOCH);

    /** A source of one page. */
    private record OnePage(StreamPage page) implements StreamSource {

        @Override
        public String arn() {
            return "arn:aws:kinesis:local-1:000000000000:stream/one";
        }

        @Override
        public Kind kind() {
            return Kind.RECORDS;
        }

        @Override
        public List<Shard> shards() {
            return List.of(new Shard("only", List.of()));
        }

        @Override
        public StreamPage read(String shardId, StreamPosition from, int limit) {
            assertThat(from).isEqualTo(StreamPosition.trimHorizon());
            return page;
        }

        @Override
        public Optional<SourceSubscription> listen(StreamListener listener) {
            return Optional.empty();
        }
    }

    private static StreamPage page(StreamPosition next, StreamRecord... records) {
        return StreamPage.of(List.of(records), next, Duration.ZERO);
    }

    @Test
    void a_page_goes_on_at_a_place_that_stays_where_it_is() {
        assertThat(page(StreamPosition.after("7"), SEVENTH).next()).contains(StreamPosition.after("7"));
        assertThat(page(StreamPosition.trimHorizon()).next()).contains(StreamPosition.trimHorizon());
        assertThat(StreamPage.last(List.of()).next()).isEmpty();
    }

    @Test
    void a_page_that_goes_on_at_the_tip_is_refused() {
        assertThatThrownBy(() -> page(StreamPosition.latest()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a page must say where it ends: next was latest(), which is another place each time");
    }

    @Test
    void a_source_keeps_its_records_from_the_oldest_on_that_can_be_read() throws Exception {
        assertThat(new OnePage(page(StreamPosition.after("7"), SEVENTH)).trimHorizon("only"))
                .contains("7");
    }

    @Test
    void if_there_are_none_all_before_the_place_where_reading_goes_on_are_gone() throws Exception {
        assertThat(new OnePage(page(StreamPosition.after("99999999999999999999"))).trimHorizon("only"))
                .contains("100000000000000000000");
    }

    @Test
    void a_closed_shard_without_records_keeps_none_whatever_its_number() throws Exception {
        assertThat(new OnePage(StreamPage.last(List.of())).trimHorizon("only"))
                .hasValueSatisfying(
                        horizon -> assertThat(new BigInteger(horizon)).isGreaterThan(new BigInteger("9".repeat(129))));
    }

    @Test
    void if_nobody_can_tell_none_is_taken_to_be_gone() throws Exception {
        assertThat(new OnePage(page(StreamPosition.trimHorizon())).trimHorizon("only"))
                .isEmpty();
    }
}
