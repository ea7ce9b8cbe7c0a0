package io.faas4j.samples.quakewatch;

import io.faas4j.Faas;
import io.faas4j.runtime.time.RandomSource;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Reads a week of earthquakes, has a function classify them, and another raise the alarm, and prints what became of them. */
public final class QuakeWatch {

    /** Which events meet version 2 is drawn by lot; with a seed it is the same lot each time. */
    private static final long SEED = 20180207;

    private QuakeWatch() {}

    /**
     * The program.
     *
     * @param args nothing for the summary; {@code --load} replays the week instead, see {@link LoadOptions}; {@code --durable DIR} goes
     *     through it in a process that may be killed and started again, see {@link DurableOptions}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        WeekFeed feed = WeekFeed.bundled();
        if (Arrays.asList(args).contains("--load")) {
            new Load(feed, LoadOptions.parse(args), System.out).run();
        } else if (DurableOptions.areMeant(args)) {
            try (DurableWeek week = new DurableWeek(DurableOptions.parse(args), feed.events())) {
                new DurablePrinter(System.out).print(week.run());
            }
        } else {
            run(feed, System.out);
        }
    }

    static void run(WeekFeed feed, PrintStream out) {
        try (Faas faas = Faas.builder().random(RandomSource.seeded(SEED)).build()) {
            Classify.deployTo(faas);

            Watch watch = new Watch(faas);
            List<Outcome> outcomes = watch.classify(feed.events());
            List<Disagreement> disagreements = watch.compare(feed.events());

            new SummaryPrinter(out).print(feed, Summary.of(outcomes, disagreements));
        }
        try (AlertWeek week = new AlertWeek(feed.events())) {
            new AlertPrinter(out).print(week.run());
        }
        try (StreamWeek week = new StreamWeek(feed.events())) {
            new StreamPrinter(out).print(week.run());
        }
        try (QueueWeek week = new QueueWeek(feed.events())) {
            new QueuePrinter(out).print(week.run());
        }
    }
}
