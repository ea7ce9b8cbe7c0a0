package io.faas4j.jdbc;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.EventTarget;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.event.EventPriority;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.failures.FailureLog;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** Takes half as long again on PostgreSQL. */
    private static final String INSERT_IF_NEW = INSERT + " on conflict (seq) do nothing";

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

    private static final Logger log = LoggerFactory.getLogger(EventTable.class);

    private static final int MOST_SAID = 1_000;

    private final Database database;
    private final StoreClock clock;

    /** Rows that were said. */
    private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();

    // Racy on purpose: known once the database was connected to.
    private @Nullable String insertFromOutside;

    EventTable(Database database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A row as it was read. */
    record Row(String function, QueuedEvent event, @Nullable Long diedNanos) {}

    /**
     * Inserts events.
     *
     * @param mayBeThere whether a transaction may have inserted them whose answer was lost
     * @return whether each of them was not there before
     */
    boolean[] insert(Session session, long owner, List<Note.Accept> accepts, boolean mayBeThere) throws SQLException {
        if (accepts.isEmpty()) {
            return new boolean[0];
        }
        PreparedStatement insert = session.statement(mayBeThere ? INSERT_IF_NEW : INSERT);
        for (Note.Accept accept : accepts) {
            set(insert, accept);
            insert.setLong(2, owner);
            insert.addBatch();
        }
        return wereChanged(insert.executeBatch());
    }

    private static boolean[] wereChanged(int[] counts) {
        boolean[] were = new boolean[counts.length];
        for (int i = 0; i < counts.length; i++) {
            were[i] = counts[i] != 0;
        }
        return were;
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
        if (keys.isEmpty()) {
            return new boolean[0];
        }
        PreparedStatement delete = session.statement(DELETE);
        for (long key : keys) {
            delete.setLong(1, key);
            delete.setLong(2, owner);
            delete.addBatch();
        }
        return wereChanged(delete.executeBatch());
    }

    /**
     * Some rows.
     *
     * @param readable those that could be read, in their order
     * @param count of all
     * @param last the number of the last one; {@link Long#MIN_VALUE} if there is none
     */
    record Rows(List<Row> readable, int count, long last) {
        private static final Comparator<Row> ORDER =
                Comparator.comparingLong(row -> row.event().storeKey());

        Rows sorted() {
            return new Rows(readable.stream().sorted(ORDER).toList(), count, last);
        }
    }

    /**
     * Reads what a result, of {@link #COLUMNS} in their order, has. What cannot be read keeps nothing else from being so: it stays in
     * the store as it is, which is said once.
     */
    Rows readAll(ResultSet rows) throws SQLException {
        List<Row> readable = new ArrayList<>();
        int count = 0;
        long last = Long.MIN_VALUE;
        while (rows.next()) {
            count++;
            last = Math.max(last, rows.getLong(1));
            try {
                readable.add(read(rows));
            } catch (RuntimeException unreadable) {
                isUnreadable(rows.getLong(1), rows.getString(2), unreadable);
            }
        }
        return new Rows(readable, count, last);
    }

    private void isUnreadable(long key, @Nullable String function, RuntimeException why) {
        if (unreadable.size() < MOST_SAID && unreadable.add(key)) {
            FailureLog.error(
                    log,
                    "The event of function {} in the row of faas_event whose seq is {} cannot be read; it stays there as it is",
                    function,
                    key,
                    why);
        }
    }

    /** Reads the row that a result, of {@link #COLUMNS} in their order, is at. */
    private Row read(ResultSet row) throws SQLException {
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
