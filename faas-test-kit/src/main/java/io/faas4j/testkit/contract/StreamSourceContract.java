package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link StreamSource} must do. Extended by a test class of the implementation, which says how a stream is made; each test
 * gets one of its own.
 */
public abstract class StreamSourceContract {

    private static final int KEYS = 12;

    private @Nullable StreamFixture fixture;

    /** For the implementation's test class. */
    protected StreamSourceContract() {}

    /**
     * A stream without records.
     *
     * @throws Exception if it cannot be made
     */
    protected abstract StreamFixture open() throws Exception;

    @BeforeEach
    void openStream() throws Exception {
        fixture = open();
    }

    @AfterEach
    void closeStream() throws Exception {
        fixture().close();
    }

    private StreamFixture fixture() {
        StreamFixture opened = fixture;
        if (opened == null) {
            throw new IllegalStateException("there is no stream");
        }
        return opened;
    }

    private StreamSource source() {
        return fixture().source();
    }

    /** Writes so many records of each key: {@code from}, {@code from + 1}, ... */
    private void putRounds(int from, int count) throws Exception {
        for (int round = from; round < from + count; round++) {
            for (int key = 0; key < KEYS; key++) {
                fixture().put("key-" + key, Integer.toString(round));
            }
        }
    }

    private List<StreamRecord> readAll(String shardId, StreamPosition from, int limit) throws Exception {
        List<StreamRecord> all = new ArrayList<>();
        Optional<StreamPosition> next = Optional.of(from);
        int empty = 0;
        while (next.isPresent() && empty < 3) {
            StreamPage page = source().read(shardId, next.get(), limit);
            assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
            assertThat(page.next()).isNotEqualTo(Optional.of(StreamPosition.latest()));
            all.addAll(page.records());
            next = page.next();
            empty = page.records().isEmpty() ? empty + 1 : 0;
        }
        return all;
    }

    private Shard shardWithRecords() throws Exception {
        for (Shard shard : source().shards()) {
            if (readAll(shard.id(), StreamPosition.trimHorizon(), 100).size() > 3) {
                return shard;
            }
        }
        throw new AssertionError("no shard has records");
    }

    // ---- shards -----------------------------------------------------------------------------------------------------

    @Test
    void shards_are_listed_with_parents_before_children() throws Exception {
        fixture().reshard();
        List<Shard> shards = source().shards();

        assertThat(shards).isNotEmpty();
        Set<String> seen = new HashSet<>();
        for (Shard shard : shards) {
            assertThat(seen).containsAll(shard.parents()).doesNotContain(shard.id());
            seen.add(shard.id());
        }
    }

    @Test
    void a_shard_that_is_not_there_cannot_be_read() {
        assertThatThrownBy(() -> source().read("no such shard", StreamPosition.trimHorizon(), 1))
                .isInstanceOf(Exception.class);
    }

    // ---- reading ----------------------------------------------------------------------------------------------------

    @Test
    void every_record_is_in_one_shard_and_keys_keep_their_order() throws Exception {
        putRounds(0, 20);

        Map<String, Integer> read = new HashMap<>();
        for (Shard shard : source().shards()) {
            assertInOrder(readAll(shard.id(), StreamPosition.trimHorizon(), 7), read);
        }

        assertThat(read)
                .hasSize(KEYS)
                .allSatisfy((key, count) -> assertThat(count).isEqualTo(20));
    }

    private static void assertInOrder(List<StreamRecord> records, Map<String, Integer> counts) {
        for (StreamRecord record : records) {
            int expected = counts.merge(record.partitionKey(), 1, Integer::sum) - 1;
            assertThat(record.dataAsText()).isEqualTo(Integer.toString(expected));
        }
    }

