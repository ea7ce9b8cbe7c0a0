package io.faas4j.jdbc;

import io.faas4j.async.queue.EventJournal;
import io.faas4j.async.queue.FunctionJournal;
import io.faas4j.async.queue.Inheritance;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.StoreException;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes what becomes of events, for the writer; and on PostgreSQL looks for processes that are dead. */
final class JdbcEventJournal implements EventJournal {

    private static final Logger log = LoggerFactory.getLogger(JdbcEventJournal.class);

    private final Writer writer;
    private final Owner owner;
    private final TakeOver takeOver;
    private final TimeSource time;
    private final QueueSettings settings;
    private final Duration look;
    private volatile boolean isClosed;
    private volatile @Nullable Inheritance inheritance;

    // Guarded by this object's monitor.
    private @Nullable Cancellable nextLook;
    private long lookDueNanos;
    private boolean isTakingOver;

    /**
     * Not started.
     *
     * @param look how often to give a sign of life and to look for dead processes; 0 for never
     */
    JdbcEventJournal(
            Writer writer, Owner owner, TakeOver takeOver, TimeSource time, QueueSettings settings, Duration look) {
        this.writer = writer;
        this.owner = owner;
        this.takeOver = takeOver;
        this.time = time;
        this.settings = settings;
        this.look = look;
    }

    @Override
    public void start(Inheritance heir) {
        inheritance = heir;
        try {
            takeOver.into(heir).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof StoreException store) {
                throw store;
            }
            throw failure;
        }
        lookLater();
    }

    private synchronized void lookLater() {
        if (!look.isZero() && !isClosed) {
            lookDueNanos = time.nanoTime() + look.toNanos();
            nextLook = time.scheduleHousekeeping(look, this::look);
        }
    }

    private void look() {
        Inheritance heir = inheritance;
        boolean begins;
        synchronized (this) {
            // Who comes late may have stood still together with others, which are about to give a sign of life as well.
            boolean isLate = time.nanoTime() - lookDueNanos > look.toNanos() / 2;
            begins = !isLate && !isTakingOver && heir != null && !isClosed;
            isTakingOver |= begins;
        }
        writer.add(new Note.Sign());
        if (begins && heir != null) {
            takeOver(heir);
        }
        lookLater();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its end is told, and its failure
    private void takeOver(Inheritance heir) {
        takeOver.into(heir).whenComplete((done, failure) -> isTakenOver(failure));
    }

    private void isTakenOver(@Nullable Throwable failure) {
        if (failure != null && !isClosed) {
            FailureLog.error(log, "The events of another process could not be taken over; it is tried again", failure);
        }
        synchronized (this) {
            isTakingOver = false;
        }
    }

    void disinherited() {
        Inheritance heir = inheritance;
        if (heir != null) {
            heir.disinherited();
        }
    }

    // ---- what functions' journals need -----------------------------------------------------------------------------

    boolean isClosed() {
        return isClosed;
    }

    void add(Note note) {
        if (!isClosed) {
            writer.add(note);
        }
    }

    long nextKey() {
        return owner.nextKey();
    }

    long keyUntilNanos(long acceptedNanos) {
        return acceptedNanos + settings.deduplicationWindow().toNanos();
    }

    // ---- for the queue ----------------------------------------------------------------------------------------------

    @Override
    public FunctionJournal function(String name) {
        return new JdbcFunctionJournal(this, name);
    }

    @Override
    public void forgotten(String name) {
        add(new Note.Forget(name));
    }

    @Override
    public void awaitRoom() {
        writer.awaitRoom();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (nextLook != null) {
                nextLook.cancel();
            }
        }
        writer.run(session -> null, false).handle((done, failure) -> null).join();
    }
}
