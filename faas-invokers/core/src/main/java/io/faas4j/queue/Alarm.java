package io.faas4j.queue;

import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a queue, for the next delay or visibility timeout that ends. One that rings too early does no harm: it is set
 * again then, which is cheaper than to move it each time. Used under the queue's lock.
 */
final class Alarm {

    private final TimeSource time;
    private final Runnable task;
    private @Nullable Cancellable set;
    private long at;

    Alarm(TimeSource time, Runnable task) {
        this.time = time;
        this.task = task;
    }

    /** Rings then, or earlier. */
    void set(long now, long afterNanos) {
        long wanted = now + afterNanos;
        if (set != null && at - wanted <= 0) {
            return;
        }
        cancel();
        at = wanted;
        set = time.schedule(Duration.ofNanos(afterNanos), task);
    }

    void cancel() {
        if (set != null) {
            set.cancel();
            set = null;
        }
    }

    /** It has rung. */
    void rang() {
        set = null;
    }
}
