package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.faas4j.rules.Rule;
import io.faas4j.source.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which shards have to wait for which. */
class LineageTest {

    private final Lineage lineage = new Lineage();

    private static Shard shard(String id, String... parents) {
        return new Shard(id, List.of(parents));
    }

    @Test
    @Rule("STREAM-27")
    void a_shard_waits_for_its_parents() {
        lineage.note(List.of(shard("a"), shard("b"), shard("c", "a", "b")));

        assertThat(lineage.areFinished("a", Set.of("a", "b", "c")::contains)).isTrue();
        assertThat(lineage.areFinished("c", Set.of("b", "c")::contains)).isFalse();
        assertThat(lineage.areFinished("c", Set.of("c")::contains)).isTrue();
    }

    @Test
    @Rule({"STREAM-27", "STREAM-34"})
    void a_shard_waits_also_for_those_that_are_not_listed_any_more() {
        lineage.note(List.of(shard("a"), shard("b", "a"), shard("c", "b")));
        lineage.note(List.of(shard("c")));

        assertThat(lineage.areFinished("c", Set.of("a")::contains)).isFalse();
        assertThat(lineage.areFinished("c", Set.of("c")::contains)).isTrue();
    }

    @Test
    @Rule("STREAM-27")
    void a_long_history_of_splits_and_merges_is_looked_through_once() {
        List<Shard> all = new ArrayList<>();
        all.add(shard("whole 0"));
        for (int i = 1; i <= 500; i++) {
            String before = "whole " + (i - 1);
            all.add(shard("left " + i, before));
            all.add(shard("right " + i, before));
            all.add(shard("whole " + i, "left " + i, "right " + i));
        }
        lineage.note(all);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(lineage.areFinished("whole 500", Set.of("whole 500")::contains))
                    .isTrue();
            assertThat(lineage.areFinished("whole 500", Set.of("whole 0")::contains))
                    .isFalse();
        });
    }

    @Test
    void a_shard_that_nobody_knows_waits_for_nobody() {
        lineage.note(List.of(shard("a"), shard("b", "a")));
        lineage.forgetAllBut(Set.of("a"));

        assertThat(lineage.areFinished("b", Set.of("a")::contains)).isTrue();
    }
}
