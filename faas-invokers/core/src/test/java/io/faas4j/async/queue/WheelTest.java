package io.faas4j.async.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is due before its time, and at most a tick after; adding, taking out and becoming due take constant time. */
class WheelTest {

    private static final long TICK = Wheel.NANOS_PER_TICK;

    private static final class Entry extends Link {
        private final long number;

        Entry(long number, long dueNanos) {
            this.number = number;
            this.dueNanos = dueNanos;
        }

        @Override
        public String toString() {
            return number + " at " + dueNanos;
        }
    }

    @Test
    void an_empty_wheel_has_nothing_due() {
        Wheel wheel = new Wheel(0);

        assertThat(advance(wheel, Long.MAX_VALUE / 2)).isEmpty();
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void what_is_due_already_is_not_added() {
        Wheel wheel = new Wheel(10 * TICK);

        assertThat(wheel.add(new Entry(1, 10 * TICK))).isFalse();
        assertThat(wheel.add(new Entry(1, 3 * TICK))).isFalse();
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void nothing_is_early_by_a_nanosecond_and_whole_milliseconds_are_exact() {
        Wheel wheel = new Wheel(0);
        wheel.add(new Entry(1, 60_000 * TICK));
        wheel.add(new Entry(2, 60_000 * TICK + 1));

        assertThat(wheel.nextNanos()).isEqualTo(60_000 * TICK);
        assertThat(advance(wheel, 60_000 * TICK - 1)).isEmpty();
        assertThat(advance(wheel, 60_000 * TICK)).extracting(due -> due.number).containsExactly(1L);
        assertThat(advance(wheel, 60_000 * TICK + 1)).isEmpty();
        assertThat(advance(wheel, 60_001 * TICK)).extracting(due -> due.number).containsExactly(2L);
    }

    @Test
    void time_may_begin_anywhere_also_where_it_overflows() {
        for (long start : new long[] {-5 * TICK - 17, Long.MAX_VALUE - 3 * TICK, Long.MIN_VALUE + TICK + 1}) {
            Wheel wheel = new Wheel(start);
            wheel.add(new Entry(1, start + 100 * TICK));

            assertThat(advance(wheel, start + 99 * TICK)).isEmpty();
            assertThat(advance(wheel, start + 101 * TICK)).hasSize(1);
        }
    }

    @Test
    void what_is_due_in_centuries_is_kept() {
        Wheel wheel = new Wheel(0);
        wheel.add(new Entry(1, Long.MAX_VALUE));

        assertThat(advance(wheel, Long.MAX_VALUE / 1_000)).isEmpty();
        assertThat(wheel.size()).isEqualTo(1);
    }

    /** Each step adds some, takes some out, or lets time pass, by distances of all magnitudes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_is_added_and_taken_out_the_same_is_due_as_in_a_sorted_set(long seed) {
        Random random = new Random(seed);
        long now = random.nextLong() / 4;
        Wheel wheel = new Wheel(now);
        TreeSet<Entry> model = new TreeSet<>(Comparator.comparingLong((Entry entry) -> tickOf(entry.dueNanos))
                .thenComparingLong(entry -> entry.number));
        List<Entry> all = new ArrayList<>();
        wheel.advance(now, due -> {});
        for (int step = 0; step < 40_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                Entry entry = new Entry(step, now + distance(random));
                if (wheel.add(entry)) {
                    model.add(entry);
                    all.add(entry);
                } else {
                    assertThat(tickOf(entry.dueNanos)).isLessThanOrEqualTo(Math.floorDiv(now, TICK));
                }
            } else if (choice < 7 && !all.isEmpty()) {
                Entry entry = all.remove(random.nextInt(all.size()));
                if (model.remove(entry)) {
                    wheel.remove(entry);
                }
            } else {
                now += choice < 9 ? random.nextInt(5_000_000) : distance(random);
                assertThat(advance(wheel, now)).containsExactlyElementsOf(takeDue(model, now));
            }
            assertThat(wheel.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                assertThat(wheel.nextNanos()).isLessThanOrEqualTo(tickOf(model.first().dueNanos) * TICK);
            }
        }
        assertThat(advance(wheel, now + Long.MAX_VALUE / 2)).containsExactlyElementsOf(model);
    }

    private static long distance(Random random) {
        return random.nextLong() >>> (16 + random.nextInt(47));
    }

    private static long tickOf(long nanos) {
        return -Math.floorDiv(-nanos, TICK);
    }

    private static List<Entry> takeDue(NavigableSet<Entry> model, long now) {
        List<Entry> due = new ArrayList<>();
        while (!model.isEmpty() && tickOf(model.first().dueNanos) * TICK <= now) {
            due.add(model.pollFirst());
        }
        return due;
    }

    private static List<Entry> advance(Wheel wheel, long nowNanos) {
        List<Entry> due = new ArrayList<>();
        wheel.advance(nowNanos, link -> due.add((Entry) link));
        return due;
    }

    @Test
    void the_next_time_is_exact_when_nothing_was_taken_out() {
        Wheel wheel = new Wheel(0);
        Random random = new Random(1);
        long first = Long.MAX_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long due = (1 + random.nextInt(21_600_000)) * TICK;
            wheel.add(new Entry(i, due));
            first = Math.min(first, due);
        }

        assertThat(wheel.nextNanos()).isEqualTo(first);
        assertThat(advance(wheel, first)).isNotEmpty();
    }

    @Test
    @Tag("slow")
    void a_million_waiting_ones_take_no_more_time_each_than_ten_thousand() {
        Entry[] entries = retries(1_000_000);
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        // The best of several rounds: what others do on the machine only adds to it.
        for (int round = 0; round < 7; round++) {
            few = Math.min(few, nanosPerEntry(entries, 10_000));
            many = Math.min(many, nanosPerEntry(entries, entries.length));
        }

        assertThat(many / few)
                .as("%.1f ns for each of many, %.1f of few", many, few)
                .isLessThan(3);
    }

    /** As events fail one after the other, each a retry after one or two minutes with jitter, or a back-off of up to five. */
    private static Entry[] retries(int count) {
        Random random = new Random(1);
        Entry[] entries = new Entry[count];
        for (int i = 0; i < count; i++) {
            int delay = random.nextInt(3) == 0 ? 1_000 << random.nextInt(9) : 60_000 << random.nextInt(2);
            entries[i] = new Entry(i, (delay + random.nextInt(delay / 10)) * TICK);
        }
        return entries;
    }

    /** Adds all entries and lets them become due, some at a time; so both use the same memory. */
    private static double nanosPerEntry(Entry[] entries, int atOnce) {
        long[] seen = new long[1];
        long begun = System.nanoTime();
        for (int from = 0; from < entries.length; from += atOnce) {
            Wheel wheel = new Wheel(0);
            for (int i = from; i < from + atOnce; i++) {
                wheel.add(entries[i]);
            }
            for (long second = 1; second <= 300; second++) {
                wheel.advance(second * 1_000 * TICK, due -> seen[0]++);
            }
        }
        double took = System.nanoTime() - begun;
        assertThat(seen[0]).isEqualTo(entries.length);
        return took / entries.length;
    }
}
