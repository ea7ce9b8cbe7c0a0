package io.faas4j.samples.service;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends load to the service, moves its canary from a tenth to the whole, and then asks for more than is reserved. */
final class Demo {

    private static final int CALLERS = 6;
    private static final int TOO_MANY_CALLERS = 3 * Functions.CHECKS_AT_ONCE;
    private static final double[] SHARES = {0.10, 0.25, 0.50, 1.00};

    private final EmbeddedService service;
    private final Duration step;
    private final PrintStream out;

    /**
     * @param service what it is about
     * @param step how long each share of the canary stays
     * @param out where people look
     */
    Demo(EmbeddedService service, Duration step, PrintStream out) {
        this.service = service;
        this.step = step;
        this.out = out;
    }

    void run() throws InterruptedException {
        moveTheCanary();
        askForMoreThanIsReserved();
    }

    private void moveTheCanary() throws InterruptedException {
        Rollout rollout = new Rollout(service.faas(), Functions.PRICE_QUOTE);
        line("price-quote:live moves from version 1 to version 2 under load");
        line(
                "  %-8s %9s %10s %10s %9s %9s   %s",
                "canary", "answers", "version 1", "version 2", "p50", "p99", "status");
        try (LoadGenerator load = new LoadGenerator(service.port(), CALLERS, SampleRequest.MIX)) {
            await();
            print("none", load.take());
            for (double share : SHARES) {
                rollout.give("2", share);
                await();
                print(String.format(Locale.ROOT, "%.0f %%", 100 * share), load.take());
            }
        }
    }

    private void askForMoreThanIsReserved() throws InterruptedException {
        line("");
        line("order-check:live, %d at once reserved, %d callers", Functions.CHECKS_AT_ONCE, TOO_MANY_CALLERS);
        try (LoadGenerator load = new LoadGenerator(service.port(), TOO_MANY_CALLERS, List.of(SampleRequest.ORDER))) {
            await();
            line("  status %s", load.take().byStatus());
        }
    }

    private void await() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(step.toMillis());
    }

    private void print(String canary, Tally tally) {
        String quote = SampleRequest.SMALL_QUOTE.function();
        Map<String, Long> versions = tally.byVersion(quote);
        line(
                "  %-8s %,9d %,10d %,10d %6.1f ms %6.1f ms   %s",
                canary,
                tally.answers(),
                versions.getOrDefault("1", 0L),
                versions.getOrDefault("2", 0L),
                tally.millis(quote, 50),
                tally.millis(quote, 99),
                tally.byStatus() + (tally.unanswered() == 0 ? "" : ", " + tally.unanswered() + " lost"));
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}
