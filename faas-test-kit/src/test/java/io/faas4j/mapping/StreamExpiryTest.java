package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.DestinationRef;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.mapping.fixture.ForwardingStream;
import io.faas4j.rules.Rule;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of records, and of shards, that a stream does not keep any longer while a mapping still has to do with them. */
class StreamExpiryTest {

    private static final DestinationRef FAILURES = DestinationRef.custom("failures");
    private static final Duration HOUR = Duration.ofHours(1);

    private final CheckpointStore checkpoints = CheckpointStore.inMemory();
    private final FaasTestRuntime runtime = FaasTestRuntime.builder()
            .configure(faas -> faas.checkpoints(checkpoints))
            .build();
    private final Seen<StreamBatch<String>> seen = Seen.records();
    private final RecordingDestination failures = new RecordingDestination();
    private DataStream stream;

    @BeforeEach
    void a_function_that_never_handles_poison() {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        seen.answers(batch -> {
            if (batch.items().stream().anyMatch(each -> each.value().startsWith("poison"))) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        runtime.deploy(Seen.ofRecords("count", seen));
        runtime.faas().destinations().register(FAILURES, failures);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private void put(String... texts) {
        for (String text : texts) {
            stream.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private MappingBuilder map(StreamSource source) {
        return runtime.faas()
                .map(source)
                .to("count")
                .name("quakes")
                .startingPosition(StreamPosition.trimHorizon())
                .onFailure(FAILURES);
    }

    private StreamFailureRecord onlyFailure() {
        assertThat(failures.messages()).hasSize(1);
        return (StreamFailureRecord) failures.messages().get(0);
    }

    // ---- records ---------------------------------------------------------------------------------------------------

    @Test
    @Rule({"ESM-STREAM-5", "ESM-STREAM-13"})
    void a_batch_that_fails_is_given_up_once_the_stream_does_not_keep_it_any_more() {
        EventSourceMapping mapping = map(stream).batchSize(1).start();
        put("poison");
        runtime.time().advance(HOUR);
        put("fine");
        runtime.time().advance(Duration.ofHours(22));
        assertThat(seen.all()).doesNotContain("fine");
        assertThat(failures.messages()).isEmpty();

        runtime.time().advance(HOUR.plusMinutes(2));

        int tries = seen.batches().size() - 1;
        assertThat(seen.all()).hasSize(tries + 1).endsWith("poison", "fine");
        assertThat(onlyFailure().condition()).isEqualTo(StreamFailureCondition.RECORD_AGE_EXCEEDED);
        assertThat(onlyFailure().approximateInvokeCount()).isEqualTo(tries);
        assertThat(mapping.status().counts().dropped()).isEqualTo(1);
        assertThat(mapping.status().counts().delivered()).isEqualTo(1);
        assertThat(mapping.status().lastResult()).isEqualTo("OK");
    }

    @Test
    @Rule("ESM-STREAM-5")
    void only_the_part_of_a_batch_that_is_gone_is_given_up_and_the_rest_keeps_its_tries() throws Exception {
        put("poison");
        runtime.time().advance(HOUR);
        String last =
                stream.put("k", "poison too".getBytes(StandardCharsets.UTF_8)).sequenceNumber();
        map(stream).start();
        runtime.time().advance(Duration.ofHours(23).plusMinutes(2));

        assertThat(onlyFailure().bodyAsText()).contains("\"batchSize\":1");
        assertThat(seen.batches())
                .startsWith(List.of("poison", "poison too"))
                .last()
                .isEqualTo(List.of("poison too"));
        int tries = seen.batches().size();
        runtime.time().advance(HOUR);
        assertThat(failures.messages()).hasSize(2);
        assertThat(((StreamFailureRecord) failures.messages().get(1)).approximateInvokeCount())
                .isEqualTo(seen.batches().size())
                .isGreaterThan(tries);
        assertThat(checkpoints.load("quakes").values())
                .anySatisfy(each -> assertThat(each.sequenceNumber()).hasValue(last));
    }

    @Test
    @Rule({"ESM-STREAM-5", "ESM-STREAM-6"})
    void what_is_throttled_for_too_long_is_given_up_too() {
        runtime.faas().functions().putConcurrency("count", 0);
        EventSourceMapping mapping = map(stream).start();
        put("a");
        runtime.time().advance(Duration.ofHours(24).plusMinutes(2));

        assertThat(seen.batches()).isEmpty();
        assertThat(onlyFailure().approximateInvokeCount()).isEqualTo(1);
        assertThat(mapping.status().inFlight()).isZero();
    }

    @Test
    @Rule("ESM-STREAM-5")
    void what_was_read_in_time_is_tried_once_however_long_it_waited() {
        map(stream).batchSize(1).parallelizationFactor(2).start();
        stream.put("one key", "poison".getBytes(StandardCharsets.UTF_8));
        stream.put("one key", "fine".getBytes(StandardCharsets.UTF_8));
        runtime.time().advance(Duration.ofHours(24).plusMinutes(2));

        assertThat(seen.all()).endsWith("poison", "fine");
        assertThat(failures.messages()).hasSize(1);
    }

    @Test
    @Rule("ESM-STREAM-5")
    void what_had_to_make_room_for_others_is_not_tried_for_ever_either() {
        stream = runtime.faas()
                .streams()
                .create("small", StreamSettings.DEFAULT.shards(1).maxRecords(10).dropsOldestWhenFull());
        map(stream).batchSize(1).start();
        put("poison");
        runtime.time().advance(HOUR);
        assertThat(failures.messages()).isEmpty();
        for (int i = 0; i < 10; i++) {
            put("fine" + i);
        }
        runtime.time().advance(Duration.ofMinutes(2));

        assertThat(failures.messages()).hasSize(1);
        assertThat(seen.all()).endsWith("fine9");
    }

    // ---- other sources ---------------------------------------------------------------------------------------------

    /** A source that says no more than it must, and may leave shards out of its list. */
    private static final class Plain extends ForwardingStream {

        private final boolean isTelling;
        private boolean isForgetful;

        Plain(DataStream stream, boolean isTelling) {
            super(stream);
            this.isTelling = isTelling;
        }

        @Override
        public List<Shard> shards() throws Exception {
            return isForgetful ? List.of() : stream.shards();
        }

        @Override
        public Optional<SourceSubscription> listen(StreamListener listener) {
            return isTelling ? stream.listen(listener) : Optional.empty();
        }
    }

    @Test
    @Rule("ESM-STREAM-5")
    void a_source_that_does_not_say_from_where_on_it_keeps_records_is_read_to_find_out() {
        map(new Plain(stream, true)).batchSize(1).start();
        put("poison");
        runtime.time().advance(Duration.ofHours(24).plusMinutes(2));
        assertThat(failures.messages()).hasSize(1);

        put("poison 2");
        runtime.time().advance(HOUR);
        put("fine");
        runtime.time().advance(Duration.ofHours(23).plusMinutes(2));
        assertThat(failures.messages()).hasSize(2);
        assertThat(seen.all()).endsWith("fine");
    }

    // ---- shards ----------------------------------------------------------------------------------------------------

    @Test
    @Rule({"ESM-STREAM-5", "STREAM-27", "STREAM-34"})
    void a_shard_that_has_expired_holds_up_its_children_no_longer_and_is_forgotten() throws Exception {
        map(stream).batchSize(1).start();
        put("poison");
        runtime.time().advance(Duration.ofSeconds(1));
        stream.updateShardCount(2);
        runtime.time().advance(HOUR);
        put("fine");
        runtime.time().advance(Duration.ofHours(22));
        assertThat(seen.all()).doesNotContain("fine");

        runtime.time().advance(HOUR.plusMinutes(15));

        assertThat(seen.all()).endsWith("fine");
        assertThat(failures.messages()).hasSize(1);
        assertThat(checkpoints.load("quakes")).doesNotContainKey("shardId-000000000000");
    }

    @Test
    @Rule("STREAM-34")
    void a_shard_that_expired_while_the_mapping_was_disabled_is_forgotten() throws Exception {
        EventSourceMapping mapping = map(stream).batchSize(1).start();
        put("fine");
        runtime.time().advance(Duration.ofSeconds(1));
        mapping.disable();
        runtime.time().advance(Duration.ofSeconds(1));
        put("never read");
        stream.updateShardCount(2);
        runtime.time().advance(Duration.ofHours(25));
        assertThat(checkpoints.load("quakes")).containsKey("shardId-000000000000");

        put("read");
        mapping.enable();
        runtime.time().advance(Duration.ofSeconds(2));

        assertThat(seen.all()).containsExactly("fine", "read");
        assertThat(checkpoints.load("quakes")).doesNotContainKey("shardId-000000000000");
    }

    @Test
    @Rule("STREAM-34")
    void a_finished_shard_is_forgotten_when_it_expires() throws Exception {
        map(stream).start();
        put("fine");
        runtime.time().advance(Duration.ofSeconds(1));
        stream.updateShardCount(2);
        runtime.time().advance(HOUR);
        assertThat(checkpoints.load("quakes").get("shardId-000000000000"))
                .satisfies(each -> assertThat(each).isNotNull().matches(Checkpoint::isShardEnded));

        runtime.time().advance(Duration.ofHours(24));

        assertThat(checkpoints.load("quakes")).doesNotContainKey("shardId-000000000000");
    }

    /** A source whose shards are gone while a page of them is still on its way. */
    private final class Leaving extends ForwardingStream {

        private boolean isLeaving;
        private boolean isGone;
        private StreamListener listener;

        Leaving() {
            super(StreamExpiryTest.this.stream);
        }

        @Override
        public List<Shard> shards() throws Exception {
            return isGone ? List.of() : stream.shards();
        }

        @Override
        public StreamPage read(String shardId, StreamPosition from, int limit) throws Exception {
            if (isGone) {
                throw new IllegalStateException("there is no such shard");
            }
            StreamPage page = stream.read(shardId, from, limit);
            if (isLeaving) {
                isGone = true;
                listener.resharded();
                runtime.time().source().await(new CompletableFuture<>(), Duration.ofSeconds(1));
            }
            return page;
        }

        @Override
        public Optional<SourceSubscription> listen(StreamListener each) {
            listener = each;
            return stream.listen(each);
        }
    }

    @Test
    @Rule({"ESM-STREAM-2", "ESM-STREAM-5"})
    void what_is_still_on_its_way_when_its_shard_is_gone_is_tried_in_every_lane() throws Exception {
        Leaving leaving = new Leaving();
        map(leaving).parallelizationFactor(4).start();
        runtime.time().advance(Duration.ofSeconds(1));
        leaving.isLeaving = true;
        put("a", "b", "c", "d", "e", "f", "g", "h");
        runtime.time().advance(Duration.ofMinutes(1));

        assertThat(seen.all()).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g", "h");
        assertThat(checkpoints.load("quakes")).doesNotContainKey("shardId-000000000000");
    }

    @Test
    void a_shard_that_is_left_out_of_the_list_and_can_be_read_all_the_same_is_not_given_up() throws Exception {
        Plain plain = new Plain(stream, false);
        EventSourceMapping mapping = map(plain).batchSize(1).start();
        put("poison");
        runtime.time().advance(HOUR);
        Map<String, Checkpoint> before = checkpoints.load("quakes");
        plain.isForgetful = true;
        runtime.time().advance(HOUR);
        mapping.disable();
        runtime.time().advance(Duration.ofMinutes(2));
        mapping.enable();
        runtime.time().advance(HOUR);
        assertThat(failures.messages()).isEmpty();
        assertThat(checkpoints.load("quakes")).hasSameSizeAs(before);

        plain.isForgetful = false;
        int tries = seen.batches().size();
        runtime.time().advance(HOUR);
        assertThat(seen.batches()).hasSizeGreaterThan(tries);
    }
}
