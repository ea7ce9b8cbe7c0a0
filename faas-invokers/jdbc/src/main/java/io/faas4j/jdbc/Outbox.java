package io.faas4j.jdbc;

import io.faas4j.Faas;
import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.durable.OpenStore;
import io.faas4j.durable.OutgoingEvents;
import io.faas4j.error.ValidationException;
import io.faas4j.event.EventOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends events in transactions of your own: an event exists exactly if the transaction commits, together with what else you change in
 * it. Safe for use by many threads; each connection is used by the thread that brings it.
 *
 * <pre>{@code
 * Outbox outbox = Outbox.of(faas);
 * connection.setAutoCommit(false);
 * insertOrder(connection, order);
 * outbox.invokeAsync(connection, "ship:live", order);
 * connection.commit();
 * }</pre>
 *
 * <p>Until it is committed nobody sees the event, and nobody's it is then: any process takes it over that has the function deployed. On
 * PostgreSQL the commit tells them, so that one of them starts it within milliseconds; in a file, it is found within a second, or at
 * once after {@link #committed}. It counts as accepted, against the bounds of a queue too, once a process has taken it over; while
 * there is no room it waits in the database. An {@code orderKey} holds among the events that the same process takes over.
 */
public final class Outbox {

    private final OutgoingEvents events;
    private final OpenJdbcStore store;

    private Outbox(OutgoingEvents events, OpenJdbcStore store) {
        this.events = events;
        this.store = store;
    }

    /**
     * The outbox of a library.
     *
     * @param faas built with {@link Faas.Builder#durable} and a {@link JdbcStore}
     * @throws ValidationException if it was not
     */
    public static Outbox of(Faas faas) {
        OutgoingEvents events = faas.outgoingEvents().orElse(null);
        OpenStore store = events == null ? null : events.store();
        if (events == null || !(store instanceof OpenJdbcStore open)) {
            throw ValidationException.of(
                    "faas.durable",
                    store == null ? null : store.getClass().getName(),
                    "Member must be a JdbcStore, for events to be sent in transactions");
        }
        return new Outbox(events, open);
    }

    /**
     * As {@link #invokeAsync(Connection, String, Object, EventOptions)}, with nothing more asked for.
     *
     * @param connection to the store's database, within a transaction
     * @param function any form that {@link io.faas4j.function.FunctionRef#parse} takes
     * @param event the event, or null
     * @return the event's request id
     */
    public UUID invokeAsync(Connection connection, String function, @Nullable Object event) {
        return invokeAsync(connection, function, event, EventOptions.NONE);
    }

    /**
     * Sends a function an event as {@link Faas#invokeAsync(String, Object, EventOptions)} does, if the connection's transaction commits. All
     * is checked that is checked there, but for the room in a queue; the function must be deployed in this process too. The connection is
     * neither committed, rolled back nor closed.
     *
     * <p>The first sender of a {@code deduplicationKey} keeps other senders of that key waiting until its transaction has ended: an outbox
     * for as long as its database lets it, {@code invokeAsync} for about two seconds; one with more than 100 keys in its transaction keeps
     * {@code invokeAsync} waiting with any key. In a file, a transaction keeps all others from
     * writing: begin it with {@code BEGIN IMMEDIATE} ({@code transaction_mode=IMMEDIATE} of the driver), keep it short, and call no
     * {@code invokeAsync} of the library's own within it, which would wait for it.
     *
     * @param connection to the store's database, within a transaction that is not a distributed one
     * @param function any form that {@link io.faas4j.function.FunctionRef#parse} takes
     * @param event the event, or null
     * @param options a delay, keys, a priority, a tenant; there is nothing to wait for
     * @return the event's request id, or that of the first one with its deduplication key
     * @throws ValidationException if the connection is in auto-commit mode, or one to another database
     * @throws io.faas4j.error.ResourceNotFoundException if the reference leads nowhere
     * @throws io.faas4j.error.EventQueueFullException if the event has more bytes than a queue may have
     * @throws io.faas4j.error.StoreException if the event could not be written: roll back
     * @throws io.faas4j.error.ServiceException if the library is closed
     */
    public UUID invokeAsync(Connection connection, String function, @Nullable Object event, EventOptions options) {
        return events.send(function, event, options, made -> insert(connection, made))
                .requestId();
    }

    private Acceptance insert(Connection connection, QueuedEvent event) {
        requireTransaction(connection);
        return store.insert(connection, event);
    }

    private static void requireTransaction(Connection connection) {
        boolean isAutoCommit;
        try {
            isAutoCommit = connection.getAutoCommit();
        } catch (SQLException closed) {
            throw ValidationException.of("connection", closed.getMessage(), "Member must be open");
        }
        if (isAutoCommit) {
            throw ValidationException.of(
                    "connection.autoCommit", true, "Member must be false: an event belongs to a transaction");
        }
    }

    /** Has this process look for events that were committed, at once: in a file, where nobody else tells it. */
    public void committed() {
        store.look();
    }
}
