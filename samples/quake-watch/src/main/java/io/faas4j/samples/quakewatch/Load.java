package io.faas4j.samples.quakewatch;

import io.faas4j.Faas;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.invocation.FunctionHandle;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Replays the week without and with provisioned concurrency, and prints both side by side. */
final class Load {

    private final WeekFeed feed;
    private final LoadOptions options;
    private final PrintStream out;

    Load(WeekFeed feed, LoadOptions options, PrintStream out) {
        this.feed = feed;
        this.options = options;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        warmUpTheJvm();
        LoadResult without = replay(feed.events(), false);
        LoadResult with = replay(feed.events(), true);
        print(without, with);
    }

    /** So that the second run does not look better only for being the second. */
    private void warmUpTheJvm() throws IOException, InterruptedException {
        for (int i = 0; i < 30; i++) {
            RegionTable.load();
        }
        List<SeismicEvent> some =
                feed.events().subList(0, Math.min(200, feed.events().size()));
        replay(some, false);
        replay(some, true);
    }

    private LoadResult replay(List<SeismicEvent> events, boolean isProvisioned) throws InterruptedException {
        try (Faas faas = Faas.create()) {
            FunctionHandle<SeismicEvent, Assessment> assess = Assess.deployTo(faas, options.reserved());
            if (isProvisioned) {
                provision(faas);
            }
            return new Replay(assess, events, options).run();
        }
    }

    private void provision(Faas faas) throws InterruptedException {
        faas.functions().provisioned().put(Assess.LIVE, options.provisioned());
        while (status(faas) == ProvisionedConcurrency.Status.IN_PROGRESS) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static ProvisionedConcurrency.Status status(Faas faas) {
        return faas.functions().provisioned().get(Assess.LIVE).status();
    }

    private void print(LoadResult without, LoadResult with) {
        line(
                "%s: %,d events, %,d times as fast, from %d threads",
                feed.title(), without.events(), options.speed(), options.callers());
        line("assess:live, %d at once reserved", options.reserved());
        line("");
        line("  provisioned contexts %14s %14d", "none", options.provisioned());
        count("cold starts", without.cold(), with.cold());
        count("warm, on demand", without.warmOnDemand(), with.warmOnDemand());
        count("warm, provisioned", without.provisioned(), with.provisioned());
        count("  spillover", without.spillover(), with.spillover());
        count("throttled", without.throttled(), with.throttled());
        line("");
        for (double percent : new double[] {50, 90, 99, 99.9}) {
            latency(
                    "latency p%s".formatted(plain(percent)),
                    without.latencies().at(percent),
                    with.latencies().at(percent));
        }
        latency(
                "latency, longest",
                without.latencies().at(100),
                with.latencies().at(100));
    }

    private void count(String what, int without, int with) {
        line("  %-20s %,14d %,14d", what, without, with);
    }

    private void latency(String what, Duration without, Duration with) {
        line("  %-20s %11.1f ms %11.1f ms", what, without.toNanos() / 1e6, with.toNanos() / 1e6);
    }

    private static String plain(double percent) {
        return percent == Math.rint(percent) ? String.valueOf((int) percent) : String.valueOf(percent);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}
