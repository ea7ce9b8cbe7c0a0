package io.faas4j.jdbc;

import io.faas4j.runtime.time.TimeSource;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Tells when a database gives no answer to whoever writes, by real time, as that is the time in which databases answer. One thread
 * writes; safe for use by many.
 */
final class AnswerWatch implements AutoCloseable {

    /** A little longer than the databases' own limits of one answer, after which it is tried again. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final TimeSource time;
    private final Duration limit;
    private volatile Consumer<SQLException> told = silence -> {};

    // Guarded by this object's monitor.
    private boolean isWriting;
    private boolean isLate;
    private boolean isLooking;
    private long sinceNanos;

    /**
     * Watches nobody yet.
     *
     * @param time closed with this
     * @param limit how long a transaction may take
     */
    AnswerWatch(TimeSource time, Duration limit) {
        this.time = time;
        this.limit = limit;
    }

    static AnswerWatch create() {
        return new AnswerWatch(TimeSource.system(), LIMIT);
    }

    /**
     * Sets who is told.
     *
     * @param late short; called with this object's monitor held, before anybody learns that the writing thread is late
     */
    void tells(Consumer<SQLException> late) {
        told = late;
    }

    /** The writing thread begins a transaction, or begins it anew. */
    synchronized void begin() {
        isWriting = true;
        isLate = false;
        sinceNanos = time.nanoTime();
        lookAfter(limit.toNanos());
    }

    /** The writing thread is done. */
    synchronized void end() {
        isWriting = false;
    }

    /** Whether it took too long; until the next one is begun. */
    synchronized boolean isLate() {
        return isLate;
    }

    /** Of what is too late nothing more is done. */
    void requireInTime() throws SQLException {
        if (isLate()) {
            throw silence();
        }
    }

    private void lookAfter(long nanos) {
        if (!isLooking) {
            isLooking = true;
            time.scheduleHousekeeping(Duration.ofNanos(nanos), this::look);
        }
    }

    private synchronized void look() {
        isLooking = false;
        if (!isWriting || isLate) {
            return;
        }
        long left = limit.toNanos() - (time.nanoTime() - sinceNanos);
        if (left > 0) {
            lookAfter(left);
        } else {
            isLate = true;
            told.accept(silence());
        }
    }

    private SQLException silence() {
        return new SQLTimeoutException("the database has given no answer for " + limit);
    }

    /** Waits until the writing thread has ended; false if it waits for an answer that does not come. */
    boolean await(Future<?> ended) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    // Longer than the limit: by then it is known to be late, unless it does one transaction after the
                    // other.
                    if (time.await(ended, limit.plus(limit.dividedBy(4)))) {
                        return true;
                    }
                    if (isLate()) {
                        return false;
                    }
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Watches no more. */
    @Override
    public void close() {
        end();
        time.close();
    }
}
