package io.faas4j.queue;

import io.faas4j.runtime.time.BriefWait;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a queue is made of, under its one lock, and the frame of each step: lock, {@link #begin}, change something, {@link #end},
 * unlock, {@link #tell}.
 */
final class QueueState {

    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(1);

    /*
     * I1  a message that was accepted is on the shelf or in the inbox, from there it is put on the shelf by whoever has the lock next,
     *     until it is deleted, purged or too old.
     * I2  `room` has a place taken for each of them.
     * I3  no lock of another queue, and none of a listener's, is asked for while this one is held.
     * I4  once a poll waits or a listener found nothing, it is told when `shelf.hasNext()` becomes true: by the step that made it so,
     *     or by the alarm, which is set to the next end of a delay or timeout while there is an audience.
     * I5  whoever puts something into the inbox looks afterwards whether somebody waits; whoever comes to wait looks afterwards into
     *     the inbox: one of both sees the other.
     */
    final ReentrantLock lock = new ReentrantLock();
    final Shelf shelf;
    final Deduplication deduplication = new Deduplication();
    final Audience audience = new Audience();
    private final Alarm alarm;
    final Room room;

    /** What was sent, and dead letters of other queues: all have their places in the room, and no delay. */
    private final Inbox inbox = new Inbox();

    final String name;
    final String arn;
    final boolean isFifo;
    final TimeSource time;
    final WallTime wall;
    final Inlet inlet;
    volatile Terms terms;
    private @Nullable Long purgedNanos;
    private volatile boolean isDeleted;

    QueueState(String name, String arn, QueueAttributes attributes, TimeSource time, Inlet inlet) {
        this.name = name;
        this.arn = arn;
        this.isFifo = attributes.isFifo();
        this.shelf = new Shelf(isFifo);
        this.alarm = new Alarm(time, this::ring);
        this.room = new Room(attributes.capacity());
        this.time = time;
        this.wall = new WallTime(time);
        this.inlet = inlet;
        this.terms = new Terms(attributes);
        deduplication.changeScope(attributes.deduplicationScope());
    }

    // ---- the frame of each step ------------------------------------------------------------------------------------

    /** Begins a step: the queue is there, and all is up to date. */
    void begin(long now) {
        requireThere();
        Entry next = inbox.takeAll();
        while (next != null) {
            Entry entry = next;
            next = entry.behind;
            entry.behind = null;
            shelf.add(entry, now, 0);
        }
        int dropped = shelf.settle(now, terms.retentionNanos);
        if (dropped > 0) {
            room.give(dropped);
        }
    }

    /** Fails if the queue is no more. */
    void requireThere() {
        if (isDeleted) {
            throw Refusals.noQueue(name);
        }
    }

    /**
     * Takes in what has its places and no delay, without waiting for the lock; tells nobody.
     *
     * @param first of a chain, the last one of which has the others `before` it
     */
    void post(Entry first, Entry last) {
        inbox.addAll(first, last);
    }

    /** Tells whoever waits for what was posted. */
    void tellOfPosted() {
        if (audience.isWaiting()) {
            step(time.nanoTime(), () -> inbox);
        }
    }

    /** Somebody waits now, who has to be told if something was posted while they came. */
    Audience.@Nullable Call callIfPosted(long now) {
        if (inbox.isEmpty()) {
            return null;
        }
        begin(now);
        return end(now);
    }

    /** A step that may make something available. */
    <T extends @Nullable Object> T step(long now, Supplier<T> change) {
        T answer;
        Audience.Call call;
        BriefWait.lock(lock);
        try {
            begin(now);
            answer = change.get();
            call = end(now);
        } finally {
            lock.unlock();
        }
        tell(call);
        return answer;
    }

    /** Ends a step that may have made something available: who is to be told? */
    private Audience.@Nullable Call end(long now) {
        if (audience.isEmpty()) {
            return null;
        }
        setAlarm(now);
        return shelf.hasNext() ? audience.call() : null;
    }

    void setAlarm(long now) {
        long next = shelf.untilNext(now, terms.retentionNanos);
        if (next >= 0) {
            alarm.set(now, next);
        } else if (shelf.isEmpty()) {
            alarm.cancel();
        }
    }

    static void tell(Audience.@Nullable Call call) {
        if (call != null) {
            call.tell();
        }
    }

    /** Takes in what has come meanwhile by time. */
    private void ring() {
        takeIn(true);
    }

    /** Takes in what has come from another queue. */
    void arrived() {
        takeIn(false);
    }

    private void takeIn(boolean isAlarm) {
        Audience.Call call = null;
        lock.lock();
        try {
            if (isAlarm) {
                alarm.rang();
            }
            if (!isDeleted) {
                long now = time.nanoTime();
                begin(now);
                call = end(now);
            }
        } finally {
            lock.unlock();
        }
        tell(call);
    }

    // ---- the queue as a whole --------------------------------------------------------------------------------------

    void purge() {
        long now = time.nanoTime();
        lock.lock();
        try {
            begin(now);
            if (purgedNanos != null && now - purgedNanos < BETWEEN_PURGES.toNanos()) {
                throw Refusals.purgedRecently(name);
            }
            purgedNanos = now;
            room.give(shelf.clear(now));
            deduplication.clear();
            alarm.cancel();
        } finally {
            lock.unlock();
        }
    }

    void change(QueueAttributes changes) {
        long now = time.nanoTime();
        step(now, () -> {
            terms = new Terms(terms.attributes.with(changes));
            room.capacity(terms.attributes.capacity());
            room.give(shelf.settle(now, terms.retentionNanos));
            deduplication.changeScope(terms.attributes.deduplicationScope());
            if (isFifo && changes.isSet(QueueAttribute.DELAY)) {
                shelf.changeDelay(now, terms.delayNanos);
            }
            return terms;
        });
    }

    /** The queue is no more, and all that was in it. */
    void delete() {
        Audience.Call call;
        lock.lock();
        try {
            isDeleted = true;
            shelf.clear(time.nanoTime());
            alarm.cancel();
            call = audience.callAll();
        } finally {
            lock.unlock();
        }
        call.tell();
    }

    SourceSubscription listen(Runnable available) {
        Listener listener = new Listener(available, this::leave);
        lock.lock();
        try {
            audience.add(listener);
            setAlarm(time.nanoTime());
        } finally {
            lock.unlock();
        }
        return listener;
    }

    private void leave(Listener listener) {
        lock.lock();
        try {
            audience.remove(listener);
            if (audience.isEmpty()) {
                alarm.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the shelf. */
    <T> T look(Function<Shelf, T> at) {
        long now = time.nanoTime();
        lock.lock();
        try {
            begin(now);
            return at.apply(shelf);
        } finally {
            lock.unlock();
        }
    }
}
