package io.faas4j.samples.benchmarks;

import io.faas4j.samples.benchmarks.Contest.Contestant;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

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
        List<Contestant> contestants = Contestant.all("(Async|Vertx)Invoke", contestants());
        Goal.print(goals(new Contest(args).run(contestants, "event")), System.out);
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
}
