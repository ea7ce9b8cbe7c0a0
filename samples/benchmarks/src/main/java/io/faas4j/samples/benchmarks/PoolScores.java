package io.faas4j.samples.benchmarks;

import io.faas4j.samples.benchmarks.PoolBorrow.Contestant;
import io.faas4j.samples.benchmarks.PoolRatios.Setting;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many millions of borrowings a second each pool reached, iteration by iteration. Not safe for use by many threads. */
final class PoolScores {

    private record Series(Contestant contestant, Setting setting) {}

    private final Map<Series, List<Double>> millions = new HashMap<>();

    void add(Contestant contestant, Setting setting, double millionsPerSecond) {
        millions.computeIfAbsent(new Series(contestant, setting), series -> new ArrayList<>())
                .add(millionsPerSecond);
    }

    /** The median; not a number if the contestant did not run. */
    double median(Contestant contestant, Setting setting) {
        return Scores.median(millions.getOrDefault(new Series(contestant, setting), List.of()));
    }

    void print(List<Setting> settings, PrintStream out) {
        out.printf("%n%-24s", "million a second, by threads");
        settings.forEach(setting -> out.printf(" %20s", setting));
        out.println();
        for (Contestant contestant : Contestant.values()) {
            out.printf("%-28s", contestant.name().toLowerCase(Locale.ROOT));
            settings.forEach(setting -> out.printf(Locale.ROOT, " %20.2f", median(contestant, setting)));
            out.println();
        }
        out.println();
    }
}
