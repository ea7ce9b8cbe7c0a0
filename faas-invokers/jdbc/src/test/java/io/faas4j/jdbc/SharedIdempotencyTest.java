package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.durable.OpenStore;
import io.faas4j.idempotency.IdempotencyRecord;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.runtime.time.TimeSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys of idempotent handlers, with several processes on one PostgreSQL. */
@Timeout(60)
class SharedIdempotencyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LOCK = Duration.ofSeconds(3);
    private static final byte[] RESULT = {'1'};
    private static final int THREADS = 32;
    private static final int KEYS = 50;
    private static final int STEPS = 200;

    private final DataSource source = TestPostgres.source(TestPostgres.newSchema());
    private final TimeSource time = TimeSource.system();
    private final List<FaultyDatabase> databases = List.of(database(), database());
    private final List<OpenStore> processes = databases.stream()
            .map(database -> JdbcStore.of(() -> database).open(time))
            .toList();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        processes.forEach(OpenStore::close);
        time.close();
    }

    private FaultyDatabase database() {
        return new FaultyDatabase(new PostgresDatabase(source, true));
    }

    private IdempotencyStore process(int number) {
        return processes.get(number % processes.size()).idempotency();
    }

    private long rows() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from faas_idempotency")) {
            count.next();
            return count.getLong(1);
        }
    }

    @Test
    void what_one_process_has_locked_or_completed_is_so_for_all() throws Exception {
        UUID holder = new UUID(0, 1);
        process(0).begin("pay#1", holder, "", NOW, NOW.plus(LOCK));
        assertThat(process(1).begin("pay#1", new UUID(0, 2), "", NOW, NOW.plus(LOCK)))
                .hasValueSatisfying(known -> assertThat(known.result()).isEmpty());

        process(0).complete("pay#1", holder, RESULT, NOW.plusSeconds(60), LOCK);

        assertThat(process(1).begin("pay#1", new UUID(0, 2), "", NOW, NOW.plus(LOCK)))
                .hasValueSatisfying(known -> assertThat(known.result()).hasValue(RESULT));
    }

    @Test
    void transactions_with_the_same_keys_in_any_order_do_not_wait_for_each_other_in_a_circle() throws Exception {
        AtomicIntegerArray holders = new AtomicIntegerArray(KEYS);
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            all.add(threads.submit(() -> lockAndRelease(thread, holders)));
        }
        int locked = 0;
        for (Future<Integer> each : all) {
            locked += each.get();
        }

        // A transaction that PostgreSQL ends, as others wait for it, is done again over another connection.
        assertThat(databases).extracting(FaultyDatabase::connections).containsExactly(1, 1);
        assertThat(locked).isGreaterThan(KEYS);
        System.out.printf("keys were locked %d times by %d threads of two processes%n", locked, THREADS);
    }

    /** Another process that has begun something with keys, and not ended its transaction. */
    private Connection inDoubt() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private IdempotencyTable table() {
        return new IdempotencyTable(new PostgresDatabase(source, true), new StoreClock(time));
    }

    @Test
    void nobody_waits_for_another_processs_transaction_but_who_has_the_same_key() throws Exception {
        UUID other = new UUID(0, 1);
        try (Connection inDoubt = inDoubt()) {
            table().begin(new Session(inDoubt), "pay#1", other, "", NOW, NOW.plus(LOCK));
            Future<Optional<IdempotencyRecord>> same =
                    threads.submit(() -> process(0).begin("pay#1", new UUID(0, 2), "", NOW, NOW.plus(LOCK)));

            for (int key = 2; key < 10; key++) {
                assertThat(process(0).begin("pay#" + key, new UUID(0, 2), "", NOW, NOW.plus(LOCK)))
                        .isEmpty();
            }
            assertThat(same).isNotDone();
            inDoubt.commit();

            assertThat(same.get()).isPresent();
        }
    }

    @Test
    void a_key_whose_transaction_did_not_take_effect_is_free() throws Exception {
        try (Connection inDoubt = inDoubt()) {
            table().begin(new Session(inDoubt), "pay#1", new UUID(0, 1), "", NOW, NOW.plus(LOCK));
            Future<Optional<IdempotencyRecord>> same =
                    threads.submit(() -> process(0).begin("pay#1", new UUID(0, 2), "", NOW, NOW.plus(LOCK)));
            inDoubt.rollback();

            assertThat(same.get()).isEmpty();
        }
    }

    @Test
    void what_is_completed_or_released_while_another_process_takes_its_expired_lock_is_the_others_if_that_commits()
            throws Exception {
        UUID first = new UUID(0, 1);
        Instant later = NOW.plus(LOCK).plusSeconds(1);
        for (String key : List.of("pay#1", "pay#2")) {
            process(0).begin(key, first, "", NOW, NOW.plus(LOCK));
        }
        try (Connection inDoubt = inDoubt()) {
            for (String key : List.of("pay#1", "pay#2")) {
                table().begin(new Session(inDoubt), key, new UUID(0, 2), "", later, later.plus(LOCK));
            }
            Future<Boolean> completed =
                    threads.submit(() -> process(0).complete("pay#1", first, RESULT, later.plusSeconds(60), LOCK));
            Future<?> released = threads.submit(() -> {
                process(0).release("pay#2", first);
                return null;
            });
            assertThat(process(0).begin("pay#3", first, "", NOW, NOW.plus(LOCK)))
                    .isEmpty();
            inDoubt.commit();

            assertThat(completed.get()).isFalse();
            released.get();
        }
        assertThat(process(1).begin("pay#2", new UUID(0, 3), "", later, later.plus(LOCK)))
                .isPresent();
    }

    private int lockAndRelease(int thread, AtomicIntegerArray holders) throws Exception {
        Random random = new Random(thread);
        int locked = 0;
        for (int step = 0; step < STEPS; step++) {
            int key = random.nextInt(KEYS);
            UUID holder = new UUID(thread, step);
            if (process(thread)
                    .begin("pay#" + key, holder, "", NOW, NOW.plus(LOCK))
                    .isEmpty()) {
                assertThat(holders.incrementAndGet(key))
                        .as("holders of key %d", key)
                        .isOne();
                holders.decrementAndGet(key);
                process(thread).release("pay#" + key, holder);
                locked++;
            }
        }
        return locked;
    }

    @Test
    void what_has_expired_is_removed() throws Exception {
        insertExpired(1_500);
        Instant later = NOW.plus(Duration.ofMinutes(2));

        process(0).begin("pay#1", new UUID(0, 1), "", later, later.plus(LOCK));
        assertThat(rows()).isEqualTo(501);
        process(0).begin("pay#2", new UUID(0, 1), "", later, later.plus(LOCK));

        assertThat(rows()).isEqualTo(2);
    }

    private void insertExpired(int count) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    insert into faas_idempotency (key, holder, state, payload_hash, until_us) \
                    select 'old#' || number, '%s', 'COMPLETED', '', 1 from generate_series(1, %d) as number""".formatted(new UUID(0, 0), count));
        }
    }
}
