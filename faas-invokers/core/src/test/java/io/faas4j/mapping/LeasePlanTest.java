package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import io.faas4j.source.LeaseTable;
import io.faas4j.source.ShardLease;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a process does about the leases of a mapping's shards. */
class LeasePlanTest {

    private static final String SELF = "1";

    private static LeaseTable table(ShardLease... leases) {
        return new LeaseTable(SELF, List.of(leases), Set.of());
    }

    private static ShardLease own(String shard) {
        return ShardLease.ownedBy(shard, 1, SELF);
    }

    private static ShardLease of(String owner, String shard) {
        return ShardLease.ownedBy(shard, 1, owner);
    }

    private static List<String> taken(LeasePlan plan) {
        return plan.toTake().stream().map(ShardLease::shardId).toList();
    }

    @Test
    @Rule("ESM-STREAM-1")
    void a_process_alone_takes_all_shards_that_are_ready() {
        LeasePlan plan = LeasePlan.of(table(ShardLease.unowned("b", 7)), List.of("a", "b", "c"));

        assertThat(taken(plan)).containsExactly("a", "b", "c");
        assertThat(plan.toTake()).extracting(ShardLease::counter).containsExactly(0L, 7L, 0L);
        assertThat(plan.toRequest()).isNull();
    }

    @Test
    void among_others_it_takes_its_fair_share() {
        LeasePlan plan = LeasePlan.of(table(of("2", "a"), of("3", "b")), List.of("a", "b", "c", "d", "e", "f", "g"));

        assertThat(taken(plan)).containsExactly("c", "d", "e");
        assertThat(plan.toRequest()).isNull();
    }

    @Test
    void what_it_has_counts() {
        LeasePlan plan = LeasePlan.of(table(own("a"), own("b"), of("2", "c")), List.of("d", "e"));

        assertThat(taken(plan)).containsExactly("d");
    }

    @Test
    void it_asks_the_process_that_has_the_most_for_one() {
        LeasePlan plan = LeasePlan.of(
                table(of("2", "a"), of("2", "b"), of("3", "c"), of("3", "d"), of("3", "e"), of("3", "f")), List.of());

        assertThat(plan.toTake()).isEmpty();
        assertThat(plan.toRequest()).isNotNull().returns("f", ShardLease::shardId);
    }

    @Test
    void it_leaves_the_other_no_worse_off_than_itself() {
        LeasePlan plan = LeasePlan.of(table(own("a"), of("2", "b"), of("2", "c")), List.of());

        assertThat(plan.toRequest()).isNull();
    }

    @Test
    void it_asks_for_one_at_a_time() {
        LeasePlan plan = LeasePlan.of(
                table(of("2", "a"), of("2", "b"), of("2", "c"), of("2", "d").requestedBy(SELF)), List.of());

        assertThat(plan.toRequest()).isNull();
    }

    @Test
    void what_others_have_asked_for_is_theirs() {
        LeaseTable table = table(of("2", "a"), of("2", "b"), of("2", "c").requestedBy("3"), of("2", "d"));

        assertThat(LeasePlan.of(table, List.of()).toRequest()).isNotNull().returns("d", ShardLease::shardId);
        assertThat(LeasePlan.of(
                                table(
                                        own("e"),
                                        of("2", "a"),
                                        of("2", "b"),
                                        of("2", "c").requestedBy("3")),
                                List.of())
                        .toRequest())
                .isNull();
    }

    @Test
    @Rule("STREAM-27")
    void finished_shards_count_no_more() {
        LeaseTable table = new LeaseTable(SELF, List.of(of("2", "a"), of("2", "b"), of("2", "c")), Set.of("a", "b"));

        assertThat(LeasePlan.of(table, List.of("d")).toTake()).hasSize(1);
        assertThat(LeasePlan.of(table, List.of()).toRequest()).isNull();
    }

