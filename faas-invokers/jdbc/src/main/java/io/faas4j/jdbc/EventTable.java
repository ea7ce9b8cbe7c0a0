package io.faas4j.jdbc;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.EventTarget;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.event.EventPriority;
import io.faas4j.function.FunctionRef;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_event}. */
final class EventTable {

    static final String COLUMNS = """
            seq, function, request_id, target, version, priority, payload, payload_bytes, accepted_us, due_us, died_us, \
            order_key, deduplication_key, tenant, chain, function_errors, throttles, started, attempts, response, delivery, \
            stream_failure""";

    private static final String NEW_COLUMNS = """
            seq, owner, function, request_id, target, version, state, priority, payload, payload_bytes, \
            accepted_us, due_us, order_key, deduplication_key, tenant, chain, stream_failure, function_errors, throttles, started""";

    private static final String NEW_VALUES = "?, ?, ?, ?, ?, ?, 'QUEUED', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?";

    private static final String INSERT = "insert into faas_event (" + NEW_COLUMNS + ") values (" + NEW_VALUES + ")";

    /** Only into the store that was made at a certain time. */
    private static final String INSERT_FROM_OUTSIDE = "insert into %1$sfaas_event (" + NEW_COLUMNS + ") select "
            + NEW_VALUES + " from %1$sfaas_schema where version = 1 and since_us = ?";

    private static final int VALUES = 17;

    private static final String CHANGE = """
            update faas_event set state = ?, target = ?, version = ?, accepted_us = ?, due_us = ?, died_us = ?, \
            function_errors = ?, throttles = ?, started = ?, attempts = ?, response = ?, delivery = ? where seq = ? and owner = ?""";

    private static final String EDIT =
            "update faas_event set payload = ?, payload_bytes = ? where seq = ? and owner = ?";

    private static final String DELETE = "delete from faas_event where seq = ? and owner = ?";

    private final Database database;
    private final StoreClock clock;

    // Racy on purpose: known once the database was connected to.
    private @Nullable String insertFromOutside;

