package io.faas4j.jdbc;

import io.faas4j.durable.DurableStore;
import io.faas4j.durable.OpenStore;
import io.faas4j.error.ValidationException;
import io.faas4j.runtime.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Keeps events, dead letters, queues, checkpoints, the keys of idempotent handlers and, if asked for, what is set of functions at run time in a
 * file, or on a PostgreSQL that several processes share.
 * Immutable: each method answers the same store with one thing changed.
 *
 * <pre>{@code
 * Faas faas = Faas.builder().durable(JdbcStore.embedded(Path.of("faas.db"))).build();
 * }</pre>
 *
 * <p>What is written at about the same time shares a transaction: whoever comes while one is being committed is in the next, of at
 * most 1,000 events or 4 MiB, so that nobody waits for more than two of them while the store keeps up. An event is accepted once
 * its transaction has been committed, with its pages forced to the disk where the database does so.
 *
 * <p>While the database is away, or gives no answer for 20 seconds, events are refused with a {@link io.faas4j.error.StoreException},
 * and what runs goes on; so each sender is told within the time of two transactions, 40 seconds at the longest. What was refused so is
 * not accepted: if the database has stored it all the same, it is removed before anything else of this process is stored. Closing the
 * library gives up such a database after the same time.
 */
public final class JdbcStore implements DurableStore {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    private final Supplier<Database> database;
    private final Duration lease;
    private final Supplier<AnswerWatch> watch;

    private JdbcStore(Supplier<Database> database, Duration lease, Supplier<AnswerWatch> watch) {
        this.database = database;
        this.lease = lease;
        this.watch = watch;
    }

    /**
     * In a file, for one process at a time, with SQLite. A second one that opens it gets a {@link
     * io.faas4j.error.StoreException} that says so. No committed event is lost when the process is killed or the power fails, if the
     * disk keeps what it was told to force. Beside the file there are others of its name with {@code -wal}, {@code -shm} and {@code
     * .lock} behind; they belong to it. It uses one connection; others may write into tables of their own in the same file, for
     * moments.
     *
     * @param file made if it is not there; the folder must be
     */
    public static JdbcStore embedded(Path file) {
        Objects.requireNonNull(file, "file");
        return of(() -> new SqliteDatabase(file));
    }

    /**
     * On a PostgreSQL, for several processes at once; tested with version 18. Its tables begin with {@code faas_}, in the schema that
     * comes first in the connections' search path. Each process keeps the events that it has accepted; when it ends, or is not heard
     * of for as long as the {@linkplain #lease lease}, they are nobody's, as those of an {@link Outbox} are, and go each to one process that
     * has what they are addressed to deployed. Its dead letters go to another process as they are. Processes that map the same stream under the
     * same name read each a part of its shards ({@link io.faas4j.source.ShardLeases}), as long as they give signs of life. Queues belong to no
     * process.
     *
     * <p>A process uses two connections for as long as it is open: one writes, and one listens to what other processes tell by {@code
     * NOTIFY}. The latter is done without, and what is nobody's looked for every second, where the connections are not those of
     * PostgreSQL's own driver, or do not last, as through a pooler that lends them for a transaction.
     *
     * @param dataSource gives connections that may stay open, two at once; stays the caller's
     */
    public static JdbcStore on(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return of(() -> new PostgresDatabase(dataSource, true));
    }

    /** Any database. */
    static JdbcStore of(Supplier<Database> database) {
        return of(database, AnswerWatch::create);
    }

    /** Any database, and who sees to its answers; for tests. */
    static JdbcStore of(Supplier<Database> database, Supplier<AnswerWatch> watch) {
        return new JdbcStore(database, Duration.ofSeconds(30), watch);
    }

    /**
     * Sets after which time without a sign of life a process on PostgreSQL is taken for dead. It gives a sign three times as often. A
     * process that was only slow finds out when it comes back, and drops what has become another's; events that it was handling
     * then are handled twice, and so are records of shards that another process reads by now. In a file it is of no meaning.
     *
     * @param longest 3 seconds to 1 hour; 30 seconds if never set
     * @throws ValidationException outside that range
     */
    public JdbcStore lease(Duration longest) {
        if (longest.compareTo(SHORTEST_LEASE) < 0 || longest.compareTo(LONGEST_LEASE) > 0) {
            throw ValidationException.of("lease", longest, "Member must have value between 3 seconds and 1 hour");
        }
        return new JdbcStore(database, longest, watch);
    }

    @Override
    public OpenStore open(TimeSource time) {
        return OpenJdbcStore.open(database.get(), time, lease, watch.get());
    }
}
