package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.QueueSettings;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.LeaseTable;
import io.faas4j.source.ShardLease;
import io.faas4j.source.ShardLeases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases of shards on a PostgreSQL that processes share, each with its own time, so that one can stand still. */
@Rule("ESM-STREAM-1")
class ShardLeasesTest {

    private static final String MAPPING = "m";
    private static final String SHARD = "shard-0";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int STEPS = 30;

    private final String schema = TestPostgres.newSchema();
    private final List<Node> processes = new ArrayList<>();

    /** One process. */
    private record Node(VirtualTime time, DurableQueue all) {

        ShardLeases leases() {
            return all.store().leases().orElseThrow();
        }

        CheckpointStore checkpoints() {
            return all.store().checkpoints();
        }

        ShardLease take(String shard) throws Exception {
            List<ShardLease> taken = leases().take(MAPPING, List.of(seen(shard)));
            assertThat(taken).hasSize(1);
            return taken.get(0);
        }

        ShardLease seen(String shard) throws Exception {
            return leases().read(MAPPING).leases().stream()
                    .filter(lease -> lease.shardId().equals(shard))
                    .findFirst()
                    .orElse(ShardLease.unowned(shard, 0));
        }

        String saved(String shard) throws Exception {
            return checkpoints().load(MAPPING).get(shard).sequenceNumber().orElse(null);
        }

        void advance(Duration duration) throws Exception {
            time.advance(duration);
            for (int i = 0; i < STEPS; i++) {
                checkpoints().load("none");
            }
        }
    }

    private Node process() {
        VirtualTime time = VirtualTime.create();
        JdbcStore store = JdbcStore.of(() -> DeafDatabase.of(new PostgresDatabase(TestPostgres.source(schema), false)))
                .lease(LEASE);
        Node process = new Node(time, DurableQueue.open(store, time, QueueSettings.DEFAULT));
        processes.add(process);
        return process;
    }

    @AfterEach
    void close() {
        for (Node process : processes) {
            process.all().close();
            process.time().close();
        }
    }

    @Test
    void a_lease_is_taken_by_one_process() throws Exception {
        Node first = process();
        Node second = process();
        ShardLease nobodys = ShardLease.unowned(SHARD, 0);

        List<ShardLease> taken = first.leases().take(MAPPING, List.of(nobodys));

        assertThat(second.leases().take(MAPPING, List.of(nobodys))).isEmpty();
        assertThat(taken).hasSize(1);
        LeaseTable table = second.leases().read(MAPPING);
        assertThat(table.leases())
                .singleElement()
                .returns(taken.get(0).owner(), ShardLease::owner)
                .returns(1L, ShardLease::counter);
        assertThat(taken.get(0).owner()).hasValue(first.leases().read(MAPPING).process());
        assertThat(taken.get(0).owner().orElseThrow()).isNotEqualTo(table.process());
    }

    @Test
    @Rule("ESM-STREAM-4")
    void who_has_lost_a_lease_saves_no_checkpoint() throws Exception {
        Node first = process();
        Node second = process();
        ShardLease old = first.take(SHARD);
        assertThat(first.leases().save(MAPPING, old, Checkpoint.after("5"))).isTrue();
        first.leases().release(MAPPING, old);
        ShardLease now = second.take(SHARD);

        assertThat(first.leases().save(MAPPING, old, Checkpoint.after("6"))).isFalse();
        assertThat(second.saved(SHARD)).isEqualTo("5");
        assertThat(second.leases().save(MAPPING, now, Checkpoint.after("7"))).isTrue();
        assertThat(first.saved(SHARD)).isEqualTo("7");
    }

    @Test
    void a_lease_that_was_taken_again_by_the_same_process_is_another() throws Exception {
        Node process = process();
        ShardLease old = process.take(SHARD);
        process.leases().release(MAPPING, old);
        ShardLease now = process.take(SHARD);

        assertThat(process.leases().save(MAPPING, old, Checkpoint.after("6"))).isFalse();
        assertThat(process.leases().save(MAPPING, now, Checkpoint.after("7"))).isTrue();
    }

    @Test
    void a_dead_processes_lease_is_taken_over_after_its_time_and_not_before() throws Exception {
        Node dead = process();
        Node other = process();
        ShardLease old = dead.take(SHARD);
        dead.leases().save(MAPPING, old, Checkpoint.after("5"));

        other.advance(LEASE.minusSeconds(1));
        assertThat(other.seen(SHARD).owner()).isEqualTo(old.owner());
        other.advance(LEASE);
        assertThat(other.seen(SHARD).owner()).isEmpty();
        other.take(SHARD);

        assertThat(dead.leases().save(MAPPING, old, Checkpoint.after("6"))).isFalse();
        assertThat(other.saved(SHARD)).isEqualTo("5");
    }

    @Test
    void a_process_that_gave_no_sign_of_life_for_too_long_knows_that_without_asking() throws Exception {
        Node process = process();
        ShardLease lease = process.take(SHARD);
        assertThat(process.leases().isValid(lease)).isTrue();

        process.time().advance(LEASE.plusSeconds(1));
        process.advance(Duration.ZERO);
        assertThat(process.leases().isValid(lease)).isTrue();
        process.all().close();
        process.time().advance(LEASE.plusSeconds(1));

        assertThat(process.leases().isValid(lease)).isFalse();
    }

