package io.faas4j.jdbc;

import io.faas4j.async.queue.EventJournal;
import io.faas4j.async.queue.FunctionJournal;
import io.faas4j.async.queue.Inheritance;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Notes what becomes of events, for the writer; and takes in what others have left. */
final class JdbcEventJournal implements EventJournal {

    private final Writer writer;
    private final Owner owner;
    private final TakeOver takeOver;
    private final Intake intake;
    private final @Nullable Neighbours neighbours;
    private final QueueSettings settings;
    private volatile boolean isClosed;
    private volatile @Nullable Inheritance inheritance;

    /**
     * Not started.
     *
     * @param neighbours null where there is one process at a time
     */
    JdbcEventJournal(
            Writer writer,
            Owner owner,
            TakeOver takeOver,
            Intake intake,
            @Nullable Neighbours neighbours,
            QueueSettings settings) {
        this.writer = writer;
        this.owner = owner;
        this.takeOver = takeOver;
        this.intake = intake;
        this.neighbours = neighbours;
        this.settings = settings;
    }

    /** What there is because other processes use the same database. */
    record Neighbours(LifeSigns signs, Wakeups wakeups) {}

    @Override
    public void start(Inheritance heir) {
        inheritance = heir;
        await(takeOver.into(heir));
        await(intake.start(heir));
        if (neighbours != null) {
            neighbours.signs().start(heir);
            neighbours.wakeups().start();
        }
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof StoreException store) {
                throw store;
            }
            throw failure;
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

    long maxBytes() {
        return settings.maxBytes();
    }

    void look() {
        intake.look();
    }

    long keyUntilNanos(long acceptedNanos) {
        return acceptedNanos + settings.deduplicationWindow().toNanos();
    }

    // ---- for the queue ----------------------------------------------------------------------------------------------

    @Override
    public FunctionJournal function(String name) {
        return new JdbcFunctionJournal(this, intake, name);
    }

    @Override
    public void deployed(String name) {
        look();
    }

    @Override
    public void forgotten(String name) {
        intake.forgotten(name);
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
        }
        intake.close();
        if (neighbours != null) {
            neighbours.signs().close();
            neighbours.wakeups().close();
        }
        writer.run(session -> null).handle((done, failure) -> null).join();
    }
}
