package io.faas4j.samples.benchmarks;

import io.faas4j.samples.benchmarks.Contest.Contestant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs every contestant of {@link Mappings} and {@link Filters} and compares them with the goals. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.MappingRatios [rounds] [iterations]}
 */
public final class MappingRatios {

    static final List<String> MAPPINGS = List.of("handLoop", "faasStream", "queueHandOff", "faasQueue");

    static final List<String> FILTERS = List.of(
            "oneExact", "tenExact", "onePrefix", "tenPrefix", "oneNumeric", "tenNumeric", "oneWildcard", "tenWildcard");

    private static final int ONE_THREAD = 1;

    /** Half as many records a second. */
    private static final double STREAM_LIMIT = 1 / 0.5;

    /** Three tenths of the messages a second. */
    private static final double QUEUE_LIMIT = 1 / 0.3;

    /** Two million a second. */
    private static final double MOST_NANOS_A_RECORD = 500;

    private static final double TEN_LIMIT = 2;
    private static final double MORE_NANOS = 2_000;

    private MappingRatios() {}

    /**
     * The program.
     *
     * @param args how many rounds (2 if not given), and how many iterations in each (10 if not given): of a million records, 200,000
     *     messages, or a second
     */
    public static void main(String[] args) throws RunnerException {
        List<Contestant> contestants = Stream.concat(
                        Contestant.all("Mappings", MAPPINGS).stream(), Contestant.all("Filters", FILTERS).stream())
                .toList();
        Goal.print(goals(new Contest(args).run(contestants, "record")), System.out);
    }

    static List<Goal> goals(Scores scores) {
        List<Goal> goals = new ArrayList<>();
        goals.add(ratio(scores, "faasStream", "handLoop", STREAM_LIMIT));
        goals.add(Goal.atMost("faasStream, a record", nanos(scores, "faasStream"), MOST_NANOS_A_RECORD, "ns"));
        goals.add(ratio(scores, "faasQueue", "queueHandOff", QUEUE_LIMIT));
        goals.add(ratio(scores, "tenExact", "oneExact", TEN_LIMIT));
        goals.add(ratio(scores, "tenPrefix", "onePrefix", TEN_LIMIT));
        goals.add(more(scores, "oneNumeric", 1, "oneExact"));
        goals.add(more(scores, "tenNumeric", Filters.TEN, "tenExact"));
        goals.add(more(scores, "oneWildcard", 1, "oneExact"));
        goals.add(more(scores, "tenWildcard", Filters.TEN, "tenExact"));
        return goals;
    }

    private static Goal ratio(Scores scores, String what, String of, double limit) {
        return Goal.atMost(what + " / " + of, nanos(scores, what) / nanos(scores, of), limit, "");
    }

    private static Goal more(Scores scores, String what, int filters, String than) {
        double each = (nanos(scores, what) - nanos(scores, than)) / filters;
        return Goal.atMost("%s - %s, for each filter".formatted(what, than), each, MORE_NANOS, "ns");
    }

    private static double nanos(Scores scores, String contestant) {
        return scores.nanos(contestant, ONE_THREAD);
    }
}
