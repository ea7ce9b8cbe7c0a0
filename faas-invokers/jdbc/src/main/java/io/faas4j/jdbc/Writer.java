package io.faas4j.jdbc;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is noted, on a thread of its own and over one connection: all that has come while the last transaction was being
 * committed goes into the next one.
 */
final class Writer {

    /*
     * I1  a note is in `notes`, in `held`, in the group that is being written, or was answered; none is dropped but at the end, when another
     *     process has taken over, and where the database refuses it for what it is.
     * I2  each transaction bears a number that is stored with it, so that after a commit without an answer the next connection
     *     tells whether it took effect: it is done again only if it did not.
     * I3  while the database is away, acceptances and impatient tasks fail at once. Those whose transaction may have been committed all
     *     the same are taken back in the first one that goes through.
     * I4  who waits for a transaction that gets no answer is told after AnswerWatch.LIMIT, on another thread, as if the database were
     *     away; an acceptance that takes effect all the same is taken back.
     */
    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    /** A connection may have been idle for too long. */
    private static final int RETRIES_AT_ONCE = 1;

    private static final Duration PAUSE_OF_HELD = Duration.ofMillis(20);
    private static final int TRIES_OF_HELD = 100;

    private static final Group NOTHING = new Group();

    private final Database database;
    private final TimeSource time;
    private final Backoff backoff;
    private final Owner owner;
    private final EventTable events;
    private final KeyTable keys;
    private final AnswerWatch watch;

    private final Backlog notes = new Backlog();
    private final Set<Note.Accept> held = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Throwable outage;

    // Of the writing thread, and read by others.
    private volatile @Nullable Session session;
    private volatile Group inHand = NOTHING;

    // Of the writing thread.
    private @Nullable Note next;
    private boolean mayBeCommitted;
    private int failures;
    private long number;

    /**
     * Has written nothing yet.
     *
     * @param connected ready to use; closed by this
     * @param owner whose rows it writes
     * @param watch closed by this
     */
    Writer(
            Database database,
            TimeSource time,
            Backoff backoff,
            Session connected,
            Owner owner,
            EventTable events,
            KeyTable keys,
            AnswerWatch watch) {
        this.database = database;
        this.time = time;
        this.backoff = backoff;
        this.session = connected;
        this.owner = owner;
        this.events = events;
        this.keys = keys;
        this.watch = watch;
        watch.tells(this::isLate);
    }

    // ---- for all threads --------------------------------------------------------------------------------------------

    /** Takes a note; answers at once what cannot be written now. */
    void add(Note note) {
        Throwable away = outage;
        if (away != null && note.isImpatient()) {
            note.fail(Reason.UNAVAILABLE, away);
            return;
        }
        notes.add(note);
        if (ended.isDone()) {
            dropAll();
        }
        Throwable awayNow = outage;
        if (awayNow != null && note.isImpatient()) {
            note.fail(Reason.UNAVAILABLE, awayNow);
        }
    }

    /** Does something in a transaction, after all that was noted before; fails while the store is unavailable. */
    <T> CompletableFuture<T> run(Note.Work<T> work) {
        Note.Task<T> task = Note.Task.impatient(work);
        add(task);
        return task.done();
    }

    /** As {@link #run}, but it is done once the store is available again. */
    <T> CompletableFuture<T> runPatiently(Note.Work<T> work) {
        Note.Task<T> task = Note.Task.patient(work);
        add(task);
        return task.done();
    }

    void awaitRoom() {
        notes.awaitRoom();
    }

    /** Writes what there is, as far as that is possible now, and ends. Idempotent; waits, but not for a database that gives no answer. */
    void close() {
        closing.complete(null);
        // So that it wakes up.
        notes.add(new Note.Sign());
        if (!watch.await(ended)) {
            log.error(
                    "The store {} was closed while it gives no answer; its thread and its connection end once it does",
                    database.name());
        }
        dropAll();
    }

    /** Does something once nothing is written any more: now, if that is so. */
    @SuppressWarnings("FutureReturnValueIgnored") // it cannot fail
    void whenEnded(Runnable then) {
        ended.thenRun(then);
    }

    private void dropAll() {
        StoreException closed = new StoreException(Reason.UNAVAILABLE, "the store is closed", null);
        notes.removeAll().forEach(note -> note.fail(Reason.UNAVAILABLE, closed));
        held.forEach(accept -> accept.fail(Reason.UNAVAILABLE, closed));
        notes.end();
    }

    // ---- the writing thread -----------------------------------------------------------------------------------------

    void writeAll() {
        Group group = new Group();
        try {
            while (true) {
                group = nextGroup();
                if (group.isEmpty()) {
                    break;
                }
                inHand = group;
                write(group);
                inHand = NOTHING;
                notes.wrote(group.notes().size());
                if (outage != null && !closing.isDone()) {
                    // Those who come are sent away until something could be written.
                    write(new Group());
                }
            }
        } catch (RuntimeException | Error unexpected) {
            FailureLog.error(log, "The store {} is not written any more", database.name(), unexpected);
            outage = unexpected;
            group.notes().forEach(note -> note.fail(Reason.UNAVAILABLE, unexpected));
        } finally {
            end();
        }
    }

