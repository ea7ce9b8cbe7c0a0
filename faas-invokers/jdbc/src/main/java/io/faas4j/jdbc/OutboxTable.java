package io.faas4j.jdbc;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.error.ValidationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Writes events that are nobody's in the transactions of others. Safe for use by many threads. */
final class OutboxTable {

    private static final String IS_MINE = "select 1 from %sfaas_schema where version = 1 and since_us = ?";

    private final Database database;
    private final Owner owner;
    private final EventTable events;
    private final KeyTable keys;
    private final String isMine;
    private final long sinceMicros;

    /**
     * For a store that is open.
     *
     * @param sinceMicros when it was made
     */
    OutboxTable(Database database, Owner owner, StoreClock clock, EventTable events, long sinceMicros) {
        this.database = database;
        this.owner = owner;
        this.events = events;
        this.keys = KeyTable.outside(database, clock);
        this.isMine = IS_MINE.formatted(database.qualifier());
        this.sinceMicros = sinceMicros;
    }

    /**
     * Writes an event, and announces it with the end of the transaction.
     *
     * @param connection without auto-commit; neither committed, rolled back nor closed
     * @throws ValidationException if the connection is one to something else
     */
    Acceptance insert(Connection connection, QueuedEvent event, long keyUntilNanos) {
        Note.Accept accept = new Note.Accept(
                event.target().function().name(),
                event,
                owner.nextKey(),
                keyUntilNanos,
                null,
                0,
                new CompletableFuture<>());
        Session session = new Session(connection);
        try {
            try {
                return insert(session, accept);
            } finally {
                session.release();
            }
        } catch (SQLException failure) {
            if (isElsewhere(connection, failure)) {
                throw elsewhere(connection);
            }
            Reason reason = database.isRefusal(failure) ? Reason.REFUSED : Reason.UNAVAILABLE;
            return new Acceptance.Unstored(reason, failure);
        }
    }

    private Acceptance insert(Session session, Note.Accept accept) throws SQLException {
        if (accept.event().extras().deduplicationKey() != null) {
            requireMine(session, isMine(session));
            keys.lock(session, accept);
            UUID first = keys.take(session, accept);
            if (first != null) {
                return new Acceptance.Duplicate(first);
            }
        }
        requireMine(session, events.insertFromOutside(session, accept, sinceMicros));
        database.announce(
                session.connection(), accept.event().target().function().toString());
        return Acceptance.ACCEPTED;
    }

    private boolean isMine(Session session) throws SQLException {
        PreparedStatement look = session.statement(isMine);
        look.setLong(1, sinceMicros);
        try (ResultSet found = look.executeQuery()) {
            return found.next();
        }
    }

    private void requireMine(Session session, boolean isMine) {
        if (!isMine) {
            throw elsewhere(session.connection());
        }
    }

    private boolean isElsewhere(Connection connection, SQLException failure) {
        try {
            return database.isElsewhere(connection, failure);
        } catch (SQLException broken) {
            return false;
        }
    }

    private ValidationException elsewhere(Connection connection) {
        String url;
        try {
            url = connection.getMetaData().getURL();
        } catch (SQLException broken) {
            url = null;
        }
        return ValidationException.of(
                "connection",
                url,
                "Member must be a connection to the database that the library is durable on, %s"
                        .formatted(database.name()));
    }
}