    @Test
    void sequence_numbers_are_decimal_and_increase() throws Exception {
        putRounds(0, 5);

        List<BigInteger> numbers = readAll(shardWithRecords().id(), StreamPosition.trimHorizon(), 100).stream()
                .map(record -> new BigInteger(record.sequenceNumber()))
                .toList();

        assertThat(numbers).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.naturalOrder());
    }

    @Test
    void a_record_that_is_read_again_is_the_same() throws Exception {
        putRounds(0, 5);
        String shardId = shardWithRecords().id();

        assertThat(readAll(shardId, StreamPosition.trimHorizon(), 3))
                .usingElementComparator(Comparator.comparing(StreamRecord::sequenceNumber)
                        .thenComparing(StreamRecord::partitionKey)
                        .thenComparing(StreamRecord::dataAsText)
                        .thenComparing(StreamRecord::approximateArrival))
                .isEqualTo(readAll(shardId, StreamPosition.trimHorizon(), 100));
    }

    @Test
    void reading_goes_on_at_or_behind_a_record() throws Exception {
        putRounds(0, 5);
        String shardId = shardWithRecords().id();
        List<String> numbers = numbers(readAll(shardId, StreamPosition.trimHorizon(), 100));

        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers(readAll(shardId, StreamPosition.at(numbers.get(i)), 100)))
                    .isEqualTo(numbers.subList(i, numbers.size()));
            assertThat(numbers(readAll(shardId, StreamPosition.after(numbers.get(i)), 100)))
                    .isEqualTo(numbers.subList(i + 1, numbers.size()));
        }
    }

    private static List<String> numbers(List<StreamRecord> records) {
        return records.stream().map(StreamRecord::sequenceNumber).toList();
    }

    @Test
    void latest_begins_behind_what_is_there_and_goes_on_with_what_comes() throws Exception {
        putRounds(0, 2);
        Map<String, StreamPosition> tips = new HashMap<>();
        for (Shard shard : source().shards()) {
            StreamPage page = source().read(shard.id(), StreamPosition.latest(), 10);
            assertThat(page.records()).isEmpty();
            assertThat(page.next().orElseThrow())
                    .isInstanceOfAny(StreamPosition.After.class, StreamPosition.Horizon.class);
            tips.put(shard.id(), page.next().orElseThrow());
        }

        putRounds(2, 1);

        List<String> read = new ArrayList<>();
        for (Map.Entry<String, StreamPosition> tip : tips.entrySet()) {
            readAll(tip.getKey(), tip.getValue(), 10).forEach(record -> read.add(record.dataAsText()));
        }
        assertThat(read).hasSize(KEYS).containsOnly("2");
    }

    @Test
    void a_time_begins_at_the_first_record_that_arrived_then_or_later() throws Exception {
        putRounds(0, 3);
        fixture().tick();
        putRounds(3, 3);
        String shardId = shardWithRecords().id();
        List<StreamRecord> all = readAll(shardId, StreamPosition.trimHorizon(), 100);
        Instant time = all.get(all.size() / 2).approximateArrival();

        List<String> since = numbers(readAll(shardId, StreamPosition.atTimestamp(time), 100));

        assertThat(since)
                .isEqualTo(numbers(all.stream()
                        .filter(record -> !record.approximateArrival().isBefore(time))
                        .toList()));
        Instant future = all.get(all.size() - 1).approximateArrival().plusSeconds(3_600);
        assertThat(readAll(shardId, StreamPosition.atTimestamp(future), 100)).isEmpty();
    }

    @Test
    void no_record_that_can_be_read_is_below_the_trim_horizon() throws Exception {
        putRounds(0, 3);

        for (Shard shard : source().shards()) {
            Optional<BigInteger> horizon = source().trimHorizon(shard.id()).map(BigInteger::new);
            for (StreamRecord record : readAll(shard.id(), StreamPosition.trimHorizon(), 100)) {
                horizon.ifPresent(
                        first -> assertThat(first).isLessThanOrEqualTo(new BigInteger(record.sequenceNumber())));
            }
        }
    }

    @Test
    void an_empty_page_is_not_the_end() throws Exception {
        Map<String, StreamPosition> positions = new HashMap<>();
        for (Shard shard : source().shards()) {
            StreamPage page = source().read(shard.id(), StreamPosition.trimHorizon(), 10);
            assertThat(page.records()).isEmpty();
            assertThat(page.behindLatest()).isZero();
            positions.put(shard.id(), page.next().orElseThrow());
        }
        putRounds(0, 2);

        int read = 0;
        for (Map.Entry<String, StreamPosition> each : positions.entrySet()) {
            read += readAll(each.getKey(), each.getValue(), 5).size();
        }
        assertThat(read).isEqualTo(2 * KEYS);
    }

    @Test
    void a_page_tells_whether_it_is_behind() throws Exception {
        putRounds(0, 3);
        fixture().tick();
        String shardId = shardWithRecords().id();

        assertThat(source().read(shardId, StreamPosition.trimHorizon(), 1).behindLatest())
                .isPositive();
        assertThat(source().read(shardId, StreamPosition.latest(), 1).behindLatest())
                .isZero();
    }

    // ---- resharding -------------------------------------------------------------------------------------------------

    @Test
    void a_closed_shard_has_an_end_and_its_children_go_on() throws Exception {
        putRounds(0, 5);
        Assumptions.assumeTrue(fixture().reshard(), "its shards never change");
        putRounds(5, 5);

        Map<String, Integer> read = new HashMap<>();
        int ended = 0;
        Set<String> parents = new HashSet<>();
        for (Shard shard : source().shards()) {
            parents.addAll(shard.parents());
            assertInOrder(readAll(shard.id(), StreamPosition.trimHorizon(), 4), read);
            boolean isEnded =
                    source().read(shard.id(), StreamPosition.latest(), 1).next().isEmpty();
            ended += isEnded ? 1 : 0;
        }

        assertThat(read)
                .hasSize(KEYS)
                .allSatisfy((key, count) -> assertThat(count).isEqualTo(10));
        assertThat(ended).isPositive().isEqualTo(parents.size());
    }

    // ---- being told -------------------------------------------------------------------------------------------------

    @Test
    void who_listens_is_told_of_records_and_new_shards_until_the_subscription_ends() throws Exception {
        Told told = new Told();
        Optional<SourceSubscription> subscription = source().listen(told);
        Assumptions.assumeTrue(subscription.isPresent(), "it has to be polled");

        putRounds(0, 1);
        for (Shard shard : source().shards()) {
            boolean hasRecords =
                    !readAll(shard.id(), StreamPosition.trimHorizon(), 100).isEmpty();
            assertThat(hasRecords).isEqualTo(told.shards.contains(shard.id()));
        }
        if (fixture().reshard()) {
            assertThat(told.shards).contains("resharded");
        }

        subscription.get().close();
        told.shards.clear();
        putRounds(1, 1);
        assertThat(told.shards).isEmpty();
        subscription.get().close();
    }

    private static final class Told implements StreamListener {

        private final List<String> shards = new CopyOnWriteArrayList<>();

        @Override
        public void available(String shardId) {
            shards.add(shardId);
        }

        @Override
        public void resharded() {
            shards.add("resharded");
        }
    }
}
