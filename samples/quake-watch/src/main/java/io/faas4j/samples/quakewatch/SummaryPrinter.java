package io.faas4j.samples.quakewatch;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a summary for people. Plain ASCII, so that it looks the same on every terminal. */
final class SummaryPrinter {

    private static final int LONGEST_BAR = 40;
    private static final int EXAMPLES = 3;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("ppd MMM HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final PrintStream out;

    SummaryPrinter(PrintStream out) {
        this.out = out;
    }

    void print(WeekFeed feed, Summary summary) {
        line("%s: %,d events, the week to %s", feed.title(), summary.events(), date(feed.generated()));
        printSeverities(summary);
        printStrongest(summary);
        printRejected(summary);
        printVersions(summary);
        printDisagreements(summary.disagreements());
        printStarts(summary);
    }

    private void printSeverities(Summary summary) {
        heading("Severity of %,d earthquakes", summary.classified());
        long most = summary.bySeverity().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        summary.bySeverity()
                .forEach((severity, count) ->
                        line("  %-9s %-12s %,6d  %s", name(severity), severity.range(), count, bar(count, most)));
    }

    private void printStrongest(Summary summary) {
        heading("The strongest (times are UTC)");
        for (SeismicEvent event : summary.strongest()) {
            line("  %4s  %s  %s", magnitude(event), TIME.format(event.time()), place(event));
        }
    }

    private void printRejected(Summary summary) {
        heading("Rejected by the handler: %,d function errors", summary.rejections());
        summary.rejected()
                .forEach((rejection, count) ->
                        line("  %-12s %,9d  %s", rejection.eventType(), count, rejection.errorType()));
    }

    private void printVersions(Summary summary) {
        heading("Versions behind classify:live (90 %% on 1, 10 %% on 2)");
        for (Map.Entry<String, Long> version : summary.byVersion().entrySet()) {
            line(
                    "  version %-4s %,9d  %5.1f %%",
                    version.getKey(), version.getValue(), 100.0 * version.getValue() / summary.events());
        }
    }

    private void printDisagreements(List<Disagreement> disagreements) {
        heading("Versions 1 and 2 disagree on %,d earthquakes, such as", disagreements.size());
        disagreements.stream()
                .limit(EXAMPLES)
                .forEach(one -> line(
                        "  %4s  %5s km deep  %-8s -> %-8s  %s",
                        magnitude(one.event()),
                        depth(one.event()),
                        name(one.first()),
                        name(one.second()),
                        place(one.event())));
    }

    private void printStarts(Summary summary) {
        heading("Invocations");
        line("  cold starts  %,9d", summary.coldStarts());
        line("  warm starts  %,9d", summary.warmStarts());
        line("  duration p50 %9s us", micros(summary.durations().at(50)));
        line("  duration p99 %9s us", micros(summary.durations().at(99)));
    }

    private void heading(String format, Object... arguments) {
        out.println();
        line(format, arguments);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }

    /** What is not zero shows. */
    private static String bar(long count, long most) {
        return "#".repeat((int) Math.max(1, Math.round((double) count * LONGEST_BAR / most)));
    }

    private static String name(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String magnitude(SeismicEvent event) {
        return oneDecimal(event.magnitude());
    }

    private static String depth(SeismicEvent event) {
        return oneDecimal(event.depthInKm());
    }

    private static String oneDecimal(@Nullable Double value) {
        return value == null ? "?" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String date(Instant instant) {
        return DATE.format(instant);
    }

    private static String place(SeismicEvent event) {
        return event.place() == null ? "somewhere" : event.place();
    }

    private static String micros(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e3);
    }
}
