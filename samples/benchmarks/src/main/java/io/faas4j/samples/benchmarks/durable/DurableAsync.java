package io.faas4j.samples.benchmarks.durable;

import io.faas4j.samples.benchmarks.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Small asynchronous jobs that are kept in a database until they are done, end to end, in a file and on PostgreSQL: the library beside
 * plain JDBC and two job libraries, each in the same database, one after the other. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.durable.DurableAsync [jobs] [few] [PostgreSQL URL]}
 */
public final class DurableAsync {

    private static final int JOBS = 20_000;
    private static final int FEW = 500;
    private static final double HALF_AS_FAST = 2;
    private static final double FIVE_TIMES_AS_FAST = 0.2;
    private static final double START_MILLIS = 20;

    private static final List<Contender> BOTH = List.of(
            new Contender("rawClaim", 1, RawClaim::new),
            new Contender("rawLocal", 1, RawLocal::new),
            new Contender("faas", 1, FaasContestant::new));

    static final Contender DB_SCHEDULER = new Contender("dbScheduler", 0.25, DbScheduler::new);

    private static final List<Contender> LIBRARIES =
            List.of(DB_SCHEDULER, new Contender("jobRunr", 0.02, JobRunr::new));

    private final int jobs;
    private final int few;

    DurableAsync(int jobs, int few) {
        this.jobs = jobs;
        this.few = few;
    }

    /**
     * The program.
     *
     * @param args how many jobs at once, eight times (20,000 if not given; a quarter of them for db-scheduler, a fiftieth for JobRunr), how many at 50 a
     *     second (500 if not given), and the URL of a PostgreSQL, in whose schema {@code public} everything is removed (if not given, a
     *     server is started)
     */
    public static void main(String[] args) throws Exception {
        int jobs = args.length > 0 ? Integer.parseInt(args[0]) : JOBS;
        int few = args.length > 1 ? Integer.parseInt(args[1]) : FEW;
        DurableAsync program = new DurableAsync(jobs, few);
        List<Goal> goals = new ArrayList<>(program.inFile());
        goals.addAll(program.onPostgres(args.length > 2 ? args[2] : null, LIBRARIES));
        Goal.print(goals, System.out);
    }

    List<Goal> inFile() throws Exception {
        try (Store store = new SqliteStore()) {
            return goals("file", measure(store, BOTH));
        }
    }

    List<Goal> onPostgres(@Nullable String url, List<Contender> libraries) throws Exception {
        try (Store store = new PostgresStore(url)) {
            List<Contender> all = new ArrayList<>(BOTH);
            all.addAll(libraries);
            Map<String, Result> results = measure(store, all);
            List<Goal> goals = goals("PostgreSQL", results);
            for (Contender library : libraries) {
                goals.add(ratio("PostgreSQL", results, library.name(), FIVE_TIMES_AS_FAST));
            }
            return goals;
        }
    }

    private Map<String, Result> measure(Store store, List<Contender> contenders) throws Exception {
        System.out.printf("%s%n%s%n", store.describe(), Result.head());
        Map<String, Result> results = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            Result result = new Load(store, contender, Math.max(1, (int) (jobs * contender.share())), few).run();
            System.out.println(result);
            results.put(contender.name(), result);
        }
        System.out.println();
        return results;
    }

    private static List<Goal> goals(String where, Map<String, Result> results) {
        List<Goal> goals = new ArrayList<>();
        goals.add(ratio(where, results, "rawLocal", HALF_AS_FAST));
        goals.add(
                Goal.atMost(where + ": faas, p99 to start", of(results, "faas").p99Millis(), START_MILLIS, "ms"));
        return goals;
    }

    private static Goal ratio(String where, Map<String, Result> results, String than, double limit) {
        double ratio = of(results, than).done() / of(results, "faas").done();
        return Goal.atMost("%s: %s / faas, done a second".formatted(where, than), ratio, limit, "");
    }

    private static Result of(Map<String, Result> results, String name) {
        return Objects.requireNonNull(results.get(name));
    }
}
