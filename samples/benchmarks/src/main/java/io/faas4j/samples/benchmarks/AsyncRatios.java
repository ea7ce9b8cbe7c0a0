package io.faas4j.samples.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs every contestant of {@link AsyncInvoke} and compares them with the goals. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.AsyncRatios [rounds] [iterations]}
 */
public final class AsyncRatios {

    private static final List<String> CONTESTANTS = List.of("threadPool", "faasAsync", "guavaAsyncEventBus");
    private static final int ONE_PRODUCER = 1;

    private AsyncRatios() {}

    /**
     * The program.
     *
     * @param args how many rounds (2 if not given), and how many iterations of a million events in each (10 if not given)
     */
    public static void main(String[] args) throws RunnerException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int iterations = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        Scores scores = new Scores();
        for (int round = 0; round < rounds; round++) {
            for (String contestant : CONTESTANTS) {
                run(contestant, iterations, scores);
            }
        }
        System.out.printf(Locale.ROOT, "%n%-24s %14s%n", "medians of one event", "");
        for (String contestant : CONTESTANTS) {
            System.out.printf(Locale.ROOT, "%-24s %11.1f ns%n", contestant, scores.nanos(contestant, ONE_PRODUCER));
        }
        System.out.println();
        Goal.print(goals(scores), System.out);
    }

    static List<Goal> goals(Scores scores) {
        return List.of(ratio(scores, "guavaAsyncEventBus", 0.35), ratio(scores, "threadPool", 2.0));
    }

    private static Goal ratio(Scores scores, String of, double limit) {
        double ratio = scores.nanos("faasAsync", ONE_PRODUCER) / scores.nanos(of, ONE_PRODUCER);
        return Goal.atMost("faasAsync / " + of, ratio, limit, "");
    }

    private static void run(String contestant, int iterations, Scores scores) throws RunnerException {
        var options = new OptionsBuilder()
                .include(AsyncInvoke.class.getName() + "\\." + contestant + "$")
                .forks(1)
                .measurementIterations(iterations)
                .build();
        RunResult run = new Runner(options).runSingle();
        run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(AsyncRatios::score)
                .forEach(nanos -> scores.addNanos(contestant, ONE_PRODUCER, nanos));
    }

    private static double score(IterationResult iteration) {
        return iteration.getPrimaryResult().getScore();
    }
}
