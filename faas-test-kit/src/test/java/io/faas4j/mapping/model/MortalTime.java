package io.faas4j.mapping.model;

import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;

/** The time of the world as one consumer has it: once that is dead, nothing that it scheduled happens. */
final class MortalTime implements TimeSource {

    private final TimeSource time;
    private final Lifeline line;

    MortalTime(TimeSource time, Lifeline line) {
        this.time = time;
        this.line = line;
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return line.isCut() ? () -> {} : time.schedule(delay, whileAlive(task));
    }

    @Override
    public Cancellable scheduleHousekeeping(Duration delay, Runnable task) {
        return line.isCut() ? () -> {} : time.scheduleHousekeeping(delay, whileAlive(task));
    }

    private Runnable whileAlive(Runnable task) {
        return () -> {
            if (!line.isCut()) {
                task.run();
            }
        };
    }

    @Override
    public boolean await(Future<?> done, Duration limit) throws InterruptedException {
        return time.await(done, limit);
    }

    /** The world goes on. */
    @Override
    public void close() {}
}
