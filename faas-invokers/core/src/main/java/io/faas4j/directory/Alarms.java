package io.faas4j.directory;

import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Rings whenever messages can be received again. Safe for use by many threads. */
final class Alarms implements AutoCloseable {

    private final TimeSource time;
    private final Runnable bell;
    private final Set<Alarm> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Alarms(TimeSource time, Runnable bell) {
        this.time = time;
        this.bell = bell;
    }

    void ringAfter(Duration delay) {
        Alarm alarm = new Alarm();
        open.add(alarm);
        alarm.task = time.scheduleHousekeeping(delay, alarm);
        if (closed) {
            alarm.cancel();
        }
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(Alarm::cancel);
    }

    private final class Alarm implements Runnable {

        private volatile @Nullable Cancellable task;

        @Override
        public void run() {
            if (open.remove(this)) {
                bell.run();
            }
        }

        void cancel() {
            Cancellable scheduled = task;
            if (scheduled != null) {
                scheduled.cancel();
                open.remove(this);
            }
        }
    }
}
