package io.faas4j.samples.benchmarks;

import io.faas4j.samples.benchmarks.PoolBorrow.Contestant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs every contestant of {@link PoolBorrow} and {@link VirtualPoolBorrow} with every kind and number of threads, and compares the context pool with the
 * others. {@code java -cp samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.PoolRatios [rounds]
 * [iterations]}
 *
 * <p>Each round gives each contestant a JVM of its own, one contestant after the other.
 */
public final class PoolRatios {

    /**
     * One contest.
     *
     * @param threads how many borrow at the same time
     * @param isVirtual whether they are virtual threads
     * @param isHeld whether each lets others run while it has an object
     */
    record Setting(int threads, boolean isVirtual, boolean isHeld) {

        boolean isPossible() {
            return !isVirtual || Runtime.version().feature() >= 21;
        }

        String benchmark() {
            Class<?> benchmark = isVirtual ? VirtualPoolBorrow.class : PoolBorrow.class;
            return benchmark.getName() + "\\." + (isHeld ? "held" : "atOnce") + "$";
        }

        /** One thread starts the virtual ones. */
        int threadsOfTheBenchmark() {
            return isVirtual ? 1 : threads;
        }

        @Override
        public String toString() {
            String kind = isVirtual ? " virtual" : "";
            return String.format(Locale.ROOT, "%,d%s%s", threads, kind, isHeld ? ", held" : "");
        }
    }

    private static final List<Setting> SETTINGS = Stream.of(
                    new Setting(1, false, false),
                    new Setting(2, false, false),
                    new Setting(8, false, false),
                    new Setting(64, false, false),
                    new Setting(VirtualPoolBorrow.THREADS, true, false),
                    new Setting(VirtualPoolBorrow.THREADS, true, true))
            .filter(Setting::isPossible)
            .toList();

    private final int warmups;
    private final int iterations;
    private final TimeValue iterationTime;
    private final PoolScores scores = new PoolScores();

    PoolRatios(int warmups, int iterations, TimeValue iterationTime) {
        this.warmups = warmups;
        this.iterations = iterations;
        this.iterationTime = iterationTime;
    }

    /**
     * The program.
     *
     * @param args how many rounds (2 if not given), and how many iterations of a second in each (5 if not given)
     */
    public static void main(String[] args) throws RunnerException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int iterations = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        PoolRatios program = new PoolRatios(3, iterations, TimeValue.seconds(1));
        for (int round = 0; round < rounds; round++) {
            for (Setting setting : SETTINGS) {
                for (Contestant contestant : Contestant.values()) {
                    program.run(contestant, setting);
                }
            }
        }
        program.scores.print(SETTINGS, System.out);
        Goal.print(program.goals(), System.out);
    }

    void run(Contestant contestant, Setting setting) throws RunnerException {
        var options = new OptionsBuilder()
                .include(setting.benchmark())
                .param("contestant", contestant.name())
                .threads(setting.threadsOfTheBenchmark())
                .forks(1)
                .warmupIterations(warmups)
                .warmupTime(iterationTime)
                .measurementIterations(iterations)
                .measurementTime(iterationTime)
                .addProfiler(ProcessorTime.class)
                .shouldFailOnError(true)
                .build();
        note(contestant, setting, new Runner(options).runSingle());
    }

    private void note(Contestant contestant, Setting setting, RunResult run) {
        run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .forEach(
                        iteration -> scores.add(contestant, setting, ofTheClock(iteration), ofTheProcessor(iteration)));
    }

    private static double ofTheClock(IterationResult iteration) {
        return iteration.getPrimaryResult().getScore();
    }

    private static double ofTheProcessor(IterationResult iteration) {
        var result = iteration.getSecondaryResults().get(ProcessorTime.LABEL);
        return result == null ? Double.NaN : result.getScore();
    }

    /** Behind nobody, anywhere, by the time that the pools' own code takes. */
    List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (Setting setting : SETTINGS) {
            double own = scores.perProcessorSecond(Contestant.CONTEXT_POOL, setting);
            for (Contestant other : Contestant.values()) {
                if (other != Contestant.CONTEXT_POOL) {
                    String what = "%s / %s, threads: %s".formatted(other, Contestant.CONTEXT_POOL, setting);
                    goals.add(Goal.atMost(
                            what.toLowerCase(Locale.ROOT), scores.perProcessorSecond(other, setting) / own, 1, ""));
                }
            }
        }
        return goals;
    }

    PoolScores scores() {
        return scores;
    }
}
