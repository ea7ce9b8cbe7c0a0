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
            insert into faas_key (function, deduplication_key, request_id, until_us) values (?, ?, ?, ?) \
            on conflict (function, deduplication_key) \
            do update set request_id = excluded.request_id, until_us = excluded.until_us where faas_key.until_us <= ?""";

    private static final String FIRST = "select request_id from faas_key where function = ? and deduplication_key = ?";

    private static final String FREE =
            "delete from faas_key where function = ? and deduplication_key = ? and request_id = ?";

    private static final String FREE_ALL = "delete from faas_key where function = ?";

    private static final String SWEEP = "delete from faas_key where until_us <= ?";

    private final Database database;
    private final StoreClock clock;
    private long sweptMicros;

    KeyTable(Database database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Takes the key of an event that has one; null, or the event that had it before. */
    @Nullable
    UUID take(Session session, Note.Accept accept) throws SQLException {
        QueuedEvent event = accept.event();
        String key = Objects.requireNonNull(event.extras().deduplicationKey());
        PreparedStatement take = session.statement(TAKE);
        take.setString(1, accept.function());
        take.setString(2, key);
        database.setId(take, 3, event.requestId());
        take.setLong(4, clock.micros(accept.keyUntilNanos()));
        take.setLong(5, clock.micros(event.acceptedNanos()));
        if (take.executeUpdate() == 1) {
            return null;
        }
        PreparedStatement first = session.statement(FIRST);
        first.setString(1, accept.function());
        first.setString(2, key);
        try (ResultSet found = first.executeQuery()) {
            // It is locked by now, or nobody else writes.
            found.next();
            return UUID.fromString(found.getString(1));
        }
    }

    void free(Session session, Note.FreeKey note) throws SQLException {
        PreparedStatement free = session.statement(FREE);
        free.setString(1, note.function());
        free.setString(2, note.deduplicationKey());
        database.setId(free, 3, note.event().requestId());
        free.executeUpdate();
    }

    void freeAll(Session session, String function) throws SQLException {
        PreparedStatement free = session.statement(FREE_ALL);
        free.setString(1, function);
        free.executeUpdate();
    }

    /** Removes those whose time is over, once a minute. */
    void sweep(Session session) throws SQLException {
        long now = clock.nowMicros();
        if (now - sweptMicros >= SWEEP_MICROS) {
            sweptMicros = now;
            PreparedStatement sweep = session.statement(SWEEP);
            sweep.setLong(1, now);
            sweep.executeUpdate();
        }
    }
}
