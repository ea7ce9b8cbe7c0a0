package io.faas4j.samples.benchmarks.durable;

import java.util.Locale;

/**
 * What was measured of one contestant.
 *
 * @param name its name
 * @param accepted jobs a second until the last was accepted
 * @param done jobs a second until none is open any more, in the database too
 * @param p99Millis from acceptance to start, with nothing else to do
 */
record Result(String name, double accepted, double done, double p99Millis) {

    static String head() {
        return String.format(Locale.ROOT, "%-12s %12s %12s %20s", "", "accepted/s", "done/s", "p99 to start, ms");
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-12s %12.0f %12.0f %20.2f", name, accepted, done, p99Millis);
    }
}
