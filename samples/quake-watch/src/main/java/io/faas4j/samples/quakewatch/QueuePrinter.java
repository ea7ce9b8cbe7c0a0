package io.faas4j.samples.quakewatch;

import java.io.PrintStream;
import java.util.Locale;

/** Writes what became of a queue's messages, for people. */
final class QueuePrinter {

    private final PrintStream out;

    QueuePrinter(PrintStream out) {
        this.out = out;
    }

    void print(QueueSummary summary) {
        out.println();
        line(
                "The same alerts from a queue: %,d messages, each received %d times at most",
                summary.messages(), QueueWeek.RECEIVES);
        count("waiting for the repair", summary.waiting());
        count("batches", summary.batches());
        count("reported as failed", summary.counts().failed());
        count("received again", summary.receivedAgain());
        count("deleted", summary.counts().deleted());
        count("in the dead-letter queue", summary.dead());
    }

    private void count(String what, long count) {
        line("  %-26s %,7d", what, count);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