    private void end() {
        watch.begin();
        try {
            Session connected = session;
            if (connected != null) {
                owner.leave(connected);
            }
        } catch (SQLException failure) {
            FailureLog.warn(log, "The store {} was not left in order", database.name(), failure);
        } finally {
            disconnect();
            watch.close();
            outage = outage == null ? new StoreException(Reason.UNAVAILABLE, "the store is closed", null) : outage;
            ended.complete(null);
            dropAll();
        }
    }

    /** Empty when there is nothing left and it is to end. */
    private Group nextGroup() {
        Group group = new Group();
        Note note = next == null ? take() : next;
        next = null;
        while (note != null) {
            if (!group.takes(note)) {
                next = note;
                break;
            }
            group.add(note);
            note = poll();
        }
        return group;
    }

    private @Nullable Note take() {
        while (!closing.isDone()) {
            try {
                Note note = notes.take();
                if (isToBeWritten(note)) {
                    return note;
                }
            } catch (InterruptedException e) {
                // Nobody has this thread to interrupt it; what is noted has to be written.
            }
        }
        return poll();
    }

    private @Nullable Note poll() {
        Note note = notes.poll();
        while (note != null && !isToBeWritten(note)) {
            note = notes.poll();
        }
        return note;
    }

    /** Not if somebody was told already that it is not. */
    private boolean isToBeWritten(Note note) {
        boolean isAnswered = note.isAnswered();
        if (isAnswered) {
            notes.wrote(1);
        }
        return !isAnswered;
    }

    /** Until it is written, or answered otherwise. */
    private void write(Group group) {
        watch.begin();
        try {
            writeWatched(group);
        } finally {
            watch.end();
        }
    }

    private void writeWatched(Group group) {
        Group left = group;
        number = owner.nextWrite();
        while (true) {
            try {
                Session connected = connected();
                left = withoutDoubt(left, connected);
                if (left.isReading()) {
                    read(left, connected);
                    return;
                }
                if (!owner.sign(connected, number)) {
                    left = takenOver(left, connected);
                    continue;
                }
                left.write(connected, owner.number(), events, keys);
                watch.requireInTime();
                mayBeCommitted = true;
                connected.connection().commit();
                mayBeCommitted = false;
                owner.signed();
                isBack();
                succeed(left);
                return;
            } catch (SQLException | RuntimeException failure) {
                disconnect();
                if (!mayBeCommitted && isRefusal(failure)) {
                    refused(left, failure);
                    return;
                }
                failures++;
                if (failures > RETRIES_AT_ONCE || watch.isLate()) {
                    failures = Math.max(failures, RETRIES_AT_ONCE + 1);
                    left = withoutImpatient(left, failure);
                    if (closing.isDone()) {
                        giveUp(left, failure);
                        return;
                    }
                    pause();
                }
            }
        }
    }

    /** Nothing is forced to the disk by somebody who only looks. Whether something can be written is not known then. */
    private void read(Group group, Session connected) throws SQLException {
        group.runTasks(connected);
        connected.connection().rollback();
        if (outage == null) {
            failures = 0;
        }
        succeed(group);
    }

    private Session connected() throws SQLException {
        Session known = session;
        if (known == null) {
            known = new Session(database.connect());
            session = known;
        }
        return known;
    }

    private void disconnect() {
        Session broken = session;
        if (broken != null) {
            broken.close();
        }
        session = null;
    }

    /** What is still to be written, once it is known what the last commit has done. */
    private Group withoutDoubt(Group group, Session connected) throws SQLException {
        if (!mayBeCommitted) {
            return group;
        }
        boolean isCommitted = owner.isWritten(connected, number);
        connected.connection().rollback();
        mayBeCommitted = false;
        Group left = new Group();
        Group written = new Group();
        for (Note note : group.notes()) {
            boolean isTakenBack = note instanceof Note.Withdraw;
            if (isCommitted && !isTakenBack) {
                written.add(note);
            } else if (isCommitted || !isTakenBack) {
                left.add(note);
            }
        }
        written.answerAs(group);
        succeed(written);
        left.mayBeThere();
        number = owner.nextWrite();
        return left;
    }

    /** Another process has what was this one's: only what is new is still to be written, in this one's new name. */
    private Group takenOver(Group group, Session connected) throws SQLException {
        connected.connection().rollback();
        FailureLog.warn(
                log,
                "Another process has taken over the events of this one, which gave no sign of life for too long; they are its own now");
        owner.rejoin(connected);
        return group;
    }

    private void succeed(Group group) {
        for (Note note : group.notes()) {
            if (note instanceof Note.Accept accept && group.isHeld(accept)) {
                held(accept);
            } else if (note instanceof Note.Accept accept) {
                accepted(accept, group.answer(accept));
            } else if (note instanceof Note.Task<?> task) {
                task.complete();
            }
        }
    }

