package io.faas4j.samples.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs every contestant of {@link SyncInvoke} with one and two threads and compares them with the goals. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.Ratios [rounds] [iterations]}
 *
 * <p>Each round gives each contestant a JVM of its own, one contestant after the other, so that what a busy machine takes
 * away is taken from all of them.
 */
public final class Ratios {

    private static final int[] THREADS = {1, 2};

    private Ratios() {}

    /**
     * The program.
     *
     * @param args how many rounds (2 if not given), and how many iterations of a second in each (5 if not given)
     */
    public static void main(String[] args) throws RunnerException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int iterations = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Scores scores = new Scores();
        for (int round = 0; round < rounds; round++) {
            for (int threads : THREADS) {
                for (String contestant : SyncGoals.CONTESTANTS) {
                    run(contestant, threads, iterations, scores);
                }
            }
        }
        printScores(scores);
        Goal.print(SyncGoals.of(scores), System.out);
    }

    private static void run(String contestant, int threads, int iterations, Scores scores) throws RunnerException {
        var options = new OptionsBuilder()
                .include(SyncInvoke.class.getName() + "\\." + contestant + "$")
                .threads(threads)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .build();
        note(contestant, threads, new Runner(options).runSingle(), scores);
    }

    private static void note(String contestant, int threads, RunResult run, Scores scores) {
        List<IterationResult> iterations = run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
        for (IterationResult iteration : iterations) {
            scores.addNanos(contestant, threads, iteration.getPrimaryResult().getScore());
            var allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
            if (allocated != null) {
                scores.addBytes(contestant, threads, allocated.getScore());
            }
        }
    }

    private static void printScores(Scores scores) {
        System.out.printf(
                Locale.ROOT, "%n%-24s %14s %14s %12s%n", "medians of one call", "1 thread", "2 threads", "allocated");
        for (String contestant : SyncGoals.CONTESTANTS) {
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %11.1f ns %11.1f ns %10.1f B%n",
                    contestant,
                    scores.nanos(contestant, 1),
                    scores.nanos(contestant, 2),
                    scores.bytes(contestant, 1));
        }
        System.out.println();
    }
}
