package io.faas4j.async.queue;

import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.event.Ledger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The events of one function. Safe for use by many threads. No operation waits for a running handler, and none calls back
 * while it holds a lock.
 *
 * <p><b>Order.</b> Due events are claimed by priority, and then roughly in the order in which they became due. Events of one
 * {@code orderKey} form a lane: the first of them may be claimed, and the others stay behind it until its attempts are over, retries
 * included. What is left to be delivered about it does not hold up its lane.
 *
 * <p><b>Bounds.</b> Events count until they have ended, with their payloads and what is kept of their last attempt's answer, for
 * which nobody is refused who was accepted; dead letters have a bound of their own, beyond which no
 * new events are accepted. Who waits for room gets it in the order of arrival, before anybody who does not wait.
 */
public interface FunctionQueue {

    /** The function's bare name. */
    String function();

    /**
     * Offers an event.
     *
     * @param event made for this, and not offered elsewhere
     */
    Acceptance accept(QueuedEvent event);

    /**
     * Offers an event, and waits for room if there is none. It is accepted while its sender waits, so that nobody comes
     * first who came later.
     *
     * @param event made for this, and not offered elsewhere
     * @param maxWait 0 for not at all
     * @return {@link Acceptance.Full} if there was no room in time
     * @throws InterruptedException if the thread was interrupted, and then the event was not accepted
     */
    Acceptance accept(QueuedEvent event, Duration maxWait) throws InterruptedException;

    /**
     * Offers several events at once; each is accepted or refused for itself.
     *
     * @param events in the order in which they are to be accepted
     * @return one answer an event, in their order
     */
    List<Acceptance> accept(List<QueuedEvent> events);

    /**
     * Offers an event that follows from one that was accepted, such as the record of that one: it is accepted also when the
     * queue has {@linkplain EventQueue#stopAccepting stopped accepting}, and not when it has handed back or is closed.
     *
     * @param event made for this, and not offered elsewhere
     */
    Acceptance acceptFollowing(QueuedEvent event);

    /**
     * Takes in what has failed elsewhere, as a dead letter from the beginning: it counts as accepted and ended. One with the
     * request id of a dead letter that is here already is that letter. A durable queue accepts it once it is stored.
     *
     * @param event made for this, with a {@linkplain QueuedEvent#delivery() delivery} that is over, and not offered elsewhere
     * @return {@link Acceptance.Full} if there are as many dead letters as may be
     */
    Acceptance keep(QueuedEvent event);

    /**
     * Hands out due events. A durable queue waits while its store cannot keep up with what becomes of those before.
     *
     * @param max how many at most, 1 or more
     * @param lease how long they belong to the batch at most, more than 0; those that have not ended then are handed out again
     * @return empty if there is nothing to claim
     */
    Batch claim(int max, Duration lease);

    /**
     * Makes a lease longer.
     *
     * @param batch claimed here
     * @param lease from now on
     * @return false if it was over, or the batch settled
     */
    boolean extend(Batch batch, Duration lease);

    /**
     * Leaves to an owner only what it has started and not decided: what it has decided takes effect, and what it has not
     * started goes back to the head of the queue in its order. For others to call, so that nobody waits behind a slow handler.
     *
     * @param batch claimed here; stays open
     * @return how many events went back
     */
    int recall(Batch batch);

    /**
     * Ends a batch: what was decided takes effect, and all else, started or not, goes back to the head of the queue in its
     * order.
     *
     * @param batch claimed here
     * @return false if the lease was over, or the batch settled before: then nothing has changed
     */
    boolean settle(Batch batch);

    /**
     * Cancels an event no attempt of which has begun. Its deduplication key is free then.
     *
     * @param requestId the event's
     * @return whether it never starts; false if it may have started, or has ended. A durable queue may take any event that is
     *     claimed for one that may have started.
     */
    boolean cancel(UUID requestId);

    /**
     * As {@link #cancel(UUID)}, faster where the queue knows the event itself.
     *
     * @param event that was accepted here
     */
    default boolean cancel(QueuedEvent event) {
        return cancel(event.requestId());
    }

    /** About how many events a claim would find, without asking a lock. */
    int claimable();

    /**
     * The counts, all taken at one moment. An event runs from its start until its outcome takes effect.
     */
    Ledger ledger();

    /** The bound that is reached, so that no event is accepted, however small; empty while there is room. */
    Optional<Limit> full();

    /**
     * Reads dead letters in the order in which they died.
     *
     * @param after behind which position to begin; 0 for the first
     * @param limit how many at most, 1 or more
     */
    List<Letter> letters(long after, int limit);

    /**
     * Reads one dead letter.
     *
     * @param requestId the event's
     */
    Optional<Letter> letter(UUID requestId);

    /**
     * Changes a dead letter's event.
     *
     * @param requestId the event's
     * @param json what it is to be; not copied
     * @return false if there is no such letter
     */
    boolean edit(UUID requestId, byte[] json);

    /**
     * Sends dead letters on their way again. One whose function succeeded is delivered again; any other is an event as if it
     * had just been accepted, with the same request id. Those for which there is no room, or no letter, are left out.
     *
     * @param redrives in this order
     * @return how many went
     */
    int redrive(List<Redrive> redrives);

    /**
     * Takes dead letters out, as given up.
     *
     * @param requestIds unknown ones are left out
     * @return how many were there
     */
    int giveUp(Collection<UUID> requestIds);

    /**
     * Takes dead letters out, as purged.
     *
     * @param requestIds unknown ones are left out
     * @return how many were there
     */
    int purge(Collection<UUID> requestIds);

    /**
     * Takes out of an ending queue what is not running. From then on nothing is accepted; what is put back into the queue
     * later can be taken out by another call. A durable queue keeps everything.
     *
     * @return the events, in no particular order; the caller owns them
     */
    List<QueuedEvent> handBack();

    /**
     * Discards what is to be invoked and is not running, as the function was deleted (rule ASYNC-16). A running event that
     * would be tried again is discarded then. What is to be delivered, now or after what runs, stays and is an {@linkplain
     * Delivery#isOrphan orphan} from then on, as dead letters are; deduplication keys are forgotten.
     *
     * @return how many were discarded at once
     */
    int discard();
}
