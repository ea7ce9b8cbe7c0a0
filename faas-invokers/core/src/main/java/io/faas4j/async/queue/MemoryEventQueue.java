package io.faas4j.async.queue;

import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All functions' events in memory; a durable queue's are written down as well, in a journal. */
final class MemoryEventQueue implements EventQueue, Inheritance {

    private static final Logger log = LoggerFactory.getLogger(MemoryEventQueue.class);

    private final TimeSource time;
    private final QueueSettings settings;
    private final @Nullable EventJournal journal;
    private final Appetite appetite;
    private final ConcurrentMap<String, MemoryFunctionQueue> functions = new ConcurrentHashMap<>();

    /** For what concerns all functions: their coming and going, and their sum. */
    private final ReentrantLock lock = new ReentrantLock();

    private Ledger forgotten = Ledger.EMPTY;
    private volatile boolean isEnding;
    private boolean isClosed;
    private volatile Consumer<FunctionQueue> listener = queue -> {};

    /**
     * Without events.
     *
     * @param journal started and closed here; null if the queue ends with the process
     * @param appetite which events that are nobody's it takes in
     */
    MemoryEventQueue(TimeSource time, QueueSettings settings, @Nullable EventJournal journal, Appetite appetite) {
        this.time = time;
        this.settings = settings;
        this.journal = journal;
        this.appetite = appetite;
    }

    /** A queue that begins with what others have left. */
    static EventQueue durable(TimeSource time, QueueSettings settings, EventStore store, Appetite appetite) {
        EventJournal journal = store.open(settings);
        MemoryEventQueue queue = new MemoryEventQueue(time, settings, journal, appetite);
        try {
            journal.start(queue);
            return queue;
        } catch (RuntimeException | Error failure) {
            queue.close();
            throw failure;
        }
    }

    FunctionJournal journalOf(String function) {
        return journal == null ? FunctionJournal.NONE : journal.function(function);
    }

    void awaitRoom() {
        if (journal != null) {
            journal.awaitRoom();
        }
    }

    TimeSource time() {
        return time;
    }

    QueueSettings settings() {
        return settings;
    }

    @Override
    public MemoryFunctionQueue function(String name) {
        MemoryFunctionQueue queue = functions.get(name);
        return queue == null ? make(name) : queue;
    }

    private MemoryFunctionQueue make(String name) {
        lock.lock();
        try {
            MemoryFunctionQueue queue = functions.computeIfAbsent(name, key -> new MemoryFunctionQueue(this, key));
            if (isClosed) {
                queue.end();
            } else if (isEnding) {
                queue.stopAccepting();
            }
            return queue;
        } finally {
            lock.unlock();
        }
    }

    /** The queue that has a function's events now; null if none has. */
    @Nullable
    MemoryFunctionQueue ifThere(String name) {
        return functions.get(name);
    }

    @Override
    public Collection<FunctionQueue> functions() {
        return List.copyOf(functions.values());
    }

    @Override
    public Ledger ledger() {
        lock.lock();
        try {
            Ledger sum = forgotten;
            for (FunctionQueue queue : functions.values()) {
                sum = sum.plus(queue.ledger());
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void listen(Consumer<FunctionQueue> ready) {
        listener = ready;
    }

    void tell(FunctionQueue queue) {
        try {
            listener.accept(queue);
        } catch (RuntimeException | Error failure) {
            FailureLog.error(log, "The listener of the event queue failed", failure);
        }
    }

    /** Lets go of the queue of a deleted function if nothing is left in it; keeps its counts. */
    void forget(MemoryFunctionQueue queue) {
        lock.lock();
        try {
            Ledger counts = queue.forget();
            if (counts != null) {
                forgotten = forgotten.plus(counts);
                functions.remove(queue.function(), queue);
                if (journal != null) {
                    journal.forgotten(queue.function());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in again what it let go of, as whoever had it before has it still.
     *
     * @return the queue, or the one that has taken its place meanwhile
     */
    MemoryFunctionQueue remember(MemoryFunctionQueue queue) {
        lock.lock();
        try {
            MemoryFunctionQueue other = functions.putIfAbsent(queue.function(), queue);
            if (other != null) {
                return other;
            }
            queue.remember(isEnding, isClosed);
            return queue;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isDurable() {
        return journal != null;
    }

    // ---- from and to other processes -------------------------------------------------------------------------------

    @Override
    public void ended(String function, Ledger ended) {
        if (!function.isEmpty()) {
            function(function).inherit(ended);
            return;
        }
        lock.lock();
        try {
            forgotten = forgotten.plus(ended);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void events(String function, List<QueuedEvent> events) {
        function(function).inherit(events);
    }

    @Override
    public void accepted(String function, int events) {
        appetite.took(function, events);
    }

    @Override
    public void deployed(String name) {
        if (journal != null) {
            journal.deployed(name);
        }
    }

    @Override
    public Wanted wants(String target) {
        FunctionRef ref = FunctionRef.parse(target);
        int ready = isEnding ? 0 : appetite.ready(ref);
        if (ready == 0) {
            return Wanted.NOTHING;
        }
        MemoryFunctionQueue queue = functions.get(ref.name());
        return queue == null
                ? new Wanted(Math.min(ready, settings.maxEvents()), settings.maxBytes())
                : queue.wants(ready);
    }

    @Override
    public void letters(String function, List<Kept> letters) {
        function(function).inheritLetters(letters);
    }

    @Override
    public void disinherited() {
        lock.lock();
        try {
            forgotten = Ledger.EMPTY;
        } finally {
            lock.unlock();
        }
        functions.values().forEach(MemoryFunctionQueue::disinherit);
    }

    // ---- the end ----------------------------------------------------------------------------------------------------

    @Override
    public void stopAccepting() {
        end(false);
        functions.values().forEach(MemoryFunctionQueue::stopAccepting);
    }

    @Override
    public void close() {
        end(true);
        functions.values().forEach(MemoryFunctionQueue::end);
        if (journal != null) {
            journal.close();
        }
    }

    /** From then on queues that are made, or remembered, accept no more than the others. */
    private void end(boolean closes) {
        lock.lock();
        try {
            isEnding = true;
            isClosed |= closes;
        } finally {
            lock.unlock();
        }
    }
}
