package io.faas4j.samples.quakewatch;

import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes what was counted in a stream, for people. */
final class StreamPrinter {

    private static final int REGIONS = 3;

    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("ppd MMM HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final PrintStream out;

    StreamPrinter(PrintStream out) {
        this.out = out;
    }

    void print(StreamSummary summary) {
        heading(
                "The week as a stream of %d shards: %,d records, counted in windows of %d minutes",
                StreamWeek.SHARDS, summary.live().records(), Counting.WINDOW.toMinutes());
        printDays(summary);
        printRegions(summary.counts());
        printCounting(summary.live(), summary.again());
        line("  the same days both times %22s", summary.days().equals(summary.daysAgain()) ? "yes" : "NO");
    }

    private void printDays(StreamSummary summary) {
        line("  from (UTC)      number  hour by hour                strongest");
        Sparkline sparkline = new Sparkline(summary.mostInAnHour());
        for (Day day : summary.days()) {
            line(
                    "  %s  %,8d  |%s|  %s",
                    START.format(day.start()),
                    day.counts().earthquakes(),
                    sparkline.of(day.hourly()),
                    strongest(day.counts()));
        }
        line("  together     %,9d", summary.counts().earthquakes());
    }

    private static String strongest(RegionCounts counts) {
        return counts.strongest()
                .map(region -> "%s  %s".formatted(magnitude(region.getValue()), name(region.getKey())))
                .orElse("");
    }

    private static String name(String region) {
        return region.isEmpty() ? "somewhere" : region;
    }

    private static String magnitude(RegionCount count) {
        return count.strongest() == null ? "  ?" : String.format(Locale.ROOT, "%3.1f", count.strongest());
    }

    private void printRegions(RegionCounts counts) {
        counts.mostFirst().stream()
                .limit(REGIONS)
                .forEach(region -> line(
                        "    %-10s %,9d  %26s  %s",
                        name(region.getKey()), region.getValue().earthquakes(), "", magnitude(region.getValue())));
    }

    private void printCounting(CountingSummary live, CountingSummary again) {
        line("                      as it happened   afterwards");
        count("windows", live.windows(), again.windows());
        count("invocations", live.invocations(), again.invocations());
        count("  failed, halved", live.halved(), again.halved());
        count("  failed, given up", live.failed() - live.halved(), again.failed() - again.halved());
        count("failure records", live.failureRecords(), again.failureRecords());
        live.poison()
                .forEach((type, count) ->
                        count("  " + type, count, again.poison().getOrDefault(type, 0L)));
    }

    private void count(String what, long live, long again) {
        line("  %-19s %,14d %,12d", what, live, again);
    }

    private void heading(String format, Object... arguments) {
        out.println();
        line(format, arguments);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}