    @Test
    void what_was_requested_goes_to_who_requested_it_first() throws Exception {
        Node owner = process();
        Node second = process();
        Node third = process();
        ShardLease lease = owner.take(SHARD);
        second.leases().request(MAPPING, lease);
        third.leases().request(MAPPING, lease);
        assertThat(owner.seen(SHARD).requestedBy())
                .hasValue(second.leases().read(MAPPING).process());

        owner.leases().release(MAPPING, lease);

        assertThat(owner.seen(SHARD).owner())
                .hasValue(second.leases().read(MAPPING).process());
        assertThat(owner.seen(SHARD).requestedBy()).isEmpty();
        assertThat(owner.leases().save(MAPPING, lease, Checkpoint.after("6"))).isFalse();
        assertThat(second.leases().save(MAPPING, second.seen(SHARD), Checkpoint.after("6")))
                .isTrue();
    }

    @Test
    void what_a_process_has_and_has_requested_is_given_up_together() throws Exception {
        Node owner = process();
        Node second = process();
        ShardLease lease = owner.take(SHARD);
        owner.take("shard-1");
        second.take("shard-2");
        second.leases().request(MAPPING, lease);

        second.leases().releaseAll(MAPPING);
        assertThat(owner.seen(SHARD).requestedBy()).isEmpty();
        assertThat(owner.seen("shard-2").owner()).isEmpty();
        owner.leases().releaseAll(MAPPING);

        assertThat(second.leases().read(MAPPING).leases())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.owner()).isEmpty());
    }

    @Test
    void what_a_process_leaves_in_order_is_nobodys_at_once() throws Exception {
        Node leaving = process();
        Node other = process();
        leaving.take(SHARD);
        leaving.all().close();

        assertThat(other.seen(SHARD).owner()).isEmpty();
        other.take(SHARD);
    }

    @Test
    @Rule("STREAM-27")
    void a_finished_shard_is_nobodys_and_known_to_be_so() throws Exception {
        Node first = process();
        Node second = process();
        ShardLease lease = first.take(SHARD);

        assertThat(first.leases().save(MAPPING, lease, Checkpoint.ofEndedShard()))
                .isTrue();

        LeaseTable table = second.leases().read(MAPPING);
        assertThat(table.finished()).containsExactly(SHARD);
        assertThat(table.leases())
                .singleElement()
                .satisfies(each -> assertThat(each.owner()).isEmpty());
    }

    @Test
    @Rule("ESM-STREAM-3")
    void where_a_shard_begins_is_what_the_first_process_has_said() throws Exception {
        Node first = process();
        Node second = process();

        first.leases().begin(MAPPING, SHARD, Checkpoint.beginning("41"));
        Checkpoint begun = second.leases().begin(MAPPING, SHARD, Checkpoint.beginning("43"));

        assertThat(begun.sequenceNumber()).hasValue("41");
        assertThat(second.saved(SHARD)).isEqualTo("41");
    }

    @Test
    void a_mapping_that_another_process_has_is_not_forgotten() throws Exception {
        Node first = process();
        Node second = process();
        second.leases().save(MAPPING, second.take(SHARD), Checkpoint.after("5"));

        first.checkpoints().remove(MAPPING);
        assertThat(second.saved(SHARD)).isEqualTo("5");
        second.leases().releaseAll(MAPPING);
        first.checkpoints().remove(MAPPING);

        assertThat(second.checkpoints().load(MAPPING)).isEmpty();
        assertThat(second.leases().read(MAPPING).leases()).isEmpty();
    }

    @Test
    void a_file_has_none(@TempDir Path folder) {
        VirtualTime time = VirtualTime.create();
        try (var opened = JdbcStore.embedded(folder.resolve("faas.db")).open(time)) {
            assertThat(opened.leases()).isEmpty();
        }
        time.close();
    }

    /** Whatever they do at once, each checkpoint is one more than the last. */
    @Test
    void processes_that_take_leases_from_each_other_save_no_checkpoint_twice() throws Exception {
        int shards = 5;
        List<Node> nodes = IntStream.range(0, 3).mapToObj(i -> process()).toList();
        ExecutorService threads = Executors.newCachedThreadPool();
        int saved = 0;
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                int number = i;
                all.add(threads.submit(() -> takeAndSave(nodes.get(number % 3), new Random(number), shards)));
            }
            for (Future<Integer> each : all) {
                saved += each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        long sum = 0;
        for (Checkpoint each : nodes.get(0).checkpoints().load(MAPPING).values()) {
            sum += Long.parseLong(each.sequenceNumber().orElseThrow());
        }
        assertThat(sum).isEqualTo(saved).isPositive();
    }

    private static int takeAndSave(Node node, Random random, int shards) throws Exception {
        int saved = 0;
        for (int step = 0; step < 60; step++) {
            String shard = "shard-" + random.nextInt(shards);
            ShardLease seen = node.seen(shard);
            List<ShardLease> taken = node.leases().take(MAPPING, List.of(seen));
            if (taken.isEmpty()) {
                continue;
            }
            Checkpoint before = node.checkpoints().load(MAPPING).get(shard);
            long number =
                    before == null ? 0 : Long.parseLong(before.sequenceNumber().orElseThrow());
            if (node.leases().save(MAPPING, taken.get(0), Checkpoint.after(Long.toString(number + 1)))) {
                saved++;
            }
        }
        return saved;
    }
}
