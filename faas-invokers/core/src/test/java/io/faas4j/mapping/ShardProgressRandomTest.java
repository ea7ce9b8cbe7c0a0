package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardProgressRandomTest {

    private final ShardProgress progress = new ShardProgress("0");

    private static StreamRecord record(int number) {
        return new StreamRecord(Integer.toString(number), "key", new byte[0], Instant.EPOCH);
    }

    /** Beside a list of numbers. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @Rule("ESM-STREAM-4")
    void whatever_is_finished_in_whatever_order_nothing_unfinished_is_passed(long seed) {
        Random random = new Random(seed);
        List<StreamRecord> unfinished = new ArrayList<>();
        int last = 0;
        for (int step = 0; step < 2_000; step++) {
            if (random.nextInt(3) == 0) {
                StreamRecord[] read = new StreamRecord[random.nextInt(60)];
                for (int i = 0; i < read.length; i++) {
                    read[i] = record(++last);
                    unfinished.add(read[i]);
                }
                progress.read(read);
            } else if (random.nextInt(3) == 0) {
                boolean isFinished = random.nextBoolean();
                StreamRecord read = record(++last);
                progress.read(read, isFinished);
                if (!isFinished) {
                    unfinished.add(read);
                }
            } else {
                List<StreamRecord> batch = new ArrayList<>();
                boolean isInOrder = random.nextBoolean();
                for (StreamRecord record : unfinished) {
                    if (batch.size() < 40 && (isInOrder || random.nextInt(3) == 0)) {
                        batch.add(record);
                    }
                }
                unfinished.removeAll(batch);
                progress.finish(batch);
            }
            int expected = unfinished.isEmpty()
                    ? last
                    : Integer.parseInt(unfinished.get(0).sequenceNumber()) - 1;
            assertThat(progress.finished()).isEqualTo(Integer.toString(expected));
            assertThat(progress.unfinished()).isEqualTo(unfinished.size());
            assertThat(progress.open()).isEqualTo(last - expected);
        }
    }
}
