package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.mapping.fixture.ForwardingStream;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.Shard;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A stream whose shards change while it is read. */
@FaasTest
class ReshardingTest {

    private final Seen<StreamBatch<String>> seen = Seen.records();

    private static void put(DataStream stream, int from, int to) {
        for (int i = from; i < to; i++) {
            stream.put("key" + i % 5, ("key" + i % 5 + " " + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void assertOrderPerKey() {
        for (int key = 0; key < 5; key++) {
            String prefix = "key" + key + " ";
            assertThat(seen.all().stream()
                            .filter(text -> text.startsWith(prefix))
                            .map(text -> Integer.parseInt(text.substring(prefix.length()))))
                    .isSorted();
        }
    }

    @Test
    @Rule({"STREAM-27", "ESM-STREAM-1"})
    void children_begin_once_their_parents_are_finished(FaasTestRuntime runtime) {
        DataStream stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        runtime.deploy(Seen.ofRecords("count", seen));
        Gate gate = runtime.script("count").gate();
        put(stream, 0, 20);
        runtime.faas()
                .map(stream)
                .to("count")
                .startingPosition(StreamPosition.trimHorizon())
                .start();
        runtime.time().advance(Duration.ZERO);

        stream.updateShardCount(2);
        put(stream, 20, 60);
        runtime.time().advance(Duration.ofSeconds(5));
        assertThat(gate.waiting()).isEqualTo(1);

        gate.open();
        runtime.time().runUntilIdle();
        assertThat(seen.all()).hasSize(60).doesNotHaveDuplicates();
        assertThat(seen.batches().get(0)).hasSize(20);
        assertOrderPerKey();
    }

    @Test
    @Rule("STREAM-27")
    void a_split_while_the_mapping_begins_is_looked_at_after_what_it_began_with(FaasTestRuntime runtime) {
        DataStream stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        runtime.deploy(Seen.ofRecords("count", seen));
        SlowList slow = new SlowList(stream, runtime.time().source());
        runtime.faas()
                .map(slow)
                .to("count")
                .startingPosition(StreamPosition.trimHorizon())
                .start();
        runtime.time().advance(Duration.ofMillis(1_500));
        put(stream, 0, 20);
        stream.updateShardCount(2);
        put(stream, 20, 60);
        runtime.time().advance(Duration.ofSeconds(10));

        assertThat(slow.mostAtOnce).isEqualTo(1);
        assertThat(seen.all()).hasSize(60).doesNotHaveDuplicates();
        assertOrderPerKey();
    }

    /** A source that takes a second to tell its shards. */
    private static final class SlowList extends ForwardingStream {

        private final TimeSource time;
        private int atOnce;
        private int mostAtOnce;

        SlowList(DataStream stream, TimeSource time) {
            super(stream);
            this.time = time;
        }

        @Override
        public List<Shard> shards() throws Exception {
            atOnce++;
            mostAtOnce = Math.max(mostAtOnce, atOnce);
            List<Shard> now = stream.shards();
            time.await(new CompletableFuture<>(), Duration.ofSeconds(1));
            atOnce--;
            return now;
        }
    }

    @Test
    @Rule("STREAM-27")
    void a_split_and_a_merge_lose_nothing_and_keep_the_order_of_each_key(FaasTestRuntime runtime) {
        DataStream stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(2));
        runtime.deploy(Seen.ofRecords("count", seen));
        EventSourceMapping mapping = runtime.faas()
                .map(stream)
                .to("count")
                .startingPosition(StreamPosition.latest())
                .batchSize(3)
                .start();
        runtime.time().runUntilIdle();

        put(stream, 0, 50);
        stream.updateShardCount(4);
        put(stream, 50, 100);
        runtime.time().advance(Duration.ofSeconds(1));
        mapping.disable();
        runtime.time().runUntilIdle();
        stream.updateShardCount(2);
        put(stream, 100, 150);
        mapping.enable();
        runtime.time().runUntilIdle();

        assertThat(seen.all()).hasSize(150).doesNotHaveDuplicates();
        assertOrderPerKey();
        List<StreamBatch<String>> events = seen.events();
        assertThat(events.stream().map(StreamBatch::shardId).distinct()).hasSizeGreaterThan(5);
    }
}
