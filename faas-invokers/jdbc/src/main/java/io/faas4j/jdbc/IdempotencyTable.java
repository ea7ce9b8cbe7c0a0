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

    /** A row that others may be changing is not touched, so that nobody waits for their transaction. */
    private static final String BEGIN = """
            insert into faas_idempotency (key, holder, state, payload_hash, until_us) select ?, ?, 'IN_PROGRESS', ?, ? \
            where case when exists (select 1 from faas_idempotency where key = ? and until_us > ?) then false else %s end \
            on conflict (key) do update set holder = excluded.holder, state = excluded.state, \
            payload_hash = excluded.payload_hash, result = null, until_us = excluded.until_us \
            where faas_idempotency.until_us <= ?""";

    private static final String KNOWN =
            "select payload_hash, result, until_us, holder from faas_idempotency where key = ?";

    private static final String MINE = " where key = ? and holder = ? and state = 'IN_PROGRESS'";

    private static final String COMPLETE =
            "update faas_idempotency set state = 'COMPLETED', result = ?, until_us = ? where key = ? and holder = ? and %s";

    private static final String RELEASE = "delete from faas_idempotency" + MINE + " and %s";

    private static final String IN_PROGRESS = "select 1 from faas_idempotency" + MINE;

    private static final String HOLDS = "select 1 from faas_idempotency where key = ? and holder = ?";

    private static final String SWEEP = """
            delete from faas_idempotency where key in (select key from faas_idempotency where until_us <= ? \
            order by until_us limit %d%s)""";

    private final Database database;
    private final StoreClock clock;
    private final String begin;
    private final String complete;
    private final String release;
    private final String sweep;
    private volatile long sweptMicros;

    IdempotencyTable(Database database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
        this.begin = BEGIN.formatted(database.triesKey());
        this.complete = COMPLETE.formatted(database.triesKey());
        this.release = RELEASE.formatted(database.triesKey());
        // Those that another process is about to take, it may have.
        this.sweep = SWEEP.formatted(MOST_SWEPT, database.isShared() ? " for update skip locked" : "");
    }

    /**
     * What became of what was to be done with a key.
     *
     * @param isHeld whether nothing did, as another process is just doing something with it
     */
    record Done<T>(boolean isHeld, @Nullable T result) {

        static <T> Done<T> held() {
            return new Done<>(true, null);
        }

        static <T> Done<T> with(@Nullable T result) {
            return new Done<>(false, result);
        }
    }

    /** Locks the key if it is free; with nothing then, or what is known of it. */
    Done<IdempotencyRecord> begin(
            Session session, String key, UUID holder, String payloadHash, Instant now, Instant until)
            throws SQLException {
        long nowMicros = clock.micros(now);
        PreparedStatement insert = session.statement(begin);
        insert.setString(1, key);
        database.setId(insert, 2, holder);
        insert.setString(3, payloadHash);
        insert.setLong(4, clock.micros(until));
        insert.setString(5, key);
        insert.setLong(6, nowMicros);
        insert.setString(7, key);
        insert.setLong(8, nowMicros);
        if (insert.executeUpdate() == 1) {
            return Done.with(null);
        }
        PreparedStatement known = session.statement(KNOWN);
        known.setString(1, key);
        try (ResultSet found = known.executeQuery()) {
            if (!found.next() || found.getLong(3) <= nowMicros) {
                return Done.held();
            }
            byte[] result = found.getBytes(2);
            if (result == null && UUID.fromString(found.getString(4)).equals(holder)) {
                // It was committed before, and nobody was told.
                return Done.with(null);
            }
            Instant end = clock.instant(found.getLong(3));
            return Done.with(
                    result == null
                            ? IdempotencyRecord.inProgress(found.getString(1), end)
                            : IdempotencyRecord.completed(found.getString(1), end, result));
        }
    }

    Done<Boolean> complete(Session session, String key, UUID holder, byte[] result, Instant until) throws SQLException {
        PreparedStatement update = session.statement(complete);
        update.setBytes(1, result);
        update.setLong(2, clock.micros(until));
        update.setString(3, key);
        database.setId(update, 4, holder);
        update.setString(5, key);
        boolean isDone = update.executeUpdate() == 1;
        return isDone || !holds(session, HOLDS, key, holder) ? Done.with(isDone) : Done.held();
    }

    Done<Boolean> release(Session session, String key, UUID holder) throws SQLException {
        PreparedStatement delete = session.statement(release);
        delete.setString(1, key);
        database.setId(delete, 2, holder);
        delete.setString(3, key);
        boolean isDone = delete.executeUpdate() == 1;
        return isDone || !holds(session, IN_PROGRESS, key, holder) ? Done.with(isDone) : Done.held();
    }

    private boolean holds(Session session, String sql, String key, UUID holder) throws SQLException {
        PreparedStatement look = session.statement(sql);
        look.setString(1, key);
        database.setId(look, 2, holder);
        try (ResultSet found = look.executeQuery()) {
            return found.next();
        }
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
