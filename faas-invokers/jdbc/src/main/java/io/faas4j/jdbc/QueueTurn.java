package io.faas4j.jdbc;

import io.faas4j.queue.KeptMessage;
import io.faas4j.queue.QueueAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the transaction that goes on knows of a queue, and has changed of it. Begun and ended by each transaction that needs the queue; of
 * the writing thread.
 */
final class QueueTurn {

    /*
     * I1  before anything is done with a queue, its messages are gone that are too old: of a FIFO queue they would be in the way of
     *     others.
     * I2  what is remembered from one turn to the next is of a transaction over the same connection: after one that failed there is
     *     another.
     */
    private static final int MOST_TOO_OLD = 1_000;

    /** Another process may have moved old messages here. */
    private static final long LOOK_MICROS = 1_000_000;

    private final JdbcQueue queue;
    private final QueueTables tables;
    private final StoreClock clock;
    private final Owner owner;

    private @Nullable Session session;
    private boolean exists;
    private QueueAttributes attributes = QueueAttributes.NONE;
    private @Nullable Long purgedMicros;
    private long nowMicros;
    private long lastPlace;
    private boolean isPlaceNew;
    private long known;
    private long added;
    private boolean isTold;
    private long ageDueMicros;
    private long keysSweptMicros;
    private final Set<String> changedGroups = new TreeSet<>();

    QueueTurn(JdbcQueue queue, QueueTables tables, StoreClock clock, Owner owner) {
        this.queue = queue;
        this.tables = tables;
        this.clock = clock;
        this.owner = owner;
    }

    /** @param isAlone whether this transaction is to have the queue alone */
    void begin(Session in, boolean isAlone) throws SQLException {
        if (session != in) {
            session = in;
            ageDueMicros = Long.MIN_VALUE;
            keysSweptMicros = Long.MIN_VALUE;
        }
        QueueTable.Row row = tables.queues().read(in, queue.number(), isAlone);
        exists = row != null;
        if (row == null) {
            queue.gone();
            return;
        }
        attributes = queue.seen(row);
        purgedMicros = row.purgedMicros();
        lastPlace = row.lastPlace();
        isPlaceNew = false;
        known = -1;
        added = 0;
        isTold = false;
        changedGroups.clear();
        nowMicros = clock.nowMicros();
        forgetOld(in, isAlone);
    }

    private void forgetOld(Session in, boolean isAlone) throws SQLException {
        if (nowMicros < ageDueMicros || (isFifo() && !isAlone)) {
            return;
        }
        List<@Nullable String> groups;
        do {
            groups = tables.messages().deleteSent(in, queue.number(), sentAfterMicros(), MOST_TOO_OLD);
            added -= groups.size();
            groups.forEach(this::changed);
        } while (isFifo() && groups.size() == MOST_TOO_OLD);
        settleGroups(in);
        Long oldest = tables.messages().oldest(in, queue.number());
        long due = oldest == null ? Long.MAX_VALUE : oldest + micros(attributes.retention());
        ageDueMicros = Math.min(due, nowMicros + LOOK_MICROS);
    }

    /** Writes what is left to be written, and tells other processes. */
    void end(Session in) throws SQLException {
        if (!exists) {
            return;
        }
        settleGroups(in);
        if (added != 0) {
            QueueTable.add(in, queue.number(), owner.number(), added);
        }
        if (isPlaceNew) {
            QueueTable.place(in, queue.number(), lastPlace);
        }
        if (isTold) {
            queue.announce(in);
        }
    }

    boolean exists() {
        return exists;
    }

    QueueAttributes attributes() {
        return attributes;
    }

    boolean isFifo() {
        return attributes.isFifo();
    }

    long nowMicros() {
        return nowMicros;
    }

    /** What was sent then or before is too old. */
    long sentAfterMicros() {
        return nowMicros - micros(attributes.retention());
    }

    static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    /** Whether it was purged after a time. */
    boolean isPurgedAfter(long micros) {
        Long purged = purgedMicros;
        return purged != null && purged > micros;
    }

    // ---- messages that come and go ----------------------------------------------------------------------------------

    /** How many messages there are; on a database that is shared, but for what other transactions are about to change. */
    long messages(Session in) throws SQLException {
        if (known < 0) {
            known = QueueTable.messages(in, queue.number());
        }
        return known + added;
    }

    boolean hasRoom(Session in, int places) throws SQLException {
        return messages(in) + places <= attributes.capacity();
    }

    /** The next place; of a FIFO queue greater than those before, of which the transaction has the queue alone. */
    long nextPlace() {
        if (!isFifo()) {
            return owner.nextKey();
        }
        isPlaceNew = true;
        return ++lastPlace;
    }

    /** Whether there may have been a message there; of a standard queue, whose places come from many processes, that is not known. */
    boolean isGiven(long place) {
        return !isFifo() || place <= lastPlace;
    }

    /** Takes in messages that have their places. */
    void insert(Session in, List<MessageTable.Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        tables.messages().insert(in, queue.number(), rows);
        added += rows.size();
        isTold = true;
        if (isFifo()) {
            MessageGroupTable.add(in, queue.number(), rows);
        }
    }

    /** Takes in a message of another queue. */
    void insertMoved(
            Session in, KeptMessage message, long sentMicros, int receiveCount, @Nullable Long firstReceivedMicros)
            throws SQLException {
        insert(
                in,
                List.of(new MessageTable.Row(
                        nextPlace(), message, sentMicros, nowMicros, receiveCount, firstReceivedMicros)));
        // It may be older than those that were there.
        ageDueMicros = Long.MIN_VALUE;
    }

    /** One is gone. */
    void removed(@Nullable String group) {
        removed(1);
        changed(group);
    }

    void removed(int messages) {
        added -= messages;
    }

    /** Something has become of a message of a group; null for none. */
    void changed(@Nullable String group) {
        if (isFifo() && group != null) {
            changedGroups.add(group);
            isTold = true;
        }
    }

    /** Messages of a group were received. */
    void served(String group) {
        changedGroups.add(group);
    }

    /** There may be something for other processes, soon. */
    void tell() {
        isTold = true;
    }

    /** From then on, groups have their turns by what their first messages are now. */
    void settleGroups(Session in) throws SQLException {
        for (String group : changedGroups) {
            MessageGroupTable.changed(in, queue.number(), group, nowMicros);
        }
        changedGroups.clear();
    }

    /** The attributes have changed: all groups, and what is too old, are to be looked at anew. */
    void changed() {
        ageDueMicros = Long.MIN_VALUE;
        isTold = true;
    }

    /** Removes what duplicates are known by if its time is over, about once a second. */
    void sweepKeys(Session in) throws SQLException {
        if (nowMicros - LOOK_MICROS >= keysSweptMicros) {
            keysSweptMicros = nowMicros;
            MessageKeyTable.sweep(in, queue.number(), nowMicros);
        }
    }
}
