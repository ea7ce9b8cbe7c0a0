package io.faas4j.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Benchmark;

/** Contestants handle few records here, so that they do not rot; each returns when its last one has been handled. */
@Timeout(60)
class MappingsTest {

    private static final int RECORDS = 2_050;
    private static final int MESSAGES = 1_000;

    private final Mappings benchmark = new Mappings(RECORDS, MESSAGES);

    @Test
    void both_readers_of_the_stream_see_the_same() throws InterruptedException {
        Mappings.FullStream stream = new Mappings.FullStream(RECORDS);
        try {
            long byHand = benchmark.handLoop(stream);

            assertThat(byHand).isGreaterThan(RECORDS);
            assertThat(benchmark.faasStream(stream)).isEqualTo(byHand);
            stream.unmap();
            assertThat(benchmark.faasStream(stream)).isEqualTo(byHand);
        } finally {
            stream.close();
        }
    }

    @Test
    void both_ways_of_messages_end_with_all_of_them() throws InterruptedException {
        Mappings.HandOff handOff = new Mappings.HandOff();
        Mappings.MappedQueue queue = new Mappings.MappedQueue();
        try {
            long byHand = benchmark.queueHandOff(handOff);

            assertThat(byHand).isGreaterThan(MESSAGES);
            assertThat(benchmark.faasQueue(queue)).isEqualTo(byHand);
            assertThat(benchmark.faasQueue(queue)).isEqualTo(byHand);
        } finally {
            handOff.close();
            queue.close();
        }
    }

    @Test
    void every_filter_lets_the_record_pass() {
        Filters filters = new Filters();

        assertThat(filters.oneExact() && filters.tenExact()).isTrue();
        assertThat(filters.onePrefix() && filters.tenPrefix()).isTrue();
        assertThat(filters.oneNumeric() && filters.tenNumeric()).isTrue();
        assertThat(filters.oneWildcard() && filters.tenWildcard()).isTrue();
    }

    @Test
    void every_benchmark_is_compared() {
        assertThat(MappingRatios.MAPPINGS).containsExactlyInAnyOrderElementsOf(benchmarks(Mappings.class));
        assertThat(MappingRatios.FILTERS).containsExactlyInAnyOrderElementsOf(benchmarks(Filters.class));
    }

    private static List<String> benchmarks(Class<?> of) {
        return Arrays.stream(of.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> method.getName())
                .toList();
    }

    @Test
    void goals_are_of_records_a_second() {
        Scores scores = new Scores();
        MappingRatios.MAPPINGS.forEach(contestant -> scores.addNanos(contestant, 1, 10));
        MappingRatios.FILTERS.forEach(contestant -> scores.addNanos(contestant, 1, 10));
        scores.addNanos("faasQueue", 1, 90);

        assertThat(MappingRatios.goals(scores))
                .filteredOn(goal -> !goal.isMet())
                .singleElement()
                .matches(goal -> goal.what().equals("faasQueue / queueHandOff"));
    }
}
