package io.faas4j.jdbc;

import io.faas4j.async.queue.QueuedEvent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_key}. */
final class KeyTable {

    private static final long SWEEP_MICROS = 60_000_000;

    private static final String TAKE = """
            insert into %sfaas_key (function, deduplication_key, request_id, until_us) values (?, ?, ?, ?) \
            on conflict (function, deduplication_key) \
            do update set request_id = excluded.request_id, until_us = excluded.until_us where faas_key.until_us <= ?""";

    private static final String FIRST =
            "select request_id from %sfaas_key where function = ? and deduplication_key = ?";

    /** What somebody is just taking anew stays: the transaction of an outbox may last. */
    private static final String DELETE =
            "delete from faas_key where (function, deduplication_key) in (select function, deduplication_key from faas_key where ";

    private static final String FREE = DELETE + "function = ? and deduplication_key = ? and request_id = ?%s)";

    private static final String FREE_ALL = DELETE + "function = ?%s)";

    private static final String SWEEP = DELETE + "until_us <= ?%s)";

    private final Database database;
    private final StoreClock clock;
    private final String takeSql;
    private final String firstSql;
    private final String freeSql;
    private final String freeAllSql;
    private final String sweepSql;
    private long sweptMicros;

    private KeyTable(Database database, StoreClock clock, String qualifier) {
        this.database = database;
        this.clock = clock;
        this.takeSql = TAKE.formatted(qualifier);
        this.firstSql = FIRST.formatted(qualifier);
        this.freeSql = FREE.formatted(database.skipsLocked());
        this.freeAllSql = FREE_ALL.formatted(database.skipsLocked());
        this.sweepSql = SWEEP.formatted(database.skipsLocked());
    }

    /** For the store's own connection. */
    static KeyTable inside(Database database, StoreClock clock) {
        return new KeyTable(database, clock, "");
    }

    /** For the connections of others, once the store has connected to the database. */
    static KeyTable outside(Database database, StoreClock clock) {
        return new KeyTable(database, clock, database.qualifier());
    }

    /** Makes sure that no store takes the key of an event that has one before the end of the transaction, however long that lasts. */
    void lock(Session session, Note.Accept accept) throws SQLException {
        database.lockKey(session.connection(), nameOf(accept));
    }

    /** Whether nobody is just taking the key of an event that has one; nobody does until the end of the transaction then. */
    boolean tryLock(Session session, Note.Accept accept) throws SQLException {
        return database.tryKey(session.connection(), nameOf(accept));
    }

    /** Whether any key may be free; to be asked before {@link #tryLock}, once in a transaction. */
    boolean tryAny(Session session, long process) throws SQLException {
        return database.tryKeys(session.connection(), process);
    }

    private static String nameOf(Note.Accept accept) {
        return accept.function() + ' ' + accept.event().extras().deduplicationKey();
    }

    /** Takes the key of an event that has one; null, or the event that had it before. */
    @Nullable
    UUID take(Session session, Note.Accept accept) throws SQLException {
        QueuedEvent event = accept.event();
        String key = Objects.requireNonNull(event.extras().deduplicationKey());
        PreparedStatement take = session.statement(takeSql);
        take.setString(1, accept.function());
        take.setString(2, key);
        database.setId(take, 3, event.requestId());
        take.setLong(4, clock.micros(accept.keyUntilNanos()));
        take.setLong(5, clock.micros(event.acceptedNanos()));
        if (take.executeUpdate() == 1) {
            return null;
        }
        PreparedStatement first = session.statement(firstSql);
        first.setString(1, accept.function());
        first.setString(2, key);
        try (ResultSet found = first.executeQuery()) {
            // It is locked by now, or nobody else writes.
            found.next();
            return UUID.fromString(found.getString(1));
        }
    }

    void free(Session session, Note.FreeKey note) throws SQLException {
        PreparedStatement free = session.statement(freeSql);
        free.setString(1, note.function());
        free.setString(2, note.deduplicationKey());
        database.setId(free, 3, note.event().requestId());
        free.executeUpdate();
    }

    void freeAll(Session session, String function) throws SQLException {
        PreparedStatement free = session.statement(freeAllSql);
        free.setString(1, function);
        free.executeUpdate();
    }

    /** Removes those whose time is over, once a minute. */
    void sweep(Session session) throws SQLException {
        long now = clock.nowMicros();
        if (now - sweptMicros >= SWEEP_MICROS) {
            sweptMicros = now;
            PreparedStatement sweep = session.statement(sweepSql);
            sweep.setLong(1, now);
            sweep.executeUpdate();
        }
    }
}
