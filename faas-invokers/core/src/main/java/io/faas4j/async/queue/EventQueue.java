package io.faas4j.async.queue;

import io.faas4j.event.Ledger;
import io.faas4j.runtime.time.TimeSource;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Keeps accepted events until they have ended: one logical queue a function (rule ASYNC-2). Safe for use by many threads.
 *
 * <p>An event that was accepted belongs to the queue, or to the batch that has claimed it until the batch is settled or its
 * lease is over, whichever comes first; so it is handed out at least once, and never to two owners within a lease. Every
 * operation takes effect as a whole or not at all.
 */
public interface EventQueue extends AutoCloseable {

    /**
     * The queue of one function, made when first asked for. It stays usable if the function is deleted and deployed again.
     *
     * @param name the function's bare name
     */
    FunctionQueue function(String name);

    /** The queues that hold something, or did; that of a deleted function only as long as it does. */
    Collection<FunctionQueue> functions();

    /** All functions' ledgers together, those of deleted ones included. Each of them is taken at one moment. */
    Ledger ledger();

    /**
     * Says who is told that a queue has something to claim: after each change from nothing claimable to something, be it by
     * an acceptance, a retry or a delay that is over, a settled or recalled batch, a lost lease or a redrive. So who claims goes
     * on until a claim comes back with less than was asked for, or comes back later by itself.
     *
     * @param ready called on whatever thread makes the change, without any lock; short, and does not throw. The only
     *     listener: an earlier one is not told any more.
     */
    void listen(Consumer<FunctionQueue> ready);

    /**
     * A function is deployed here from now on, so that a durable queue may take in events of its that are nobody's.
     *
     * @param name its bare name
     */
    default void deployed(String name) {}

    /** Whether events survive the process, for which their payloads must be bytes. */
    boolean isDurable();

    /**
     * Refuses events from now on, but those that {@linkplain FunctionQueue#acceptFollowing follow} from accepted ones; who waits
     * for room is sent away. What was accepted can still be claimed, settled and tried again.
     */
    void stopAccepting();

    /**
     * Ends the queue: nothing is accepted or becomes due by itself any more. Batches may still be settled, so that the
     * ledger tells their end.
     */
    @Override
    void close();

    /**
     * A queue that ends with the process.
     *
     * @param time by which events become due and leases end
     * @param settings its bounds
     */
    static EventQueue inMemory(TimeSource time, QueueSettings settings) {
        return new MemoryEventQueue(time, settings, null, Appetite.ALL);
    }

    /**
     * A queue whose events survive the process. It begins with what processes before it have left in the store. All events are in
     * memory as well, so that claiming one asks no store, and its bounds are those of one process.
     *
     * <p>An event is accepted once it is stored. What becomes of it is written soon afterwards: a process that is killed leaves
     * events that have ended a moment before, and they are handed out again.
     *
     * @param time by which events become due and leases end
     * @param settings its bounds
     * @param store open for this queue until it is closed
     * @throws io.faas4j.error.StoreException if the store cannot be used
     */
    static EventQueue durable(TimeSource time, QueueSettings settings, EventStore store) {
        return durable(time, settings, store, Appetite.ALL);
    }

    /**
     * As {@link #durable(TimeSource, QueueSettings, EventStore)}, for one of several processes.
     *
     * @param time by which events become due and leases end
     * @param settings its bounds
     * @param store open for this queue until it is closed
     * @param appetite which events that are nobody's it takes in; asked from now on
     * @throws io.faas4j.error.StoreException if the store cannot be used
     */
    static EventQueue durable(TimeSource time, QueueSettings settings, EventStore store, Appetite appetite) {
        return MemoryEventQueue.durable(time, settings, store, appetite);
    }
}
