package io.faas4j.destination;

import io.faas4j.event.DestinationRef;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a destination may take for one message of one function or event source mapping, and how many of them may be under
 * way: a hard limit, so that one that hangs keeps nothing but the thread it has. Safe for use by many threads.
 */
public final class DeliveryLimit {

    /*
     * I1  a call ends once: by its own end, or by its limit, whichever wins `state`.
     * I2  an interrupt comes between the limit's win and IS_LATE; the call's thread waits for that before it goes on, so that
     *     no interrupt comes later than the call that it is meant for.
     * I3  while a call is under way, a sweep is scheduled for no later than the first end of a limit.
     * I4  once all are to end, each call is ended by who ends them or by itself: `isOver` is written before they are looked
     *     at, and read after the call was added.
     * Cost: a call schedules nothing unless it is the only one for longer than the limit.
     */
    private static final Logger log = LoggerFactory.getLogger(DeliveryLimit.class);

    /** So many calls may be under way, before further ones have to wait. */
    public static final int MOST_AT_ONCE = 256;

    /**
     * Once a destination keeps so many threads beyond the limit, no more calls of it are begun; those that are under way may
     * be lost too.
     */
    public static final int MOST_LOST = 16;

    private static final int UNDER_WAY = 0;
    private static final int ENDED = 1;
    private static final int BEING_INTERRUPTED = 2;
    private static final int IS_LATE = 3;

    private final TimeSource time;
    private final Duration limit;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final ConcurrentMap<DestinationRef, Integer> lost = new ConcurrentHashMap<>();
    private final AtomicBoolean isSweepDue = new AtomicBoolean();
    private volatile boolean isOver;

    /**
     * Nothing under way.
     *
     * @param time what the limit is measured by
     * @param limit how long a call may take
     */
    public DeliveryLimit(TimeSource time, Duration limit) {
        this.time = time;
        this.limit = limit;
    }

    /** What may take too long. */
    @FunctionalInterface
    public interface Body {

        /**
         * Calls the destination.
         *
         * @throws Exception if it did not take what it was given
         */
        void run() throws Exception;
    }

    /** How many calls are under way, within their limits. */
    public int underWay() {
        return underWay.get();
    }

    /** Whether as many are under way as may be, about. */
    public boolean isFull() {
        return underWay.get() >= MOST_AT_ONCE;
    }

    /**
     * Calls a destination on the current thread.
     *
     * @param to where to
     * @param body the call
     * @param late told on another thread, and instead of an answer, if the call has not ended in time; on this one if all
     *     have ended already
     * @return whether it ended in time; otherwise {@code late} has answered, and how it ended means nothing
     * @throws Exception what the call threw in time, or that the destination keeps too many threads already
     */
    public boolean call(DestinationRef to, Body body, Runnable late) throws Exception {
        int kept = lost.getOrDefault(to, 0);
        if (kept >= MOST_LOST && !isOver) {
            throw new TimeoutException(
                    "%d earlier deliveries still run, beyond their limit of %s".formatted(kept, limit));
        }
        Call call = new Call(to, time.nanoTime() + limit.toNanos(), late);
        underWay.incrementAndGet();
        calls.add(call);
        if (isOver) {
            timeOut(call);
            return ends(call);
        }
        sweepLater();
        try {
            body.run();
        } catch (Throwable failure) {
            if (ends(call)) {
                throw failure;
            }
            return false;
        }
        return ends(call);
    }

    private boolean ends(Call call) {
        calls.remove(call);
        if (call.ends()) {
            underWay.decrementAndGet();
            return true;
        }
        lost.computeIfPresent(call.to, (to, count) -> count == 1 ? null : count - 1);
        return false;
    }

    /** What a try failed with that was over its limit. */
    public TimeoutException exceeded() {
        return new TimeoutException("the delivery has not ended within " + limit);
    }

    /** Whether all were ended, and none begins any more. */
    public boolean isOver() {
        return isOver;
    }

    /** Ends all that are under way, as if their time were up, and from then on all others before they begin. */
    public void endAll() {
        isOver = true;
        calls.forEach(this::timeOut);
    }

    private void sweepLater() {
        if (!isSweepDue.get() && isSweepDue.compareAndSet(false, true)) {
            time.scheduleHousekeeping(limit, this::sweep);
        }
    }

    private void sweep() {
        do {
            long next = timeOutDue();
            if (next != Long.MAX_VALUE) {
                time.scheduleHousekeeping(Duration.ofNanos(next), this::sweep);
                return;
            }
            isSweepDue.set(false);
            // One that has come meanwhile relies on this sweep.
        } while (!calls.isEmpty() && isSweepDue.compareAndSet(false, true));
    }

    /** When the next limit ends, in nanoseconds from now; the greatest number for never. */
    private long timeOutDue() {
        long now = time.nanoTime();
        long next = Long.MAX_VALUE;
        for (Call call : calls) {
            long left = call.endNanos - now;
            if (left <= 0) {
                timeOut(call);
            } else {
                next = Math.min(next, left);
            }
        }
        return next;
    }

    private void timeOut(Call call) {
        if (!call.state.compareAndSet(UNDER_WAY, BEING_INTERRUPTED)) {
            return;
        }
        calls.remove(call);
        underWay.decrementAndGet();
        lost.merge(call.to, 1, Integer::sum);
        call.thread.interrupt();
        call.state.set(IS_LATE);
        try {
            call.late.run();
        } catch (RuntimeException | Error unexpected) {
            FailureLog.error(log, "A delivery to {} could not be ended", call.to, unexpected);
        }
    }

    private static final class Call {

        private final DestinationRef to;
        private final Thread thread = Thread.currentThread();
        private final long endNanos;
        private final Runnable late;
        private final AtomicInteger state = new AtomicInteger(UNDER_WAY);

        Call(DestinationRef to, long endNanos, Runnable late) {
            this.to = to;
            this.endNanos = endNanos;
            this.late = late;
        }

        boolean ends() {
            if (state.compareAndSet(UNDER_WAY, ENDED)) {
                return true;
            }
            while (state.get() != IS_LATE) {
                Thread.onSpinWait();
            }
            return false;
        }
    }
}
