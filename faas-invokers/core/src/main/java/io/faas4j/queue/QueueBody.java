package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a {@link MessageQueue}: its messages, in memory or in a store. What is asked of it was checked for its form. Safe for use by
 * many threads.
 */
interface QueueBody {

    /** What came of moving one message. */
    enum Moved {
        /** It is in its next queue. */
        YES,
        /** There is nothing to move. */
        NOTHING,
        /** Its next queue has no room now. */
        NO_ROOM,
        /** Nobody knows where to. */
        NOWHERE
    }

    /** How it is now. */
    Terms terms();

    ReceiptHandles handles();

    Instant createdAt();

    Instant lastModifiedAt();

    // ---- sending ---------------------------------------------------------------------------------------------------

    /** Makes of a message what is stored, or refuses it. */
    StoredMessage check(NewMessage message);

    /**
     * Sends a message.
     *
     * @throws QueueFullException if there is no room for it
     */
    SentMessage send(StoredMessage checked);

    /**
     * Sends all, in this order, once they are checked.
     *
     * @throws QueueFullException with nothing sent, if there is no room for all of them
     */
    List<SentMessage> sendAll(List<NewMessage> messages);

    /** Sends what there is room for, in this order; null in the place of what there is none for. */
    List<@Nullable SentMessage> sendEach(List<StoredMessage> checked);

    // ---- receiving -------------------------------------------------------------------------------------------------

    /**
     * Receives what there is.
     *
     * @param attemptId of a FIFO queue, to get the same once more; null for none
     * @param attributeNames those that are wanted of what the senders gave with their messages
     * @throws QueueException if so many are in flight that a standard queue refuses, unless nobody is to be told
     */
    List<QueueMessage> receive(
            int max,
            long timeoutNanos,
            @Nullable String attemptId,
            boolean isOverLimitTold,
            List<String> attributeNames);

    /** As the other, but waits for something to receive. */
    List<QueueMessage> receive(
            int max, long timeoutNanos, @Nullable String attemptId, Duration wait, List<String> attributeNames)
            throws InterruptedException;

    SourceSubscription listen(Runnable available);

    // ---- settling --------------------------------------------------------------------------------------------------

    /** What could not be done with each handle; null where it was done. */
    List<@Nullable QueueException> delete(List<Receipt> receipts);

    /** Deletes what receives of this queue gave out; answers what is left. */
    List<QueueMessage> deleteAll(List<QueueMessage> messages);

    /** Another time for each; the receipts are those of the changes. */
    List<@Nullable QueueException> changeVisibilities(List<VisibilityChange> changes, List<Receipt> receipts);

    /** The same time for all that receives of this queue gave out, as far as it can be. */
    void changeVisibilityOfAll(List<QueueMessage> messages, long timeoutNanos);

    // ---- the queue as a whole --------------------------------------------------------------------------------------

    /**
     * Moves the next visible message on, as a new one (rule QUEUE-79).
     *
     * @param where given what the queue says of the message, answers where it goes; null if there is no such queue
     */
    Moved moveNext(Function<Map<String, String>, @Nullable QueueBody> where);

    /**
     * Changes how it is.
     *
     * @param seen how it was when the changes were checked
     * @return false if somebody else has changed it since
     */
    boolean change(QueueAttributes seen, QueueAttributes changes);

    void purge();

    /** It is no more, and all that was in it. */
    void delete();

    int visible();

    int inFlight();

    int delayed();
}
