package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.runtime.time.BriefWait;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gives messages out, and moves those away that were received too often (sections 5.3, 5.6 and 5.7 of the rules). */
final class Receiving {

    static final int MOST_IN_FLIGHT = 120_000;

    private final QueueState queue;
    private final ReceiveAttempts attempts = new ReceiveAttempts();
    private final Moving moving;

    Receiving(QueueState queue, Moving moving) {
        this.queue = queue;
        this.moving = moving;
    }

    /**
     * Receives what there is.
     *
     * @param attemptId of a FIFO queue, to get the same once more; null for none
     * @throws QueueException if so many are in flight that a standard queue refuses, unless nobody is to be told
     */
    Taken receive(int max, long timeoutNanos, @Nullable String attemptId, boolean isOverLimitTold) {
        return receive(max, timeoutNanos, attemptId, isOverLimitTold, null);
    }

    /** As {@link #receive(int, long, String, boolean)}, but waits for something to receive. */
    Taken receive(int max, long timeoutNanos, @Nullable String attemptId, Duration wait) throws InterruptedException {
        long end = queue.time.nanoTime() + wait.toNanos();
        long left = wait.toNanos();
        while (left > 0) {
            Waiting waiting = new Waiting();
            Taken taken = receive(max, timeoutNanos, attemptId, false, waiting);
            if (waiting.poll == null) {
                return taken;
            }
            boolean isCalled;
            try {
                isCalled = queue.time.await(waiting.poll, Duration.ofNanos(left));
            } catch (InterruptedException interrupt) {
                leave(waiting.poll);
                throw interrupt;
            }
            if (!isCalled) {
                leave(waiting.poll);
                break;
            }
            left = end - queue.time.nanoTime();
        }
        return receive(max, timeoutNanos, attemptId, false, null);
    }

    /** In it a receive that found nothing leaves by what it is called. */
    private static final class Waiting {
        private Audience.@Nullable Poll poll;
    }

    private Taken receive(
            int max,
            long timeoutNanos,
            @Nullable String attemptId,
            boolean isOverLimitTold,
            @Nullable Waiting waiting) {
        long now = queue.time.nanoTime();
        Instant wall = queue.wall.at(now);
        Taken taken;
        Audience.Call call = null;
        Audience.Call posted = null;
        QueueState deadLetterQueue = null;
        BriefWait.lock(queue.lock);
        try {
            queue.begin(now);
            Taken again = attemptId == null ? null : attempts.find(attemptId, now);
            if (attemptId != null && again != null) {
                return repeat(again, attemptId, now, timeoutNanos);
            }
            if (isOverLimitTold && !queue.isFifo && queue.shelf.inFlight() >= MOST_IN_FLIGHT) {
                throw Refusals.overLimit(MOST_IN_FLIGHT);
            }
            taken = new Taken();
            deadLetterQueue = take(taken, max, timeoutNanos, now, wall);
            if (attemptId != null && !taken.isEmpty()) {
                attempts.add(attemptId, taken, now);
            }
            if (taken.messages() < max || !queue.shelf.hasNext()) {
                queue.audience.asked();
            }
            if (taken.isEmpty() && waiting != null) {
                waiting.poll = queue.audience.await();
            }
            if (!queue.audience.isEmpty()) {
                queue.setAlarm(now);
                call = !taken.isEmpty() && queue.shelf.hasNext() ? queue.audience.callPoll() : null;
                posted = queue.audience.isWaiting() ? queue.callIfPosted(now) : null;
            }
        } finally {
            queue.lock.unlock();
        }
        QueueState.tell(call);
        QueueState.tell(posted);
        if (deadLetterQueue != null) {
            deadLetterQueue.arrived();
        }
        return taken;
    }

    /** The same messages under the same handles, hidden anew (rule FIFO-16). */
    private Taken repeat(Taken again, String attemptId, long now, long timeoutNanos) {
        for (int i = 0; i < again.count(); i++) {
            queue.shelf.hide(again.entry(i), now, timeoutNanos);
        }
        attempts.add(attemptId, again, now);
        return again;
    }

    /** Takes messages, and moves away those that were received too often (rules QUEUE-71, FIFO-7, FIFO-8); answers where to. */
    private @Nullable QueueState take(Taken taken, int max, long timeoutNanos, long now, Instant wall) {
        int most = Math.min(max, MOST_IN_FLIGHT - queue.shelf.inFlight());
        QueueState deadLetterQueue = null;
        while (taken.messages() < most) {
            Entry next = queue.shelf.poll(now, most - taken.messages());
            if (next == null) {
                break;
            }
            if (moving.isReceivedTooOften(next)) {
                if (next instanceof Parcel parcel) {
                    queue.shelf.partPolled(parcel);
                    continue;
                }
                QueueState target = moving.toDeadLetters((StoredMessage) next);
                if (target != null) {
                    deadLetterQueue = target;
                    continue;
                }
            }
            next.received(wall, now);
            queue.shelf.fly(next, now + timeoutNanos);
            taken.add(next);
        }
        queue.shelf.polled();
        if (timeoutNanos == 0) {
            for (int i = 0; i < taken.count(); i++) {
                queue.shelf.giveBack(taken.entry(i), now);
            }
        }
        return deadLetterQueue;
    }

    private void leave(Audience.Poll poll) {
        Audience.Call call;
        queue.lock.lock();
        try {
            boolean wasCalled = queue.audience.leave(poll);
            call = wasCalled && queue.shelf.hasNext() ? queue.audience.callPoll() : null;
        } finally {
            queue.lock.unlock();
        }
        QueueState.tell(call);
    }
}
