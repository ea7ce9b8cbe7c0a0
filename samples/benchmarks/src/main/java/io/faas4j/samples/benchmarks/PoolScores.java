package io.faas4j.samples.benchmarks;

import io.faas4j.samples.benchmarks.PoolBorrow.Contestant;
import io.faas4j.samples.benchmarks.PoolRatios.Setting;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** How many millions of borrowings a second each pool reached, iteration by iteration. Not safe for use by many threads. */
final class PoolScores {

    private record Series(Contestant contestant, Setting setting) {}

    /**
     * One iteration.
     *
     * @param perSecond millions in a second of the clock, by all threads together
     * @param perProcessorSecond millions in a second of processor time
     */
    private record Score(double perSecond, double perProcessorSecond) {}

    private final Map<Series, List<Score>> scores = new HashMap<>();

    void add(Contestant contestant, Setting setting, double perSecond, double perProcessorSecond) {
        scores.computeIfAbsent(new Series(contestant, setting), series -> new ArrayList<>())
                .add(new Score(perSecond, perProcessorSecond));
    }

    /** The median; not a number if the contestant did not run. */
    double perSecond(Contestant contestant, Setting setting) {
        return median(contestant, setting, Score::perSecond);
    }

    /** The median; not a number if the contestant did not run. */
    double perProcessorSecond(Contestant contestant, Setting setting) {
        return median(contestant, setting, Score::perProcessorSecond);
    }

    private double median(Contestant contestant, Setting setting, ToDoubleFunction<Score> part) {
        return Scores.median(scores.getOrDefault(new Series(contestant, setting), List.of()).stream()
                .map(part::applyAsDouble)
                .toList());
    }

    void print(List<Setting> settings, PrintStream out) {
        print("million a second, by threads", settings, this::perSecond, out);
        print("million a processor second", settings, this::perProcessorSecond, out);
    }

    private static void print(
            String heading, List<Setting> settings, ToDoubleBiFunction<Contestant, Setting> median, PrintStream out) {
        out.printf("%n%-28s", heading);
        settings.forEach(setting -> out.printf(" %20s", setting));
        out.println();
        for (Contestant contestant : Contestant.values()) {
            out.printf("%-28s", contestant.name().toLowerCase(Locale.ROOT));
            settings.forEach(setting -> out.printf(Locale.ROOT, " %20.2f", median.applyAsDouble(contestant, setting)));
            out.println();
        }
        out.println();
    }
}
