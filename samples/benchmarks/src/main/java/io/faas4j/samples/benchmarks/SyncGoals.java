package io.faas4j.samples.benchmarks;

import java.util.List;

/** What a synchronous invocation may cost, as ratios of medians of one run. */
final class SyncGoals {

    /** The contestants, in the order in which they run: whoever is compared runs close to whom it is compared with. */
    static final List<String> CONTESTANTS = List.of(
            "directCall",
            "limitPath",
            "faasCaller",
            "faasCallerSimpleMeters",
            "faasCallerPrometheus",
            "faasCallerByName",
            "resilience4jDecorated",
            "bulkheadAndTimer",
            "executorHandoff",
            "faasWorker",
            "bareJackson",
            "faasJson");

    private SyncGoals() {}

    static List<Goal> of(Scores scores) {
        return List.of(
                ratio(scores, 1, "limitPath", "directCall", 7),
                ratio(scores, 1, "faasCaller", "limitPath", 1.3),
                ratio(scores, 2, "faasCaller", "limitPath", 1.3),
                ratio(scores, 1, "faasCallerSimpleMeters", "limitPath", 1.3),
                ratio(scores, 2, "faasCallerSimpleMeters", "limitPath", 1.3),
                ratio(scores, 1, "faasCallerPrometheus", "limitPath", 1.3),
                ratio(scores, 2, "faasCallerPrometheus", "limitPath", 1.3),
                ratio(scores, 1, "faasCaller", "resilience4jDecorated", 0.6),
                ratio(scores, 2, "faasCaller", "resilience4jDecorated", 0.6),
                shownOnly(scores, 1, "faasCaller", "bulkheadAndTimer"),
                shownOnly(scores, 2, "faasCaller", "bulkheadAndTimer"),
                Goal.atMost(
                        "faasCaller, two threads / one",
                        scores.nanos("faasCaller", 2) / scores.nanos("faasCaller", 1),
                        1.5,
                        ""),
                Goal.atMost(
                        "faasCallerByName - faasCaller",
                        scores.nanos("faasCallerByName", 1) - scores.nanos("faasCaller", 1),
                        30,
                        "ns"),
                ratio(scores, 1, "faasWorker", "executorHandoff", 1.1),
                ratio(scores, 2, "faasWorker", "executorHandoff", 1.1),
                ratio(scores, 1, "faasJson", "bareJackson", 1.15),
                ratio(scores, 2, "faasJson", "bareJackson", 1.15),
                Goal.atMost(
                        "faasCaller - directCall, allocated",
                        scores.bytes("faasCaller", 1) - scores.bytes("directCall", 1),
                        72,
                        "B"),
                Goal.atMost(
                        "faasCallerPrometheus - directCall, allocated",
                        scores.bytes("faasCallerPrometheus", 1) - scores.bytes("directCall", 1),
                        72,
                        "B"));
    }

    private static Goal ratio(Scores scores, int threads, String contestant, String base, double limit) {
        return Goal.atMost(name(threads, contestant, base), ratio(scores, threads, contestant, base), limit, "");
    }

    private static Goal shownOnly(Scores scores, int threads, String contestant, String base) {
        return Goal.shownOnly(name(threads, contestant, base), ratio(scores, threads, contestant, base), "");
    }

    private static double ratio(Scores scores, int threads, String contestant, String base) {
        return scores.nanos(contestant, threads) / scores.nanos(base, threads);
    }

    private static String name(int threads, String contestant, String base) {
        return "%s / %s%s".formatted(contestant, base, threads == 1 ? "" : ", " + threads + " threads");
    }
}
