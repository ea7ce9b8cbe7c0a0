package io.faas4j.jdbc;

import io.faas4j.idempotency.IdempotencyRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_idempotency}. Used by the writing thread. */
final class IdempotencyTable {

    private static final long SWEEP_MICROS = 60_000_000;

    /** So that one sweep holds up nobody for long. */
    private static final int MOST_SWEPT = 1_000;

    private static final String BEGIN = """
            insert into faas_idempotency (key, holder, state, payload_hash, until_us) values (?, ?, 'IN_PROGRESS', ?, ?) \
            on conflict (key) do update set holder = excluded.holder, state = excluded.state, \
            payload_hash = excluded.payload_hash, result = null, until_us = excluded.until_us \
            where faas_idempotency.until_us <= ?""";

    private static final String KNOWN =
            "select payload_hash, result, until_us, holder from faas_idempotency where key = ?";

    private static final String COMPLETE =
            "update faas_idempotency set state = 'COMPLETED', result = ?, until_us = ? where key = ? and holder = ?";

    private static final String RELEASE =
            "delete from faas_idempotency where key = ? and holder = ? and state = 'IN_PROGRESS'";

    private static final String SWEEP = """
            delete from faas_idempotency where key in (select key from faas_idempotency where until_us <= ? \
            order by until_us limit %d%s)""";

    private final Database database;
    private final StoreClock clock;
    private final String sweep;
    private volatile long sweptMicros;

    IdempotencyTable(Database database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
        // Those that another process is about to take, it may have.
        this.sweep = SWEEP.formatted(MOST_SWEPT, database.isShared() ? " for update skip locked" : "");
    }

    /** Locks the key if it is free; null then, or what is known of it. */
    @Nullable
    IdempotencyRecord begin(Session session, String key, UUID holder, String payloadHash, Instant now, Instant until)
            throws SQLException {
        PreparedStatement begin = session.statement(BEGIN);
        begin.setString(1, key);
        database.setId(begin, 2, holder);
        begin.setString(3, payloadHash);
        begin.setLong(4, clock.micros(until));
        begin.setLong(5, clock.micros(now));
        if (begin.executeUpdate() == 1) {
            return null;
        }
        PreparedStatement known = session.statement(KNOWN);
        known.setString(1, key);
        try (ResultSet found = known.executeQuery()) {
            // It is locked by now, or nobody else writes.
            found.next();
            byte[] result = found.getBytes(2);
            if (result == null && UUID.fromString(found.getString(4)).equals(holder)) {
                // It was committed before, and nobody was told.
                return null;
            }
            Instant end = clock.instant(found.getLong(3));
            return result == null
                    ? IdempotencyRecord.inProgress(found.getString(1), end)
                    : IdempotencyRecord.completed(found.getString(1), end, result);
        }
    }

    boolean complete(Session session, String key, UUID holder, byte[] result, Instant until) throws SQLException {
        PreparedStatement complete = session.statement(COMPLETE);
        complete.setBytes(1, result);
        complete.setLong(2, clock.micros(until));
        complete.setString(3, key);
        database.setId(complete, 4, holder);
        return complete.executeUpdate() == 1;
    }

    int release(Session session, String key, UUID holder) throws SQLException {
        PreparedStatement release = session.statement(RELEASE);
        release.setString(1, key);
        database.setId(release, 2, holder);
        return release.executeUpdate();
    }

    /** Whether it is a minute since all were removed whose time was over. */
    boolean isToBeSwept(Instant now) {
        return clock.micros(now) - sweptMicros >= SWEEP_MICROS;
    }

    /** Removes some of those whose time is over. */
    int sweep(Session session, Instant now) throws SQLException {
        long nowMicros = clock.micros(now);
        PreparedStatement delete = session.statement(sweep);
        delete.setLong(1, nowMicros);
        int swept = delete.executeUpdate();
        if (swept < MOST_SWEPT) {
            sweptMicros = nowMicros;
        }
        return swept;
    }
}
