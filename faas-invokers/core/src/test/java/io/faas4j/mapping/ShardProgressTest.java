package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far the checkpoint of a shard may go. */
@Rule("ESM-STREAM-4")
class ShardProgressTest {

    private final ShardProgress progress = new ShardProgress(null);

    /** Of what was read from the first record on that is not finished: whether it is. */
    private final TreeMap<Integer, Boolean> expected = new TreeMap<>();

    private static StreamRecord record(int number) {
        return new StreamRecord(Integer.toString(number), "key", new byte[1], Instant.EPOCH);
    }

    private StreamRecord read(int number, boolean isFinished) {
        StreamRecord record = record(number);
        progress.read(record, isFinished);
        return record;
    }

    @Test
    void it_begins_where_it_was() {
        assertThat(progress.finished()).isNull();
        assertThat(new ShardProgress("41").finished()).isEqualTo("41");
    }

    @Test
    void it_stands_behind_the_last_record_before_which_all_are_finished() {
        StreamRecord first = read(1, false);
        StreamRecord second = read(2, false);
        StreamRecord third = read(3, false);

        progress.finish(List.of(second));
        assertThat(progress.finished()).isNull();
        assertThat(progress.unfinished()).isEqualTo(2);
        assertThat(progress.open()).isEqualTo(3);

        progress.finish(List.of(first));
        assertThat(progress.finished()).isEqualTo("2");
        progress.finish(List.of(third));
        assertThat(progress.finished()).isEqualTo("3");
        assertThat(progress.open()).isZero();
    }

    @Test
    void what_no_filter_lets_pass_is_finished_once_all_before_it_is() {
        read(1, true);
        assertThat(progress.finished()).isEqualTo("1");
        StreamRecord second = read(2, false);
        read(3, true);

        assertThat(progress.finished()).isEqualTo("1");
        assertThat(progress.unfinished()).isEqualTo(1);
        progress.finish(List.of(second));
        assertThat(progress.finished()).isEqualTo("3");
    }

    @Test
    void to_finish_nothing_changes_nothing() {
        read(1, false);
        progress.finish(List.of());

        assertThat(progress.finished()).isNull();
        assertThat(progress.unfinished()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void in_whatever_order_records_are_finished_it_is_right(long seed) {
        Random random = new Random(seed);
        List<StreamRecord> open = new ArrayList<>();
        int next = 1;
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(3) > 0) {
                boolean isFinished = random.nextInt(4) == 0;
                StreamRecord record = read(next, isFinished);
                expected.put(next, isFinished);
                next++;
                if (!isFinished) {
                    open.add(record);
                }
            } else if (!open.isEmpty()) {
                finishSome(open, random);
            }
            assertAsExpected(open.size());
        }
    }

    private void finishSome(List<StreamRecord> open, Random random) {
        List<StreamRecord> some = new ArrayList<>(open);
        Collections.shuffle(some, random);
        List<StreamRecord> inOrder = new ArrayList<>(open);
        inOrder.retainAll(some.subList(0, 1 + random.nextInt(Math.min(8, some.size()))));
        progress.finish(inOrder);
        open.removeAll(inOrder);
        inOrder.forEach(record -> expected.put(Integer.parseInt(record.sequenceNumber()), true));
    }

    private void assertAsExpected(int unfinished) {
        String last = progress.finished();
        while (!expected.isEmpty() && expected.firstEntry().getValue()) {
            last = Integer.toString(expected.pollFirstEntry().getKey());
        }
        assertThat(progress.finished()).isEqualTo(last);
        assertThat(progress.unfinished()).isEqualTo(unfinished);
        assertThat(progress.open()).isEqualTo(expected.size());
    }
}