    EventTable(Database database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A row as it was read. */
    record Row(String function, QueuedEvent event, @Nullable Long diedNanos) {}

    void insert(Session session, long owner, List<Note.Accept> accepts) throws SQLException {
        if (accepts.isEmpty()) {
            return;
        }
        PreparedStatement insert = session.statement(INSERT);
        for (Note.Accept accept : accepts) {
            set(insert, accept);
            insert.setLong(2, owner);
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /**
     * Inserts an event of nobody's, over a connection that is not the store's own.
     *
     * @param sinceMicros when the store was made
     * @return false if the connection is one to something else
     */
    boolean insertFromOutside(Session session, Note.Accept accept, long sinceMicros) throws SQLException {
        String sql = insertFromOutside;
        if (sql == null) {
            sql = INSERT_FROM_OUTSIDE.formatted(database.qualifier());
            insertFromOutside = sql;
        }
        PreparedStatement insert = session.statement(sql);
        set(insert, accept);
        insert.setNull(2, Types.BIGINT);
        insert.setLong(VALUES + 1, sinceMicros);
        return insert.executeUpdate() == 1;
    }

    /** All but the owner. */
    private void set(PreparedStatement insert, Note.Accept accept) throws SQLException {
        QueuedEvent event = accept.event();
        EventExtras extras = event.extras();
        insert.setLong(1, accept.key());
        insert.setString(3, accept.function());
        database.setId(insert, 4, event.requestId());
        insert.setString(5, event.target().function().toString());
        insert.setString(6, event.version());
        insert.setString(7, event.priority().name());
        insert.setBytes(8, (byte[]) event.payload());
        insert.setInt(9, event.payloadBytes());
        insert.setLong(10, clock.micros(event.acceptedNanos()));
        insert.setLong(11, clock.micros(event.dueNanos()));
        insert.setString(12, extras.orderKey());
        insert.setString(13, extras.deduplicationKey());
        insert.setString(14, extras.tenantId());
        insert.setString(15, EventJson.chain(extras.chain()));
        insert.setString(16, StreamFailureJson.write(extras.origin()));
        insert.setBoolean(VALUES, event.isStarted());
    }

    void change(Session session, long owner, List<Note.Change> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        PreparedStatement change = session.statement(CHANGE);
        for (Note.Change now : changes) {
            change.setString(1, now.state());
            change.setString(2, now.target().function().toString());
            change.setString(3, now.version());
            change.setLong(4, clock.micros(now.acceptedNanos()));
            change.setLong(5, clock.micros(now.dueNanos()));
            setTime(change, 6, now.diedNanos());
            change.setInt(7, now.functionErrors());
            change.setInt(8, now.throttles());
            change.setBoolean(9, now.isStarted());
            change.setString(10, EventJson.attempts(now.lastAttempt()));
            change.setBytes(11, now.response());
            change.setString(12, EventJson.delivery(now.delivery()));
            change.setLong(13, now.key());
            change.setLong(14, owner);
            change.addBatch();
        }
        change.executeBatch();
    }

    private void setTime(PreparedStatement statement, int index, @Nullable Long nanos) throws SQLException {
        if (nanos == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, clock.micros(nanos));
        }
    }

    void edit(Session session, long owner, List<Note.Edit> edits) throws SQLException {
        if (edits.isEmpty()) {
            return;
        }
        PreparedStatement edit = session.statement(EDIT);
        for (Note.Edit one : edits) {
            edit.setBytes(1, (byte[]) one.event().payload());
            edit.setInt(2, one.event().payloadBytes());
            edit.setLong(3, one.event().storeKey());
            edit.setLong(4, owner);
            edit.addBatch();
        }
        edit.executeBatch();
    }

    /** Deletes events; whether each of them was there, and the owner's. */
    boolean[] delete(Session session, long owner, List<Long> keys) throws SQLException {
        boolean[] wereThere = new boolean[keys.size()];
        if (wereThere.length == 0) {
            return wereThere;
        }
        PreparedStatement delete = session.statement(DELETE);
        for (long key : keys) {
            delete.setLong(1, key);
            delete.setLong(2, owner);
            delete.addBatch();
        }
        int[] counts = delete.executeBatch();
        for (int i = 0; i < wereThere.length; i++) {
            wereThere[i] = counts[i] != 0;
        }
        return wereThere;
    }

    /** Reads the row that a result, of {@link #COLUMNS} in their order, is at. */
    Row read(ResultSet row) throws SQLException {
        UUID id = UUID.fromString(row.getString(3));
        Delivery delivery = EventJson.readDelivery(row.getString(21));
        QueuedEvent event = new QueuedEvent(
                        id.getMostSignificantBits(),
                        id.getLeastSignificantBits(),
                        EventTarget.of(FunctionRef.parse(row.getString(4))),
                        row.getString(5),
                        row.getBytes(7),
                        row.getInt(8),
                        clock.nanos(row.getLong(9)),
                        clock.nanos(row.getLong(10)),
                        EventPriority.valueOf(row.getString(6)),
                        extras(row))
                .withStoreKey(row.getLong(1));
        if (row.getBoolean(18)) {
            event.asStarted();
        }
        List<Attempt> attempts = EventJson.readAttempts(row.getString(19), row.getBytes(20));
        event.withHistory(attempts, row.getInt(16), row.getInt(17), delivery);
        return new Row(row.getString(2), event, readTime(row, 11));
    }

    private @Nullable Long readTime(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : clock.nanos(micros);
    }

    private static EventExtras extras(ResultSet row) throws SQLException {
        String orderKey = row.getString(12);
        String deduplicationKey = row.getString(13);
        String tenant = row.getString(14);
        String chain = row.getString(15);
        StreamOrigin origin = StreamFailureJson.read(row.getString(22));
        boolean isPlain =
                orderKey == null && deduplicationKey == null && tenant == null && chain == null && origin == null;
        return isPlain
                ? EventExtras.NONE
                : new EventExtras(orderKey, deduplicationKey, tenant, EventJson.readChain(chain), null, origin);
    }
}
