package io.faas4j.jdbc;

import io.faas4j.async.queue.Inheritance;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives signs of life to other processes, compares the clock with the database's, and looks for processes that give none. */
final class LifeSigns {

    private static final Logger log = LoggerFactory.getLogger(LifeSigns.class);

    private final Database database;
    private final Writer writer;
    private final StoreClock clock;
    private final TakeOver takeOver;
    private final TimeSource time;
    private final Duration look;

    // Guarded by this object's monitor.
    private @Nullable Cancellable nextLook;
    private long lookDueNanos;
    private boolean isTakingOver;
    private boolean isClosed;

    /**
     * Gives none yet.
     *
     * @param look how often
     */
    LifeSigns(Database database, Writer writer, StoreClock clock, TakeOver takeOver, TimeSource time, Duration look) {
        this.database = database;
        this.writer = writer;
        this.clock = clock;
        this.takeOver = takeOver;
        this.time = time;
        this.look = look;
    }

    /** Begins. */
    synchronized void start(Inheritance heir) {
        if (!isClosed) {
            lookDueNanos = time.nanoTime() + look.toNanos();
            nextLook = time.scheduleHousekeeping(look, () -> look(heir));
        }
    }

    private void look(Inheritance heir) {
        boolean begins;
        synchronized (this) {
            // Who comes late may have stood still together with others, which are about to give a sign of life as well.
            boolean isLate = time.nanoTime() - lookDueNanos > look.toNanos() / 2;
            begins = !isLate && !isTakingOver && !isClosed;
            isTakingOver |= begins;
        }
        sign();
        if (begins) {
            takeOver(heir);
        }
        start(heir);
    }

    /** Every transaction is a sign of life, and so is this one. */
    @SuppressWarnings("FutureReturnValueIgnored") // while the store is away, there is no time to be told
    private void sign() {
        writer.run(session -> {
            clock.set(database, session.connection());
            return null;
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its end is told, and its failure
    private void takeOver(Inheritance heir) {
        takeOver.into(heir).whenComplete((done, failure) -> isTakenOver(failure));
    }

    private synchronized void isTakenOver(@Nullable Throwable failure) {
        isTakingOver = false;
        if (failure != null && !isClosed) {
            FailureLog.error(log, "The events of another process could not be taken over; it is tried again", failure);
        }
    }

    synchronized void close() {
        isClosed = true;
        if (nextLook != null) {
            nextLook.cancel();
        }
    }
}
