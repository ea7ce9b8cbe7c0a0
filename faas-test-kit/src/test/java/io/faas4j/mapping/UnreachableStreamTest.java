package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.mapping.fixture.ForwardingStream;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.Shard;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream that cannot be reached for a while. */
@FaasTest
class UnreachableStreamTest {

    /** A stream with an outage. */
    private static final class Outage extends ForwardingStream {

        private boolean isDown;
        private String downShard = "";
        private boolean isVague;
        private int reads;

        Outage(DataStream stream) {
            super(stream);
        }

        @Override
        public List<Shard> shards() throws Exception {
            requireReachable("");
            return stream.shards();
        }

        @Override
        public StreamPage read(String shardId, StreamPosition from, int limit) throws Exception {
            reads++;
            requireReachable(shardId);
            return isVague
                    ? StreamPage.of(List.of(), StreamPosition.atTimestamp(Instant.EPOCH), Duration.ZERO)
                    : stream.read(shardId, from, limit);
        }

        private void requireReachable(String shardId) {
            if (isDown || (!downShard.isEmpty() && shardId.equals(downShard))) {
                throw new IllegalStateException("the stream is down");
            }
        }
    }

    private final Seen<StreamBatch<String>> seen = Seen.records();
    private DataStream stream;
    private Outage outage;

    @BeforeEach
    void a_stream(FaasTestRuntime runtime) {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(2));
        outage = new Outage(stream);
        runtime.deploy(Seen.ofRecords("count", seen));
    }

    private void put(String... texts) {
        for (String text : texts) {
            stream.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas().map(outage).to("count").startingPosition(StreamPosition.trimHorizon());
    }

    @Test
    void a_mapping_waits_for_it_says_so_and_begins_when_it_is_there(FaasTestRuntime runtime) {
        outage.isDown = true;
        put("a");

        EventSourceMapping mapping = map(runtime).start();
        runtime.time().advance(Duration.ofMinutes(5));
        assertThat(mapping.state()).isEqualTo(MappingState.CREATING);
        assertThat(mapping.status().lastResult()).isEqualTo("PROBLEM: The source could not be reached");
        assertThat(mapping.status().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("the stream is down"));

        outage.isDown = false;
        runtime.time().advance(Duration.ofMinutes(2));
        assertThat(mapping.state()).isEqualTo(MappingState.ENABLED);
        assertThat(seen.all()).containsExactly("a");
    }

    @Test
    void a_mapping_that_waits_for_it_can_be_disabled_and_deleted(FaasTestRuntime runtime) {
        EventSourceMapping mapping = map(runtime).start();
        runtime.time().runUntilIdle();
        outage.isDown = true;
        mapping.update(settings -> settings.batchSize(5));
        runtime.time().advance(Duration.ofSeconds(10));
        assertThat(mapping.state()).isEqualTo(MappingState.UPDATING);

        mapping.disable();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(mapping.state()).isEqualTo(MappingState.DISABLED);
        mapping.enable();
        runtime.time().advance(Duration.ofSeconds(10));
        mapping.delete();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(mapping.state()).isEqualTo(MappingState.DELETED);
    }

    @Test
    void latest_stays_latest_if_the_first_start_fails_half_way(FaasTestRuntime runtime) {
        for (int i = 0; i < 20; i++) {
            put("old" + i);
        }
        outage.downShard = stream.shards().get(1).id();

        map(runtime).startingPosition(StreamPosition.latest()).start();
        runtime.time().advance(Duration.ofSeconds(1));
        outage.downShard = "";
        runtime.time().advance(Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            put("new" + i);
        }
        runtime.time().runUntilIdle();

        assertThat(seen.all()).hasSize(20).allMatch(text -> text.startsWith("new"));
    }

    @Test
    void a_mapping_does_not_begin_at_a_tip_that_it_could_not_find_again(FaasTestRuntime runtime) {
        put("old");
        outage.isVague = true;
        EventSourceMapping mapping =
                map(runtime).startingPosition(StreamPosition.latest()).start();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(mapping.state()).isEqualTo(MappingState.CREATING);
        assertThat(mapping.status().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("must say behind which record it ends"));

        outage.isVague = false;
        runtime.time().advance(Duration.ofMinutes(1));
        put("new");
        runtime.time().runUntilIdle();
        assertThat(seen.all()).containsExactly("new");
    }

    @Test
    void reads_that_fail_are_tried_again_after_a_while_and_lose_nothing(FaasTestRuntime runtime) {
        map(runtime).start();
        runtime.time().runUntilIdle();
        outage.isDown = true;
        put("a", "b");
        runtime.time().advance(Duration.ofMinutes(10));
        assertThat(outage.reads).isLessThan(100);
        put("c");

        outage.isDown = false;
        runtime.time().advance(Duration.ofMinutes(2));
        assertThat(seen.all()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void a_window_that_ends_meanwhile_waits_too(FaasTestRuntime runtime) {
        seen.answers(batch -> BatchResponse.ofState(Map.of()));
        map(runtime).tumblingWindow(Duration.ofMinutes(1)).start();
        put("a");
        runtime.time().advance(Duration.ofSeconds(5));
        outage.isDown = true;
        outage.reads = 0;

        runtime.time().advance(Duration.ofMinutes(30));
        assertThat(outage.reads).isLessThan(200);
        outage.isDown = false;
        runtime.time().advance(Duration.ofMinutes(2));
        assertThat(seen.batches())
                .last()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .isEmpty();
    }
}
