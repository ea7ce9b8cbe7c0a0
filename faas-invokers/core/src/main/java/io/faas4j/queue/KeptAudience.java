package io.faas4j.queue;

import io.faas4j.queue.KeptQueue.Receive;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who waits in this process for messages of a queue in a store. Safe for use by many threads. */
final class KeptAudience implements QueueWatcher {

    /*
     * I1  whoever tells of something counts it in `changes` first, and looks afterwards whether somebody waits; whoever comes to wait
     *     looks afterwards whether something was counted since before its receive: one of both sees the other.
     * I2  while there is an audience, the alarm is set to what is known of the next end of a delay or timeout; one that rings too early
     *     makes somebody look, who then knows when it is.
     * I3  nobody is told under the lock, and nothing is asked of the store.
     */
    private final ReentrantLock lock = new ReentrantLock();
    private final Audience audience = new Audience();
    private final AtomicLong changes = new AtomicLong();
    private final TimeSource time;
    private final Alarm alarm;

    KeptAudience(TimeSource time) {
        this.time = time;
        this.alarm = new Alarm(time, this::ring);
    }

    // ---- the store tells -------------------------------------------------------------------------------------------

    @Override
    public boolean isWaiting() {
        return audience.isWaiting();
    }

    @Override
    public void available() {
        changes.incrementAndGet();
        if (audience.isWaiting()) {
            tell();
        }
    }

    private void tell() {
        Audience.Call call;
        lock.lock();
        try {
            call = audience.call();
        } finally {
            lock.unlock();
        }
        QueueState.tell(call);
    }

    @Override
    public void availableIn(Duration delay) {
        lock.lock();
        try {
            setAlarm(delay);
        } finally {
            lock.unlock();
        }
    }

    private void setAlarm(@Nullable Duration delay) {
        if (delay != null && !audience.isEmpty()) {
            alarm.set(time.nanoTime(), Math.max(0, delay.toNanos()));
        }
    }

    private void ring() {
        lock.lock();
        try {
            alarm.rang();
        } finally {
            lock.unlock();
        }
        available();
    }

    // ---- somebody waits --------------------------------------------------------------------------------------------

    /** What was counted up to now; to be asked before a receive. */
    long seen() {
        return changes.get();
    }

    /**
     * Somebody has received, and does not wait.
     *
     * @param seen what was counted before
     * @param max how many were asked for
     */
    void asked(long seen, Receive received, int max, long timeoutNanos) {
        Audience.Call call = null;
        lock.lock();
        try {
            boolean isShort = received.messages().size() < max;
            if (isShort) {
                audience.asked();
            }
            if (!audience.isEmpty()) {
                setAlarm(received.next());
                boolean isHidden = timeoutNanos > 0 && !received.messages().isEmpty();
                setAlarm(isHidden ? Duration.ofNanos(timeoutNanos) : null);
                call = isShort ? callIfChanged(seen) : audience.callPoll();
            }
        } finally {
            lock.unlock();
        }
        QueueState.tell(call);
    }

    private Audience.@Nullable Call callIfChanged(long seen) {
        return changes.get() == seen ? null : audience.call();
    }

    /**
     * Waits until it is worth to receive again.
     *
     * @param seen what was counted before the receive that found nothing
     * @param next when there may be something, as that receive has found
     */
    void await(long seen, @Nullable Duration next, Duration limit) throws InterruptedException {
        Audience.Poll poll;
        Audience.Call call;
        lock.lock();
        try {
            audience.asked();
            poll = audience.await();
            setAlarm(next);
            call = callIfChanged(seen);
        } finally {
            lock.unlock();
        }
        QueueState.tell(call);
        boolean isCalled = false;
        try {
            isCalled = time.await(poll, limit);
        } finally {
            if (!isCalled) {
                leave(poll);
            }
        }
    }

    /** Who was called and did not come leaves it to another one. */
    private void leave(Audience.Poll poll) {
        Audience.Call call;
        lock.lock();
        try {
            call = audience.leave(poll) ? audience.callPoll() : null;
            if (audience.isEmpty()) {
                alarm.cancel();
            }
        } finally {
            lock.unlock();
        }
        QueueState.tell(call);
    }

    SourceSubscription listen(Runnable available) {
        Listener listener = new Listener(available, this::leave);
        lock.lock();
        try {
            audience.add(listener);
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
}
