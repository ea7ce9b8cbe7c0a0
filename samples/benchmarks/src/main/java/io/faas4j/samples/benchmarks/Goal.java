package io.faas4j.samples.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * A measured value beside what it may be at most.
 *
 * @param what what was measured
 * @param value lower is better
 * @param limit what it may be at most; infinite where there is no goal
 * @param unit of both; empty for a ratio
 */
public record Goal(String what, double value, double limit, String unit) {

    public static Goal atMost(String what, double value, double limit, String unit) {
        return new Goal(what, value, limit, unit);
    }

    public static Goal shownOnly(String what, double value, String unit) {
        return new Goal(what, value, Double.POSITIVE_INFINITY, unit);
    }

    /** A value that is not a number meets nothing. */
    public boolean isMet() {
        return value <= limit;
    }

    private String verdict() {
        return Double.isInfinite(limit) ? "" : isMet() ? "met" : "MISSED";
    }

    private String limitText() {
        return Double.isInfinite(limit) ? "" : String.format(Locale.ROOT, "%.2f", limit);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-58s %12.2f %10s %-5s %s", what, value, limitText(), unit, verdict())
                .stripTrailing();
    }

    public static void print(List<Goal> goals, PrintStream out) {
        out.printf(Locale.ROOT, "%-58s %12s %10s%n", "", "measured", "goal");
        goals.forEach(out::println);
        out.println();
        out.println(Machine.describe());
    }
}
