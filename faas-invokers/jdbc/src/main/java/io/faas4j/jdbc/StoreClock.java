package io.faas4j.jdbc;

import io.faas4j.runtime.time.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Turns the times of this process into those that are stored, and back: microseconds since 1970, on PostgreSQL by the database's
 * clock, so that those of several machines may be compared. Safe for use by many threads.
 */
final class StoreClock {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long LONGEST_ANSWER_MICROS = 1_000_000;

    private final TimeSource time;

    /** How far the database is ahead. */
    private volatile long aheadMicros;

    private volatile boolean isSet;

    StoreClock(TimeSource time) {
        this.time = time;
    }

    /** Asks a shared database for its time, as if it had told that in the middle of the question. */
    void set(Database database, Connection connection) throws SQLException {
        if (!database.isShared()) {
            return;
        }
        long before = ownMicros();
        long told = database.nowMicros(connection, before);
        if (told == before) {
            // It has no clock but this one, whose time may have been moved while it was asked.
            return;
        }
        long took = ownMicros() - before;
        // An answer that took long tells little, and the one before or after it more; so does a clock that was set
        // meanwhile.
        if (!isSet || (took >= 0 && took < LONGEST_ANSWER_MICROS)) {
            aheadMicros = told - before - took / 2;
            isSet = true;
        }
    }

    private long ownMicros() {
        return ownMicros(time.now());
    }

    private static long ownMicros(Instant instant) {
        return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / NANOS_PER_MICRO;
    }

    long nowMicros() {
        return ownMicros() + aheadMicros;
    }

    /** What is stored of one of the time source's {@code nanoTime()}. */
    long micros(long nanos) {
        return nowMicros() + TimeUnit.NANOSECONDS.toMicros(nanos - time.nanoTime());
    }

    /** The time source's {@code nanoTime()} of what is stored. */
    long nanos(long micros) {
        return time.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros - nowMicros());
    }

    /** What is stored of one of the time source's {@code now()}. */
    long micros(Instant instant) {
        return ownMicros(instant) + aheadMicros;
    }

    /** The time source's {@code now()} of what is stored. */
    Instant instant(long micros) {
        return Instant.EPOCH.plus(micros - aheadMicros, ChronoUnit.MICROS);
    }
}
