package io.faas4j.samples.quakewatch;

import io.faas4j.event.Ledger;
import java.io.PrintStream;
import java.util.Locale;

/** Writes what became of a week's alerts, for people. */
final class AlertPrinter {

    private final PrintStream out;

    AlertPrinter(PrintStream out) {
        this.out = out;
    }

    void print(AlertSummary summary) {
        AlertCounts week = summary.week();
        heading(
                "Alerts for %,d earthquakes of magnitude %.1f and more, sent as they happened",
                week.ledger().accepted(), AlertWeek.ALERTING_MAGNITUDE);
        count("paged at the first attempt", week.atOnce());
        count("recovered by a retry", week.retried());
        count("dead letters", week.ledger().kept());
        summary.reasons()
                .forEach((reason, count) -> line("    %-17s %,7d  %s", reason.condition(), count, reason.errorType()));
        count("attempts", week.attempts());
        count("told to the control room", week.toldToTheControlRoom());
        ledger(week.ledger());

        AlertCounts afterwards = summary.afterwards();
        heading("The pager is repaired: %,d dead letters redriven, one a second", summary.redriven());
        count("paged at the first attempt", afterwards.atOnce() - week.atOnce());
        count("recovered by a retry", afterwards.retried() - week.retried());
        count("dead letters", afterwards.ledger().kept());
        ledger(afterwards.ledger());
    }

    private void ledger(Ledger ledger) {
        line(
                "  ledger: %,d accepted = %,d succeeded + %,d dead + %,d open, %s",
                ledger.accepted(),
                ledger.succeeded(),
                ledger.dead(),
                ledger.open(),
                ledger.isBalanced() ? "balanced" : "NOT BALANCED");
    }

    private void count(String what, long count) {
        line("  %-26s %,7d", what, count);
    }

    private void heading(String format, Object... arguments) {
        out.println();
        line(format, arguments);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}
