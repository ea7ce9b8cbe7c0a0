package io.faas4j.async.queue;

import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Rings when something in a wheel is due: one task at a time. Not safe for use by many threads. */
final class Alarm {

    private final TimeSource time;
    private final Wheel wheel;
    private final BiFunction<Duration, Runnable, Cancellable> schedule;
    private final Runnable ring;

    /** Whether it is taken back when nothing is due at its time any more; otherwise it rings for nothing once. */
    private final boolean isExact;

    private @Nullable Cancellable set;
    private long setFor;
    private long seen = -1;

    private Alarm(
            TimeSource time,
            Wheel wheel,
            BiFunction<Duration, Runnable, Cancellable> schedule,
            Runnable ring,
            boolean isExact) {
        this.time = time;
        this.wheel = wheel;
        this.schedule = schedule;
        this.ring = ring;
        this.isExact = isExact;
    }

    /** For what somebody waits for. */
    static Alarm awaited(TimeSource time, Wheel wheel, Runnable ring) {
        return new Alarm(time, wheel, time::schedule, ring, true);
    }

    /** For what rarely comes to pass, such as the end of a lease. */
    static Alarm housekeeping(TimeSource time, Wheel wheel, Runnable ring) {
        return new Alarm(time, wheel, time::scheduleHousekeeping, ring, false);
    }

    /** Sets it as the wheel wants it now. */
    void update() {
        if (seen == wheel.changes() && (set != null || wheel.isEmpty())) {
            return;
        }
        seen = wheel.changes();
        if (wheel.isEmpty()) {
            if (isExact) {
                cancel();
            }
            return;
        }
        long next = wheel.nextNanos();
        if (set == null || next - setFor < 0 || (isExact && next != setFor)) {
            cancel();
            setFor = next;
            set = schedule.apply(Duration.ofNanos(Math.max(0, next - time.nanoTime())), ring);
        }
    }

    /** Says that it may have rung. */
    void rang(long nowNanos) {
        if (setFor - nowNanos <= 0) {
            set = null;
        }
    }

    void cancel() {
        if (set != null) {
            set.cancel();
            set = null;
        }
    }
}
