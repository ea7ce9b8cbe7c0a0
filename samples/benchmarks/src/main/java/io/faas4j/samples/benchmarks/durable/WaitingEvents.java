package io.faas4j.samples.benchmarks.durable;

import io.faas4j.Faas;
import io.faas4j.event.EventOptions;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.jdbc.Outbox;
import io.faas4j.samples.benchmarks.Goal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether it takes longer to claim and run an event while many more wait, in a file and on PostgreSQL. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.durable.WaitingEvents [events ...]}
 */
public final class WaitingEvents {

    private static final int[] SIZES = {100_000, 1_000_000, 10_000_000};

    /** What is claimed first is compiled, and read into caches. */
    private static final int WARM_UP = 20_000;

    private static final int MEASURED = 50_000;
    private static final double AS_LONG = 1.5;
    private static final double NANOS_A_MICRO = 1e3;
    private static final double NANOS_A_MILLI = 1e6;
    private static final long PATIENCE_MINUTES = 10;

    private static final String COPY = """
            insert into faas_event (%s) select %s from faas_event e cross join (with recursive numbers (n) as \
            (select 1 union all select n + 1 from numbers where n < %d) select n%s from numbers) as copies""";

    private static final String RANDOM = ", lower(hex(randomblob(16))) as r";

    private static final String RANDOM_ID = """
            substr(r, 1, 8) || '-' || substr(r, 9, 4) || '-' || substr(r, 13, 4) || '-' || substr(r, 17, 4) || '-' || substr(r, 21)""";

    private final int warmUp;
    private final int measured;

    WaitingEvents(int warmUp, int measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /**
     * The program.
     *
     * @param args how many events wait, from few to many (a hundred thousand, a million and ten million if none is given)
     */
    public static void main(String[] args) throws Exception {
        int[] sizes = args.length == 0
                ? SIZES
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        WaitingEvents program = new WaitingEvents(WARM_UP, MEASURED);
        List<Goal> goals = new ArrayList<>(program.inFile(sizes));
        goals.addAll(program.onPostgres(sizes));
        Goal.print(goals, System.out);
    }

    List<Goal> inFile(int... sizes) throws Exception {
        try (Store store = new SqliteStore()) {
            return measure("file", store, sizes);
        }
    }

    List<Goal> onPostgres(int... sizes) throws Exception {
        try (Store store = new PostgresStore(null)) {
            return measure("PostgreSQL", store, sizes);
        }
    }

    private List<Goal> measure(String where, Store store, int... sizes) throws Exception {
        System.out.printf("%s%n%12s %20s %20s%n", store.describe(), "waiting", "first after (ms)", "an event (us)");
        double[] micros = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            micros[i] = microsAnEvent(store, sizes[i]);
        }
        System.out.println();
        String what = String.format(
                Locale.ROOT, "%s: an event with %,d waiting / with %,d", where, sizes[sizes.length - 1], sizes[0]);
        return List.of(Goal.atMost(what, micros[sizes.length - 1] / micros[0], AS_LONG, ""));
    }

    private double microsAnEvent(Store store, int waiting) throws Exception {
        store.clear();
        sendOne(store);
        copy(store, waiting);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch warm = new CountDownLatch(warmUp);
        CountDownLatch all = new CountDownLatch(warmUp + measured);
        try (Faas faas = Faas.builder().durable(store.jdbcStore()).build()) {
            long begun = System.nanoTime();
            faas.deploy(FunctionDefinition.of("work", String.class, Void.class, (text, context) -> {
                first.countDown();
                warm.countDown();
                all.countDown();
                return null;
            }));
            await(first);
            long started = System.nanoTime();
            await(warm);
            long measuring = System.nanoTime();
            await(all);
            double micros = (System.nanoTime() - measuring) / NANOS_A_MICRO / measured;
            System.out.printf(Locale.ROOT, "%,12d %20.1f %20.1f%n", waiting, (started - begun) / NANOS_A_MILLI, micros);
            return micros;
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the events are not handled");
        }
    }

    /** Nobody's event, and nobody claims it for six hours. */
    private static void sendOne(Store store) throws SQLException {
        try (Faas faas = Faas.builder().durable(store.jdbcStore()).build();
                Connection connection = store.connect()) {
            faas.deploy(FunctionDefinition.of("work", String.class, Void.class, (text, context) -> null));
            connection.setAutoCommit(false);
            Outbox.of(faas).invokeAsync(connection, "work", Job.text(0), EventOptions.NONE.after(Duration.ofHours(6)));
            connection.commit();
        }
    }

    /** In its place, as many as that, which have been due for some time, one after the other. */
    private static void copy(Store store, int waiting) throws SQLException {
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            List<String> columns = new ArrayList<>();
            List<String> values = new ArrayList<>();
            try (ResultSet all = statement.executeQuery("select * from faas_event")) {
                ResultSetMetaData names = all.getMetaData();
                for (int i = 1; i <= names.getColumnCount(); i++) {
                    columns.add(names.getColumnName(i));
                    @Nullable String own = own(store, names.getColumnName(i), waiting);
                    values.add(own == null ? "e." + names.getColumnName(i) : own);
                }
            }
            statement.executeUpdate(COPY.formatted(
                    String.join(", ", columns), String.join(", ", values), waiting, store.isShared() ? "" : RANDOM));
            statement.executeUpdate("delete from faas_event where due_us > accepted_us");
            statement.execute(store.isShared() ? "vacuum (analyze) faas_event" : "pragma wal_checkpoint(truncate)");
        }
    }

    /** What a copy has instead of the original's value; null for nothing else. */
    private static @Nullable String own(Store store, String column, int waiting) {
        return switch (column) {
            case "seq" -> "e.seq + copies.n";
            case "request_id" -> store.isShared() ? "gen_random_uuid()" : RANDOM_ID;
            case "due_us" -> "e.accepted_us - %d + copies.n".formatted(waiting);
            default -> null;
        };
    }
}
