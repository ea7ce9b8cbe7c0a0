package io.faas4j.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who this process is in the store, and for how long it is taken to be alive. On PostgreSQL every transaction renews that, so that
 * only a process without anything to write has to give a sign of life for itself. Of the writing thread, but for {@link #nextKey} and {@link #isAlive}.
 */
final class Owner {

    /** An event's number: the epoch above, how many came before it in that below. */
    private static final int KEY_BITS = 40;

    private final StoreClock clock;
    private final long leaseMicros;
    private final Runnable disinherited;

    private volatile ProcessTable.Self self;
    private final AtomicLong lastKey;
    private volatile long aliveUntilMicros;
    private long signing;
    private long writes;

    /**
     * A process that has just joined.
     *
     * @param self as what
     * @param disinherited told when another process has taken over, before this one joins anew
     */
    Owner(StoreClock clock, Duration lease, ProcessTable.Self self, Runnable disinherited) {
        this.clock = clock;
        this.leaseMicros = TimeUnit.NANOSECONDS.toMicros(lease.toNanos());
        this.self = self;
        this.disinherited = disinherited;
        this.lastKey = new AtomicLong(self.epoch() << KEY_BITS);
        this.aliveUntilMicros = leaseUntilMicros();
    }

    /** Joins; to be committed. */
    static ProcessTable.Self join(Database database, Session session, StoreClock clock, Duration lease)
            throws SQLException {
        long now = clock.nowMicros();
        return database.isShared()
                ? ProcessTable.join(session, now, now + TimeUnit.NANOSECONDS.toMicros(lease.toNanos()))
                : ProcessTable.reopen(session, now);
    }

    long number() {
        return self.number();
    }

    ProcessTable.Self self() {
        return self;
    }

    /** A number for an event, greater than all of this process and of those before it. */
    long nextKey() {
        return lastKey.incrementAndGet();
    }

    long nextWrite() {
        return ++writes;
    }

    long leaseUntilMicros() {
        return clock.nowMicros() + leaseMicros;
    }

    /** Begins a transaction; false if another process has taken over. */
    boolean sign(Session session, long write) throws SQLException {
        signing = leaseUntilMicros();
        return ProcessTable.sign(session, number(), write, signing);
    }

    /** The transaction is committed. */
    void signed() {
        aliveUntilMicros = signing;
    }

    /** Whether no other process can have taken over, by what this one knows. Of any thread. */
    boolean isAlive() {
        return clock.nowMicros() < aliveUntilMicros;
    }

    /** Whether a transaction of this process was committed. */
    boolean isWritten(Session session, long write) throws SQLException {
        return ProcessTable.writes(session, number()) == write;
    }

    /** Gives up what has become another's, and begins anew under another number. */
    void rejoin(Session session) throws SQLException {
        ProcessTable.Self again = ProcessTable.join(session, clock.nowMicros(), leaseUntilMicros());
        session.connection().commit();
        disinherited.run();
        self = again;
    }

    void leave(Session session) throws SQLException {
        ProcessTable.leave(session, number());
        session.connection().commit();
    }
}
