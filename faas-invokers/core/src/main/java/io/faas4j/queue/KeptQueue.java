package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A queue in a {@link QueueStore}. Safe for use by many threads. Its methods but the plain questions wait until what they do is stored. They fail
 * with a {@link StoreException} if it cannot be, and with a {@link QueueException} if the queue is no more.
 */
public interface KeptQueue {

    /** Its name. */
    String name();

    /** How it was when it was used or looked for the last time. */
    QueueAttributes attributes();

    /** What tells its receipt handles from those of other queues. */
    long receiptTag();

    /** When it was made. */
    Instant createdAt();

    /** When its attributes were changed. */
    Instant lastModifiedAt();

    /**
     * Who is told from now on, by what is done here, by this process's doings in other queues, and by other processes.
     *
     * @param watcher the only one
     */
    void watch(QueueWatcher watcher);

    // ---- messages --------------------------------------------------------------------------------------------------

    /**
     * A message that is sent.
     *
     * @param message it
     * @param delay its own; null if it has that of the queue
     */
    record Arrival(KeptMessage message, @Nullable Duration delay) {}

    /**
     * Where a message is in its queue.
     *
     * @param messageId its id; of a duplicate that of the message it duplicates
     * @param place never given twice; on a FIFO queue greater than those of all messages before
     */
    record Place(UUID messageId, long place) {}

    /**
     * Takes messages in, in their order (rules FIFO-3 to FIFO-6).
     *
     * @param arrivals any number
     * @param isAllOrNone whether nothing is taken if there is no room for all, duplicates included
     * @return for each its place, or null if there was no room
     */
    List<@Nullable Place> send(List<Arrival> arrivals, boolean isAllOrNone);

    /**
     * A message as one receive gave it out.
     *
     * @param message it
     * @param place where it is
     * @param receiveCount how often it was received, this time included
     * @param sentAt when it was sent
     * @param firstReceivedAt when it was received for the first time
     */
    record Received(KeptMessage message, long place, int receiveCount, Instant sentAt, Instant firstReceivedAt) {}

    /**
     * What one receive has found.
     *
     * @param messages fewer than were asked for also where there are more, if they are many or large
     * @param isOverLimit whether so many are in flight that nothing was given out (rule QUEUE-40)
     * @param next in which time there may be more, as far as is known now; null if nothing is known, or was not looked for
     */
    record Receive(
            List<Received> messages,
            boolean isOverLimit,
            @Nullable Duration next) {}

    /**
     * Gives messages out and hides them, and moves those to the dead-letter queue that were received too often (rules QUEUE-32, QUEUE-71, FIFO-7,
     * FIFO-8).
     *
     * @param max 1 or more
     * @param timeout how long they are hidden; 0 leaves them visible
     * @param deadLetter makes of a message what it is in its dead-letter queue; does nothing else
     */
    Receive receive(int max, Duration timeout, UnaryOperator<KeptMessage> deadLetter);

    /**
     * What is to become of a message that was received.
     *
     * @param place which
     * @param receiveCount by which receive of it
     * @param timeout how long it is to be hidden from now on; null if it is to be deleted
     */
    record Settlement(
            long place, int receiveCount, @Nullable Duration timeout) {}

    /** What came of it. */
    enum Settled {
        /** It was done, or the message to be deleted was gone. */
        DONE,
        /** There was no such receive (rule QUEUE-54). */
        NO_RECEIPT,
        /** On a FIFO queue, the receive was not the last one, or its visibility timeout has ended (rule QUEUE-53). */
        EXPIRED,
        /** The message to be hidden is gone, or cannot be hidden by this receive any more (rule QUEUE-57). */
        NOT_IN_FLIGHT,
        /** It would be hidden for more than 12 h since its last receive (rule QUEUE-56). */
        TOO_LONG
    }

    /**
     * Deletes messages, or hides them for another time (rules QUEUE-50 to QUEUE-57).
     *
     * @param settlements any number
     * @return what came of each
     */
    List<Settled> settle(List<Settlement> settlements);

    // ---- moving on -------------------------------------------------------------------------------------------------

    /** The next visible message, as it is; empty if there is none. */
    Optional<Received> next();

    /** What came of moving a message on. */
    enum Move {
        /** It is in the other queue. */
        DONE,
        /** It is not visible any more. */
        GONE,
        /** There is no room for it there. */
        NO_ROOM,
        /** There is no such queue any more. */
        NO_QUEUE
    }

    /**
     * Moves a visible message on as a new one, that is sent now (rule QUEUE-79).
     *
     * @param place which
     * @param to where to
     * @param moved what it is there
     */
    Move move(long place, KeptQueue to, KeptMessage moved);

    // ---- the queue as a whole --------------------------------------------------------------------------------------

    /**
     * Changes how it is (rule QUEUE-14).
     *
     * @param seen how it was when the change was checked
     * @param changed how it is to be
     * @return false if it is not as it was: {@link #attributes} tells how it is
     */
    boolean change(QueueAttributes seen, QueueAttributes changed);

    /**
     * Removes all messages, and what duplicates are known by.
     *
     * @return false if that was done less than 60 s ago (rule QUEUE-13)
     */
    boolean purge();

    /** Removes it, and all that is in it. */
    void delete();

    /**
     * How many messages there are.
     *
     * @param visible to be received, or behind others of their group
     * @param inFlight received, and hidden since
     * @param delayed not visible yet
     */
    record Counts(int visible, int inFlight, int delayed) {}

    /** Counts them. */
    Counts counts();
}