    /** Processes that look in any order, on tables that may be old, some of which end. */
    @Test
    void processes_that_come_and_go_end_up_with_as_many_each_but_for_one() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Fleet fleet = new Fleet(1 + random.nextInt(20), random);
            for (int step = 0; step < 200; step++) {
                fleet.step();
            }
            for (int round = 0; round < 100; round++) {
                fleet.all();
            }
            fleet.assertIsBalanced(seed);
        }
    }

    /** The store, as far as a plan needs it. */
    private static final class Fleet {

        private final Random random;
        private final List<String> shards;
        private final Map<String, ShardLease> leases = new TreeMap<>();
        private final List<Integer> living = new ArrayList<>(List.of(1));
        private int last = 1;

        Fleet(int shards, Random random) {
            this.random = random;
            this.shards = IntStream.range(0, shards).mapToObj(i -> "s" + i).toList();
        }

        private boolean isLiving(String process) {
            return living.contains(Integer.valueOf(process));
        }

        private LeaseTable read(int process) {
            List<ShardLease> seen = leases.values().stream()
                    .map(lease -> {
                        ShardLease now = lease.owner()
                                .filter(this::isLiving)
                                .map(owner -> ShardLease.ownedBy(lease.shardId(), lease.counter(), owner))
                                .orElse(ShardLease.unowned(lease.shardId(), lease.counter()));
                        return lease.requestedBy()
                                .filter(this::isLiving)
                                .map(now::requestedBy)
                                .orElse(now);
                    })
                    .toList();
            return new LeaseTable(Integer.toString(process), seen, Set.of());
        }

        void step() {
            int what = random.nextInt(20);
            if (what == 0 && living.size() < 7) {
                living.add(++last);
            } else if (what == 1 && living.size() > 1) {
                living.remove(random.nextInt(living.size()));
            } else {
                int process = living.get(random.nextInt(living.size()));
                LeaseTable seen = read(process);
                if (random.nextBoolean()) {
                    look(living.get(random.nextInt(living.size())));
                }
                look(process, seen);
            }
        }

        void all() {
            List.copyOf(living).forEach(this::look);
        }

        private void look(int process) {
            look(process, read(process));
        }

        private void look(int process, LeaseTable seen) {
            if (!living.contains(process)) {
                return;
            }
            String self = Integer.toString(process);
            for (ShardLease lease : seen.leases()) {
                boolean isToBeGiven = lease.owner().filter(self::equals).isPresent()
                        && lease.requestedBy().isPresent();
                if (isToBeGiven && isSame(lease)) {
                    put(ShardLease.ownedBy(
                            lease.shardId(),
                            lease.counter() + 1,
                            lease.requestedBy().orElseThrow()));
                }
            }
            LeasePlan plan = LeasePlan.of(seen, shards);
            for (ShardLease lease : plan.toTake()) {
                if (isSame(lease)) {
                    put(ShardLease.ownedBy(lease.shardId(), lease.counter() + 1, self));
                }
            }
            ShardLease wanted = plan.toRequest();
            if (wanted != null && isSame(wanted)) {
                put(leases.get(wanted.shardId()).requestedBy(self));
            }
        }

        private boolean isSame(ShardLease seen) {
            ShardLease now = leases.getOrDefault(seen.shardId(), ShardLease.unowned(seen.shardId(), 0));
            return now.counter() == seen.counter();
        }

        private void put(ShardLease lease) {
            leases.put(lease.shardId(), lease);
        }

        void assertIsBalanced(int seed) {
            int[] counts = living.stream()
                    .mapToInt(process -> (int) leases.values().stream()
                            .filter(lease -> lease.owner().orElseThrow().equals(Integer.toString(process)))
                            .count())
                    .toArray();
            assertThat(Arrays.stream(counts).sum()).as("shards, seed %d", seed).isEqualTo(shards.size());
            assertThat(Arrays.stream(counts).max().orElseThrow()
                            - Arrays.stream(counts).min().orElseThrow())
                    .as("difference, seed %d", seed)
                    .isLessThanOrEqualTo(1);
        }
    }
}
