package io.faas4j.jdbc;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventTarget;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.event.EventState;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is to be written: it has all that it needs of an event, as that was when it was noted. */
sealed interface Note {

    /** How many bytes come with it, roughly. */
    default long bytes() {
        return 0;
    }

    /** Whether it locks a key that other processes lock too. */
    default boolean takesKey() {
        return false;
    }

    /** Whether somebody waits who is told at once when the store is away; it is not written then. */
    default boolean isImpatient() {
        return false;
    }

    /** Tells whoever waits that it was not written; of no effect once they were told anything. */
    default void fail(Reason reason, Throwable cause) {}

    /** Whether those who wait were told something. */
    default boolean isAnswered() {
        return false;
    }

    /**
     * An event to be accepted, whose sender waits.
     *
     * @param letter what makes it a dead letter from the beginning, which takes no deduplication key; null for an event
     * @param tries how often it was found that somebody else is just taking its deduplication key
     */
    record Accept(
            String function,
            QueuedEvent event,
            long key,
            long keyUntilNanos,
            @Nullable Change letter,
            int tries,
            CompletableFuture<Acceptance> receipt)
            implements Note {

        Accept again() {
            return new Accept(function, event, key, keyUntilNanos, letter, tries + 1, receipt);
        }

        @Override
        public boolean takesKey() {
            return letter == null && event.extras().deduplicationKey() != null;
        }

        Withdraw withdrawn() {
            return new Withdraw(function, key, event);
        }

        @Override
        public boolean isImpatient() {
            return true;
        }

        @Override
        public void fail(Reason reason, Throwable cause) {
            receipt.complete(new Acceptance.Unstored(reason, cause));
        }

        @Override
        public boolean isAnswered() {
            return receipt.isDone();
        }

        @Override
        public long bytes() {
            return event.payloadBytes() + (letter == null ? 0 : letter.bytes());
        }
    }

    /**
     * An event as it is now, but for its payload.
     *
     * @param diedNanos null if it is no dead letter
     */
    record Change(
            long key,
            String state,
            EventTarget target,
            @Nullable String version,
            long acceptedNanos,
            long dueNanos,
            @Nullable Long diedNanos,
            int functionErrors,
            int throttles,
            boolean isStarted,
            @Nullable Attempt lastAttempt,
            @Nullable Delivery delivery)
            implements Note {

        static Change of(QueuedEvent event, @Nullable Long diedNanos) {
            Attempt last = event.lastAttempt();
            return new Change(
                    event.storeKey(),
                    stateOf(event, diedNanos != null),
                    event.target(),
                    event.version(),
                    event.acceptedNanos(),
                    event.dueNanos(),
                    diedNanos,
                    event.functionErrors(),
                    event.throttles(),
                    event.isStarted(),
                    last,
                    event.delivery());
        }

        /** What the last attempt has answered; null too if there is a later one by now, whose own change follows. */
        byte @Nullable [] response() {
            return lastAttempt == null ? null : lastAttempt.response();
        }

        private static String stateOf(QueuedEvent event, boolean isDead) {
            Delivery delivery = event.delivery();
            EventState state;
            if (delivery == null) {
                state = event.isTried() ? EventState.WAITING_FOR_RETRY : EventState.QUEUED;
            } else if (isDead) {
                state = delivery.endsAs();
            } else {
                state = EventState.DELIVERING;
            }
            return state.name();
        }

        @Override
        public long bytes() {
            byte @Nullable [] response = response();
            return response == null ? 0 : response.length;
        }
    }

    /** A dead letter has a new payload, or one that is newer still. */
    record Edit(QueuedEvent event) implements Note {
        @Override
        public long bytes() {
            return event.payloadBytes();
        }
    }

    /** An event is no more. */
    record End(String function, long key, EventState state) implements Note {}

    /** An acceptance that was refused may have been committed all the same: it is taken back. */
    record Withdraw(String function, long key, QueuedEvent event) implements Note {}

    /** A key is free, if it is the event's. */
    record FreeKey(String function, String deduplicationKey, QueuedEvent event) implements Note {}

    /** All keys of a function are free; those of events that were noted before too. */
    record FreeKeys(String function) implements Note {}

    /** A function's counts are not asked for by its name any more. */
    record Forget(String function) implements Note {}

    /** Gives a sign of life. */
    record Sign() implements Note {}

    /**
     * Anything else that is done in a transaction.
     *
     * @param isPatient whether it is done again until it succeeds; otherwise it fails while the store is unavailable
     * @param isReading whether it changes nothing
     */
    record Task<T>(Work<T> work, boolean isPatient, boolean isReading, CompletableFuture<T> done, Result<T> result)
            implements Note {

        private static <T> Task<T> of(Work<T> work, boolean isPatient, boolean isReading) {
            return new Task<>(work, isPatient, isReading, new CompletableFuture<>(), new Result<>());
        }

        static <T> Task<T> patient(Work<T> work) {
            return of(work, true, false);
        }

        static <T> Task<T> impatient(Work<T> work) {
            return of(work, false, false);
        }

        /** Changes nothing, and fails while the store is unavailable. */
        static <T> Task<T> reading(Work<T> work) {
            return of(work, false, true);
        }

        @Override
        public boolean takesKey() {
            return work.locksKey();
        }

        @Override
        public long bytes() {
            return work.bytes();
        }

        @Override
        public boolean isImpatient() {
            return !isPatient;
        }

        @Override
        public void fail(Reason reason, Throwable cause) {
            done.completeExceptionally(
                    new StoreException(reason, "The store cannot be used: " + cause.getMessage(), cause));
        }

        @Override
        public boolean isAnswered() {
            return done.isDone();
        }

        void run(Session session) throws SQLException {
            result.value = work.in(session);
        }

        @SuppressWarnings("NullAway") // null where T is Void
        void complete() {
            done.complete(result.value);
        }
    }

    /** What a task has found, until that is committed. */
    final class Result<T> {
        @Nullable
        T value;
    }

    /** Some statements. */
    @FunctionalInterface
    interface Work<T> {
        /** Neither commits nor rolls back; may be done again if the transaction fails. */
        @Nullable
        T in(Session session) throws SQLException;

        /** Of a transaction's tasks those go first whose text is less: who locks rows that other processes lock too names them here. */
        default String order() {
            return "";
        }

        /** Whether the database has a lock for it until the end of the transaction. */
        default boolean locksKey() {
            return false;
        }

        /** What it needs to be prepared. */
        default List<Share> shares() {
            return List.of();
        }

        /** How many bytes it writes, roughly. */
        default long bytes() {
            return 0;
        }
    }

    /**
     * What several tasks of a transaction may need: it is prepared once, before the first of them, and finished behind the last. All
     * processes do so in the order of the numbers, so that none waits for another's in a circle.
     */
    interface Share {

        /** What of: the one that has it alone stands for all of the same number. */
        long number();

        /** Whether other processes have to wait for the end of the transaction if they want it alone as well. */
        boolean isAlone();

        /** Prepares it. */
        void begin(Session session) throws SQLException;

        /** Writes what is left of it. */
        void end(Session session) throws SQLException;
    }
}
