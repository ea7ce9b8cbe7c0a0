package io.faas4j.samples.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs benchmarks by turns, a JVM for each turn, with one thread. Not safe for use by many threads. */
final class Contest {

    private static final int ONE_THREAD = 1;

    private final int rounds;
    private final int iterations;
    private final Scores scores = new Scores();

    /** @param args how many rounds (2 if not given), and how many iterations in each (10 if not given) */
    Contest(String... args) {
        this.rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        this.iterations = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    }

    /**
     * One who takes part.
     *
     * @param from a regular expression for the name of its class
     * @param name of its method
     */
    record Contestant(String from, String name) {

        static List<Contestant> all(String from, List<String> names) {
            return names.stream().map(name -> new Contestant(from, name)).toList();
        }
    }

    /**
     * Runs all, and prints what each took.
     *
     * @param what one of which is measured
     */
    Scores run(List<Contestant> contestants, String what) throws RunnerException {
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : contestants) {
                run(contestant);
            }
        }
        System.out.printf(Locale.ROOT, "%n%-24s %14s%n", "medians of one " + what, "");
        for (Contestant contestant : contestants) {
            System.out.printf(
                    Locale.ROOT, "%-24s %11.1f ns%n", contestant.name(), scores.nanos(contestant.name(), ONE_THREAD));
        }
        System.out.println();
        return scores;
    }

    private void run(Contestant contestant) throws RunnerException {
        var options = new OptionsBuilder()
                .include("\\.%s\\.%s$".formatted(contestant.from(), contestant.name()))
                .forks(1)
                .measurementIterations(iterations)
                .build();
        RunResult run = new Runner(options).runSingle();
        run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(Contest::score)
                .forEach(nanos -> scores.addNanos(contestant.name(), ONE_THREAD, nanos));
    }

    private static double score(IterationResult iteration) {
        return iteration.getPrimaryResult().getScore();
    }
}
