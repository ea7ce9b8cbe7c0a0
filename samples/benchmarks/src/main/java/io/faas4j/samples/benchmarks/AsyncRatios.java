package io.faas4j.samples.benchmarks;

import java.util.ArrayList;
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

    static final List<String> CONTESTANTS =
            List.of("threadPool", "faasAsync", "guavaAsyncEventBus", "guavaOnFixedPool");

    /** Only in a jar that was built with the profile {@code vertx}. */
    static final String VERTX = "vertxEventBus";

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
            for (String contestant : contestants()) {
                run(contestant, iterations, scores);
            }
        }
        System.out.printf(Locale.ROOT, "%n%-24s %14s%n", "medians of one event", "");
        for (String contestant : contestants()) {
            System.out.printf(Locale.ROOT, "%-24s %11.1f ns%n", contestant, scores.nanos(contestant, ONE_PRODUCER));
        }
        System.out.println();
        Goal.print(goals(scores), System.out);
    }

    static List<String> contestants() {
        List<String> all = new ArrayList<>(CONTESTANTS);
        if (isVertxThere()) {
            all.add(VERTX);
        }
        return all;
    }

    static boolean isVertxThere() {
        return AsyncRatios.class.getResource("VertxInvoke.class") != null;
    }

    static List<Goal> goals(Scores scores) {
        List<Goal> goals = new ArrayList<>();
        goals.add(ratio(scores, "guavaAsyncEventBus", 0.35));
        goals.add(ratio(scores, "threadPool", 2.0));
        goals.add(ratio(scores, "guavaOnFixedPool", Double.POSITIVE_INFINITY));
        if (isVertxThere()) {
            goals.add(ratio(scores, VERTX, Double.POSITIVE_INFINITY));
        }
        return goals;
    }

    private static Goal ratio(Scores scores, String of, double limit) {
        double ratio = scores.nanos("faasAsync", ONE_PRODUCER) / scores.nanos(of, ONE_PRODUCER);
        return Goal.atMost("faasAsync / " + of, ratio, limit, "");
    }

    private static void run(String contestant, int iterations, Scores scores) throws RunnerException {
        var options = new OptionsBuilder()
                .include("\\.(Async|Vertx)Invoke\\." + contestant + "$")
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
