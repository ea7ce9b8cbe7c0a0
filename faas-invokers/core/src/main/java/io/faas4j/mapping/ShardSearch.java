package io.faas4j.mapping;

import io.faas4j.retry.Backoff;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Has a stream's shards looked for, by one thread at a time: once more if that is asked for meanwhile, and later if it failed. Safe
 * for use by many threads.
 */
final class ShardSearch {

    private final StreamEngine engine;
    private final Round round;
    private final TimeSource time;
    private final Backoff backoff;

    // Guarded by this object's monitor.
    private boolean isUnderWay;
    private boolean isToFollow;
    private boolean isLater;
    private int failures;

    /**
     * Has looked for nothing yet.
     *
     * @param engine counts the threads, and tells the trouble
     */
    ShardSearch(StreamEngine engine, Round round) {
        this.engine = engine;
        this.round = round;
        this.time = engine.time();
        this.backoff = engine.backoff();
    }

    /** Looks once. */
    interface Round {
        void look() throws Exception;
    }

    /** What is asked for from now on follows {@link #first}: a list that is older is not to come in between. */
    synchronized void reserve() {
        isUnderWay = true;
    }

    /** Looks on this thread, after {@link #reserve}. */
    void first() throws Exception {
        do {
            round.look();
        } while (isAgain(null));
    }

    /** Looks soon, on another thread; not if the engine is stopped. */
    void soon() {
        if (engine.beginsUnlessStopped()) {
            begin();
        }
    }

    /** As {@link #soon}, also if it is stopped: for what is to be left to others. */
    void last() {
        engine.begins();
        begin();
    }

    private void begin() {
        boolean begins;
        synchronized (this) {
            begins = !isUnderWay;
            isToFollow |= isUnderWay;
            isUnderWay = true;
        }
        if (!begins) {
            engine.ends();
            return;
        }
        try {
            engine.execute(this::run);
        } catch (RuntimeException | Error noThread) {
            isAgain(noThread);
            engine.ends();
        }
    }

    private void run() {
        try {
            boolean isAgain;
            do {
                Throwable failure = null;
                try {
                    round.look();
                } catch (Exception | LinkageError unreachable) {
                    failure = unreachable;
                }
                isAgain = isAgain(failure);
            } while (isAgain);
        } finally {
            engine.ends();
        }
    }

    /** Whether to look once more at once. */
    private boolean isAgain(@Nullable Throwable failure) {
        boolean isToLook = engine.isToLook();
        boolean isAgain;
        int failedLast;
        synchronized (this) {
            isAgain = isToFollow && failure == null && isToLook;
            isToFollow = false;
            isUnderWay = isAgain;
            failures = failure == null ? 0 : failures + 1;
            failedLast = failures;
        }
        if (failure != null) {
            engine.progress().problem("The stream could not be read", failure);
            later(backoff.after(failedLast));
        }
        return isAgain;
    }

    private void later(Duration delay) {
        synchronized (this) {
            if (isLater) {
                return;
            }
            isLater = true;
        }
        time.scheduleHousekeeping(delay, () -> {
            synchronized (this) {
                isLater = false;
            }
            soon();
        });
    }
}
