package io.faas4j.samples.quakewatch;

import io.faas4j.event.Ledger;
import java.io.PrintStream;
import java.util.Locale;

/** Writes what processes that may be killed have found out, for people. All but the first line is the same, whatever was killed. */
final class DurablePrinter {

    private static final int REGIONS = 5;

    private final PrintStream out;

    DurablePrinter(PrintStream out) {
        this.out = out;
    }

    void print(DurableSummary summary) {
        line(
                "In %s, by this process: %,d of %,d events",
                summary.folder(), summary.events() - summary.knownAtStart(), summary.events());
        heading("Severity");
        summary.bySeverity().forEach((severity, count) -> count(severity.name().toLowerCase(Locale.ROOT), count));
        heading("Versions behind classify:live");
        summary.byVersion().forEach((version, count) -> count("version " + version, count));
        heading("Counted in %,d windows of %d minutes", summary.windows(), Counting.WINDOW.toMinutes());
        count("earthquakes", summary.regions().earthquakes());
        summary.regions().mostFirst().stream()
                .limit(REGIONS)
                .forEach(region -> count(region.getKey(), region.getValue().earthquakes()));
        Ledger alerts = summary.alerts();
        heading("Alerts");
        line(
                "  ledger: %,d accepted = %,d succeeded + %,d dead + %,d open, %s",
                alerts.accepted(),
                alerts.succeeded(),
                alerts.dead(),
                alerts.open(),
                alerts.isBalanced() ? "balanced" : "NOT BALANCED");
    }

    private void heading(String format, Object... arguments) {
        out.println();
        line(format, arguments);
    }

    private void count(String what, long count) {
        line("  %-19s %,7d", what, count);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
