package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.jdbc.SharedStream.Handled;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.LeaseStatus;
import io.faas4j.mapping.MappingState;
import io.faas4j.rules.Rule;
import io.faas4j.source.Shard;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.ShardDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that map the same stream, with their checkpoints on one PostgreSQL: each shard is read by one of them. */
@Rule("ESM-STREAM-1")
class SharedMappingTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final SharedStream shared = new SharedStream(4);

    @AfterEach
    void close() {
        shared.close();
    }

    private void putAndAwait(int count) throws Exception {
        shared.put(count);
        awaitAll();
    }

    private void awaitAll() throws Exception {
        shared.await(() -> Set.copyOf(shared.texts()).size() == shared.count());
    }

    /** As long as none dies, nothing comes twice. */
    @Test
    @Rule({"STREAM-27", "ESM-STREAM-4"})
    void processes_and_shards_that_come_and_go_handle_each_record_once() throws Exception {
        for (int seed = 0; seed < 4; seed++) {
            try (SharedStream some = new SharedStream(3)) {
                Random random = new Random(seed);
                List<SharedStream.Node> living = new ArrayList<>(List.of(some.start(), some.start()));
                for (int step = 0; step < 40; step++) {
                    disturb(some, living, random);
                    int until = some.handled().size() + random.nextInt(5);
                    Duration since = living.get(0).age();
                    some.await(() -> some.handled().size() >= Math.min(until, some.count())
                            || living.get(0).age().minus(since).compareTo(AT_ONCE) > 0);
                }
                some.await(() -> Set.copyOf(some.texts()).size() == some.count());
                some.assertAllHandledOnce();
            }
        }
    }

    private static void disturb(SharedStream some, List<SharedStream.Node> living, Random random) {
        some.put(random.nextInt(30));
        switch (random.nextInt(8)) {
            case 0 -> living.add(some.start());
            case 1 -> {
                if (living.size() > 1) {
                    living.remove(random.nextInt(living.size())).close();
                }
            }
            case 2 -> {
                EventSourceMapping any =
                        living.get(random.nextInt(living.size())).mapping();
                if (any.state() == MappingState.ENABLED) {
                    any.update(settings -> settings.batchSize(1 + random.nextInt(9)));
                }
            }
            case 3 -> {
                int open = (int) some.stream().describeShards().stream()
                        .filter(ShardDescription::isOpen)
                        .count();
                some.stream().updateShardCount(random.nextBoolean() ? (open + 1) / 2 : Math.min(open * 2, 6));
            }
            default -> {}
        }
    }

    private SharedStream.Node[] two() throws Exception {
        SharedStream.Node first = shared.start();
        shared.await(() -> first.shards().size() == 4);
        SharedStream.Node second = shared.start();
        shared.await(() -> first.shards().size() == 2 && second.shards().size() == 2);
        return new SharedStream.Node[] {first, second};
    }

    @Test
    void the_shards_are_spread_over_the_processes_while_records_come() throws Exception {
        SharedStream.Node first = shared.start();
        shared.await(() -> first.shards().size() == 4);
        SharedStream.Node second = shared.start();
        shared.await(() -> {
            shared.put(10);
            return first.shards().size() == 2 && second.shards().size() == 2;
        });
        awaitAll();
        int before = shared.handled().size();
        putAndAwait(100);

        shared.assertAllHandledOnce();
        assertThat(first.handledSince(before)).isPositive();
        assertThat(second.handledSince(before)).isPositive();
        assertThat(first.shards()).doesNotContainAnyElementsOf(second.shards());
    }

    @Test
    void a_stream_that_each_process_has_for_itself_is_read_by_all() throws Exception {
        SharedStream.Node first = shared.startAlone();
        SharedStream.Node second = shared.startAlone();
        shared.await(() -> first.mapping().state() == MappingState.ENABLED
                && second.mapping().state() == MappingState.ENABLED);
        shared.put(40);

        shared.await(() -> first.handledSince(0) == 40 && second.handledSince(0) == 40);
        assertThat(first.mapping().status().leases()).isEmpty();
    }

    @Test
    void the_status_names_the_lease_owners() throws Exception {
        SharedStream.Node[] nodes = two();

        List<LeaseStatus> seen = nodes[0].mapping().status().leases();

        assertThat(seen).hasSize(4);
        assertThat(seen.stream().collect(Collectors.groupingBy(LeaseStatus::leaseOwner, Collectors.counting())))
                .hasSize(2)
                .allSatisfy((owner, count) -> assertThat(count).isEqualTo(2));
        assertThat(nodes[1].mapping().status().leases())
                .extracting(LeaseStatus::leaseOwner)
                .containsExactlyElementsOf(
                        seen.stream().map(LeaseStatus::leaseOwner).toList());
    }

    @Test
    void a_third_process_gets_its_share_too() throws Exception {
        SharedStream.Node[] nodes = two();
        SharedStream.Node third = shared.start();

        shared.await(() -> third.shards().size() == 1
                && nodes[0].shards().size() + nodes[1].shards().size() == 3);
        putAndAwait(100);

        shared.assertAllHandledOnce();
    }

    @Test
    void what_a_closed_process_has_read_others_go_on_with_at_once() throws Exception {
        leaves(two(), SharedStream.Node::close);

        shared.assertAllHandledOnce();
    }

    @Test
    void what_a_deleted_mapping_has_read_others_go_on_with_at_once() throws Exception {
        leaves(two(), node -> node.mapping().delete());

        shared.assertAllHandledOnce();
    }

    @Test
    @Rule("ESM-13")
    void what_a_disabled_mapping_has_read_others_go_on_with_at_once_until_it_is_enabled() throws Exception {
        SharedStream.Node[] nodes = two();
        leaves(nodes, node -> node.mapping().disable());

        nodes[0].mapping().enable();
        shared.await(() -> nodes[0].shards().size() == 2 && nodes[1].shards().size() == 2);
        putAndAwait(50);
        shared.assertAllHandledOnce();
    }

    private void leaves(SharedStream.Node[] nodes, Consumer<SharedStream.Node> leaves) throws Exception {
        putAndAwait(50);

        leaves.accept(nodes[0]);
        Duration since = nodes[1].age();
        shared.await(() -> nodes[1].shards().size() == 4);

        assertThat(nodes[1].age().minus(since)).isLessThan(AT_ONCE);
        assertThat(nodes[0].mapping().status().leases()).isEmpty();
        putAndAwait(50);
    }

    @Test
    @Rule({"ESM-STREAM-3", "ESM-STREAM-4"})
    void a_dead_processes_shards_are_taken_over_after_its_lease_at_its_last_checkpoint() throws Exception {
        SharedStream.Node dead = shared.start(StreamPosition.latest());
        shared.await(() -> dead.shards().size() == 4 && dead.mapping().state() == MappingState.ENABLED);
        putAndAwait(60);
        SharedStream.Node other = shared.start(StreamPosition.latest());
        shared.await(() -> other.shards().size() == 2);
        dead.shut();
        int before = shared.handled().size();
        shared.put(60);
        shared.await(() -> dead.handledSince(before) > 0);
        dead.standStill();
        Duration since = other.age();

        awaitAll();
        shared.await(() -> other.shards().size() == 4);

        assertThat(other.age().minus(since))
                .isBetween(SharedStream.LEASE.dividedBy(2), SharedStream.LEASE.multipliedBy(2));
        List<String> again = shared.texts().stream().skip(before).toList();
        assertThat(again).hasSizeLessThanOrEqualTo(60 + 2 * 5);
        assertThat(again.stream().distinct()).hasSize(60);
        assertThat(shared.texts().stream().limit(before).filter(again::contains))
                .isEmpty();
        shared.assertOrderPerKey();
    }

    @Test
    @Rule("ESM-STREAM-4")
    void a_process_that_stood_still_saves_nothing_and_stops_without_a_failure() throws Exception {
        SharedStream.Node[] nodes = two();
        SharedStream.Node slow = nodes[0];
        slow.shut();
        shared.put(60);
        shared.await(() -> slow.handledSince(0) > 0);
        slow.standStill();
        awaitAll();
        shared.await(() -> nodes[1].shards().size() == 4 && nodes[1].handledSince(0) == 60);
        int before = shared.handled().size();

        slow.open();
        putAndAwait(60);
        assertThat(shared.handled().stream().skip(before).map(Handled::by)).containsOnly(nodes[1]);
        assertThat(slow.mapping().status().lastResult()).doesNotContain("PROBLEM");

        slow.goOn();
        shared.await(() -> slow.shards().size() == 2 && nodes[1].shards().size() == 2);
        int balanced = shared.handled().size();
        putAndAwait(60);
        assertThat(shared.texts().stream().skip(before)).hasSize(120).doesNotHaveDuplicates();
        assertThat(slow.handledSince(balanced)).isPositive();
        assertThat(slow.mapping().status().lastResult()).isEqualTo("OK");
        shared.assertOrderPerKey();
    }

    @Test
    @Rule("STREAM-27")
    void children_begin_once_their_parents_are_finished_in_whatever_process() throws Exception {
        SharedStream.Node[] nodes = two();
        nodes[0].shut();
        shared.put(60);
        shared.await(() -> nodes[0].handledSince(0) > 0 && nodes[1].handledSince(0) > 0);
        List<String> parents = nodes[0].shards();
        shared.stream().updateShardCount(8);
        shared.put(60);
        Set<String> heldUp = shared.stream().shards().stream()
                .filter(shard -> shard.parents().stream().anyMatch(parents::contains))
                .map(Shard::id)
                .collect(Collectors.toSet());
        Duration since = nodes[1].age();
        shared.await(() -> nodes[1].age().minus(since).compareTo(SharedStream.LEASE) > 0);
        assertThat(heldUp).hasSize(4);
        assertThat(shared.handled()).extracting(Handled::shardId).doesNotContainAnyElementsOf(heldUp);

        nodes[0].open();
        awaitAll();

        shared.assertAllHandledOnce();
        shared.await(() -> nodes[0].shards().size() == 4 && nodes[1].shards().size() == 4);
    }
}
