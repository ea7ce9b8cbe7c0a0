package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordRingTest {

    private final RecordRing ring = new RecordRing();
    private final List<StreamRecord> model = new ArrayList<>();
    private int number;

    private StreamRecord record() {
        return new StreamRecord(Integer.toString(++number), "key", new byte[0], Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_holds_what_a_list_would_whatever_comes_and_goes(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    StreamRecord one = record();
                    ring.add(one);
                    model.add(one);
                }
                case 1 -> {
                    StreamRecord[] some = IntStream.range(0, random.nextInt(150))
                            .mapToObj(i -> record())
                            .toArray(StreamRecord[]::new);
                    ring.addAll(some);
                    model.addAll(List.of(some));
                }
                case 2 -> {
                    List<StreamRecord> some = IntStream.range(0, random.nextInt(150))
                            .mapToObj(i -> record())
                            .toList();
                    ring.addFirst(some);
                    model.addAll(0, some);
                }
                default -> {
                    int count = random.nextInt(model.size() + 1);
                    ring.drop(count);
                    model.subList(0, count).clear();
                }
            }
            int most = random.nextInt(200);
            assertThat(ring.size()).isEqualTo(model.size());
            assertThat(ring.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(ring.first(most)).containsExactlyElementsOf(model.subList(0, Math.min(most, model.size())));
        }
    }
}