    /** Who was told meanwhile that the store is away is right afterwards. */
    private void accepted(Note.Accept accept, Acceptance answer) {
        if (!accept.receipt().complete(answer) && answer instanceof Acceptance.Accepted) {
            notes.add(accept.withdrawn());
        }
    }

    /** Its sender alone waits for whoever is just taking its deduplication key, and for no longer than that takes in most cases. */
    private void held(Note.Accept accept) {
        if (accept.tries() < TRIES_OF_HELD) {
            Note.Accept again = accept.again();
            held.add(again);
            time.schedule(PAUSE_OF_HELD, () -> {
                if (held.remove(again)) {
                    add(again);
                }
            });
        } else {
            accept.fail(
                    Reason.UNAVAILABLE,
                    new StoreException(
                            Reason.UNAVAILABLE,
                            "its deduplication key is that of an event whose transaction goes on",
                            null));
        }
    }

    private boolean isRefusal(Exception failure) {
        boolean isSql = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                isSql = true;
                if (database.isRefusal(sql)) {
                    return true;
                }
            }
        }
        return !isSql;
    }

    /** One of them cannot be written: the others are, each for itself. */
    private void refused(Group group, Exception failure) {
        if (group.notes().size() > 1) {
            for (Note note : group.notes()) {
                if (!note.isAnswered()) {
                    Group alone = new Group();
                    alone.add(note);
                    alone.answerAs(group);
                    write(alone);
                }
            }
        } else if (!group.isEmpty()) {
            Note note = group.notes().get(0);
            if (!(note instanceof Note.Accept) && !(note instanceof Note.Task)) {
                FailureLog.error(
                        log,
                        "The store {} refuses {}; what it says of it stays as it was",
                        database.name(),
                        note,
                        failure);
            }
            note.fail(Reason.REFUSED, failure);
        }
    }

    // ---- while the database is away ---------------------------------------------------------------------------------

    /** What goes on waiting, when all those who do not wait were told. */
    private Group withoutImpatient(Group group, Exception failure) {
        if (outage == null) {
            outage = failure;
            FailureLog.warn(
                    log,
                    "The store {} cannot be written: nothing is accepted, and what ends is kept in memory, until it can",
                    database.name(),
                    failure);
        }
        notes.removeIf(note -> {
            boolean isTold = note.isImpatient();
            if (isTold) {
                note.fail(Reason.UNAVAILABLE, failure);
            }
            return isTold;
        });
        Group left = new Group();
        for (Note note : group.notes()) {
            if (!note.isImpatient()) {
                left.add(note);
                continue;
            }
            note.fail(Reason.UNAVAILABLE, failure);
            if (mayBeCommitted && note instanceof Note.Accept accept) {
                left.add(accept.withdrawn());
            }
        }
        left.answerAs(group);
        return left;
    }

    /**
     * Told by the watch, in its monitor, so that no end of the outage gets lost. Those who wait are told on a thread of its own, as they
     * may have a lot to do then, and so is the connection.
     */
    private void isLate(SQLException silence) {
        if (outage == null) {
            outage = silence;
            FailureLog.warn(
                    log,
                    "The store {} gives no answer: nothing is accepted, and what ends is kept in memory, until it does",
                    database.name(),
                    silence);
        }
        Group group = inHand;
        Session silent = session;
        WorkerThreads.platform()
                .newThread("faas-store-abort", () -> {
                    group.notes().forEach(note -> tell(note, silence));
                    notes.forEach(note -> tell(note, silence));
                    if (silent != null) {
                        silent.abort();
                    }
                })
                .start();
    }

    private static void tell(Note note, SQLException silence) {
        if (note.isImpatient()) {
            note.fail(Reason.UNAVAILABLE, silence);
        }
    }

    private void isBack() {
        failures = 0;
        if (outage != null) {
            outage = null;
            FailureLog.info(log, "The store {} can be written again", database.name());
        }
    }

    private void pause() {
        watch.end();
        try {
            time.await(closing, backoff.after(failures - RETRIES_AT_ONCE));
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it: it only comes back earlier.
        } finally {
            watch.begin();
        }
    }

    private void giveUp(Group group, Exception failure) {
        List<Note> left = notes.removeAll();
        long lost = Stream.concat(group.notes().stream(), left.stream())
                .filter(note -> !(note instanceof Note.Sign) && !(note instanceof Note.Task) && !note.isImpatient())
                .count();
        if (lost > 0) {
            FailureLog.warn(
                    log,
                    "The store {} was closed while it could not be written: of {} changes it does not know, and events that ended come again",
                    database.name(),
                    lost,
                    failure);
        }
        StoreException closed = new StoreException(Reason.UNAVAILABLE, "the store is closed", failure);
        group.notes().forEach(note -> note.fail(Reason.UNAVAILABLE, closed));
        left.forEach(note -> note.fail(Reason.UNAVAILABLE, closed));
    }
}
