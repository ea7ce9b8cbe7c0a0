package io.faas4j.runtime.concurrency;

import io.faas4j.error.InvocationInterruptedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where invocations of one function wait for a place, first come, first served. Safe for use by many threads. */
final class WaitingRoom {

    /*
     * I1  who waits has one answer: the first of a place, the end of its wait, and the end of the function.
     * I2  a place that was handed over belongs to the waiter, who uses it or gives it back; one that could not be handed
     *     over goes to the next, or back.
     * The lock is held for the queue alone, never while places are taken or given back.
     */
    private final FunctionConcurrency places;
    private final WaitingRooms rooms;
    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Waiter> queue = new TreeMap<>();

    /** Those of the queue who have an alternative, by where it comes from. */
    private final Map<Object, TreeMap<Long, Waiter>> choosers = new HashMap<>();

    private volatile boolean hasChoosers;
    private volatile int size;
    private volatile @Nullable ConcurrencyLimit refusedBy;
    private boolean closed;

    WaitingRoom(FunctionConcurrency places, WaitingRooms rooms, int maxWaiting) {
        this.places = places;
        this.rooms = rooms;
        this.maxWaiting = maxWaiting;
    }

    int size() {
        return size;
    }

    /** The limit that had no place for the first in the queue, when it was asked last. */
    @Nullable
    ConcurrencyLimit refusedBy() {
        return refusedBy;
    }

    /**
     * Waits for a place.
     *
     * @return the place; null if the function is gone, or the wait's alternative was taken
     * @throws io.faas4j.error.TooManyRequestsException if the wait is over, or too many wait already
     * @throws InvocationInterruptedException if the thread was interrupted, which it still is
     */
    @Nullable
    Permit await(QueueWait wait) {
        Waiter waiter = new Waiter(wait.ticket(rooms), wait.alternative());
        if (!enter(waiter)) {
            return null;
        }
        boolean isAnswered = false;
        try {
            rooms.serve();
            isAnswered = wait.await(waiter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvocationInterruptedException(
                    "Interrupted while waiting for concurrency of the function '" + places.function() + "'.", e);
        } finally {
            if (!isAnswered) {
                leave(waiter);
            }
        }
        if (!isAnswered) {
            throw places.refusalOf(refusedBy);
        }
        return waiter.permit();
    }

    /** Whether the waiter came in; not if the function is gone. */
    boolean enter(Waiter waiter) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (size >= maxWaiting) {
                throw places.refusalOf(refusedBy);
            }
            queue.put(waiter.ticket(), waiter);
            Object source = waiter.source();
            if (source != null) {
                choosers.computeIfAbsent(source, first -> new TreeMap<>()).put(waiter.ticket(), waiter);
            }
            resized();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up; a place that came in the same instant goes back, and so to the next. */
    private void leave(Waiter waiter) {
        remove(waiter);
        Permit tooLate = waiter.giveUp();
        if (tooLate != null) {
            places.release(tooLate);
        }
        // What was taken for it instead may have gone back, too.
        rooms.serve();
    }

    private boolean remove(Waiter waiter) {
        lock.lock();
        try {
            boolean isRemoved = queue.remove(waiter.ticket(), waiter);
            if (isRemoved) {
                forgetChooser(waiter);
                resized();
            }
            return isRemoved;
        } finally {
            lock.unlock();
        }
    }

    /** Serves one who has an alternative that can be taken. Only by who serves. */
    boolean serveOtherwise() {
        if (!hasChoosers) {
            return false;
        }
        for (Waiter chooser : firstChoosers()) {
            if (chooser.takeAlternative()) {
                remove(chooser);
                chooser.grantAlternative();
                return true;
            }
        }
        return false;
    }

    /** Whether anybody waits who has an alternative from there. */
    boolean isWaitedFor(Object source) {
        if (!hasChoosers) {
            return false;
        }
        lock.lock();
        try {
            return choosers.containsKey(source);
        } finally {
            lock.unlock();
        }
    }

    /** One for each version that is waited for: what the first of them cannot have, the others cannot. */
    private List<Waiter> firstChoosers() {
        lock.lock();
        try {
            return choosers.values().stream()
                    .map(ofSource -> ofSource.firstEntry().getValue())
                    .sorted(Comparator.comparingLong(Waiter::ticket))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void forgetChooser(Waiter waiter) {
        Object source = waiter.source();
        TreeMap<Long, Waiter> ofSource = source == null ? null : choosers.get(source);
        if (ofSource != null) {
            ofSource.remove(waiter.ticket());
            if (ofSource.isEmpty()) {
                choosers.remove(source);
            }
        }
    }

    /** What came of serving a room. */
    enum Serving {
        /** Somebody has a place. */
        SERVED,
        /** Nobody waits any more. */
        NOBODY,
        /** There was no place: {@link #refusedBy} tells of which limit. */
        REFUSED
    }

    /** Whether the function's places are those of any of these limits too. */
    boolean needsAny(List<ConcurrencyLimit> limits) {
        return limits.stream().anyMatch(places::needs);
    }

    /** Gives the first in the queue a place. Only by who serves. */
    Serving serveOne() {
        if (size == 0) {
            return Serving.NOBODY;
        }
        Permit permit = places.takeOrNote(refused -> refusedBy = refused);
        if (permit == null) {
            return Serving.REFUSED;
        }
        for (Waiter first = takeFirst(); first != null; first = takeFirst()) {
            if (first.grant(permit)) {
                return Serving.SERVED;
            }
        }
        places.release(permit);
        return Serving.NOBODY;
    }

    private @Nullable Waiter takeFirst() {
        lock.lock();
        try {
            Map.Entry<Long, Waiter> first = queue.pollFirstEntry();
            if (first == null) {
                return null;
            }
            forgetChooser(first.getValue());
            resized();
            if (size > 0) {
                rooms.moveToEnd(this);
            }
            return first.getValue();
        } finally {
            lock.unlock();
        }
    }

    /** Sends everybody away, now and from now on: the function is gone. */
    void close() {
        List<Waiter> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayList<>(queue.values());
            queue.clear();
            choosers.clear();
            resized();
        } finally {
            lock.unlock();
        }
        left.forEach(Waiter::sendAway);
    }

    private void resized() {
        int before = size;
        hasChoosers = !choosers.isEmpty();
        size = queue.size();
        if (before == 0 && size > 0) {
            rooms.add(this);
        } else if (before > 0 && size == 0) {
            rooms.remove(this);
        }
    }
}
