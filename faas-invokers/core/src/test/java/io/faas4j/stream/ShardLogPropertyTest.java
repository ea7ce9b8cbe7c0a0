package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever is written and trimmed: a log answers as a list does. */
class ShardLogPropertyTest {

    private static final long ORIGIN = 1_000_000;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final ShardLog log = new ShardLog(ORIGIN);
    private final List<Instant> arrivals = new ArrayList<>();
    private long start;
    private long freedRecords;
    private long freedBytes;

    @RepeatedTest(20)
    void it_behaves_as_a_list(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        Instant now = BEGIN;
        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(20)) {
                case 0 -> trim(start + random.nextInt(1_000));
                case 1, 2, 3 -> read(random);
                case 4 -> since(BEGIN.plusMillis(random.nextInt(1 + arrivals.size())));
                default -> {
                    // Now and then the clock goes back.
                    now = now.plusMillis(random.nextInt(10) == 0 ? -5 : random.nextInt(3));
                    append(now);
                }
            }
        }
    }

    private void append(Instant now) {
        String number = SequenceNumbers.text(log.end());
        log.append(number, "ab", new byte[8], 10, now);
        Instant last = arrivals.isEmpty() ? Instant.MIN : arrivals.get(arrivals.size() - 1);
        arrivals.add(now.isAfter(last) ? now : last);
    }

    private void trim(long to) {
        start = Math.min(to, arrivals.size());
        log.trim(ORIGIN + to, (records, bytes) -> {
            freedRecords += records;
            freedBytes += bytes;
        });
        assertThat(freedRecords).isEqualTo(start);
        assertThat(freedBytes).isEqualTo(10 * start);
        assertThat(log.start()).isEqualTo(ORIGIN + start);
        assertThat(log.isEmpty()).isEqualTo(start == arrivals.size());
    }

    private void read(SplittableRandom random) {
        long from = random.nextInt(arrivals.size() + 1);
        int limit = 1 + random.nextInt(1_500);
        long maxBytes = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(9_000);

        ShardLog.Slice slice = log.read(ORIGIN + from, limit, maxBytes);

        long first = Math.max(from, start);
        long count = Math.min(Math.min(limit, arrivals.size() - first), Math.max(1, maxBytes / 10));
        assertThat(slice.records()).hasSize((int) count);
        assertThat(slice.next()).isEqualTo(ORIGIN + first + count);
        for (int i = 0; i < count; i++) {
            StreamRecord record = slice.records().get(i);
            assertThat(SequenceNumbers.parse(record.sequenceNumber())).isEqualTo(ORIGIN + first + i);
            assertThat(record.approximateArrival()).isEqualTo(arrivals.get((int) first + i));
        }
    }

    private void since(Instant time) {
        long expected = start;
        while (expected < arrivals.size() && arrivals.get((int) expected).isBefore(time)) {
            expected++;
        }
        assertThat(log.firstSince(time)).isEqualTo(ORIGIN + expected);
    }
}
