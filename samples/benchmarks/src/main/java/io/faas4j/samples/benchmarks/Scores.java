package io.faas4j.samples.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each contestant took, iteration by iteration. Not safe for use by many threads. */
final class Scores {

    private record Series(String contestant, int threads) {}

    private final Map<Series, List<Double>> nanos = new LinkedHashMap<>();
    private final Map<Series, List<Double>> bytes = new LinkedHashMap<>();

    void addNanos(String contestant, int threads, double perCall) {
        nanos.computeIfAbsent(new Series(contestant, threads), series -> new ArrayList<>())
                .add(perCall);
    }

    void addBytes(String contestant, int threads, double perCall) {
        bytes.computeIfAbsent(new Series(contestant, threads), series -> new ArrayList<>())
                .add(perCall);
    }

    /** The median of a call's time; not a number if the contestant did not run. */
    double nanos(String contestant, int threads) {
        return median(nanos.getOrDefault(new Series(contestant, threads), List.of()));
    }

    /** The median of what a call allocates; not a number if the contestant did not run. */
    double bytes(String contestant, int threads) {
        return median(bytes.getOrDefault(new Series(contestant, threads), List.of()));
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
