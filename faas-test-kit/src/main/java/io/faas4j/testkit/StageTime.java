package io.faas4j.testkit;

import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** The time of a stage: a timer that is due runs as a task of the stage, before all others. */
final class StageTime implements TimeSource {

    private static final String TIMER = "timer";

    private final Stage stage;

    StageTime(Stage stage) {
        this.stage = stage;
    }

    @Override
    public Instant now() {
        return stage.clock().now();
    }

    @Override
    public long nanoTime() {
        return stage.clock().nanoTime();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        AtomicBoolean taken = new AtomicBoolean();
        Cancellable timer = stage.clock().schedule(delay, () -> due(task, taken));
        return () -> cancel(timer, taken);
    }

    @Override
    public Cancellable scheduleHousekeeping(Duration delay, Runnable task) {
        AtomicBoolean taken = new AtomicBoolean();
        Cancellable timer = stage.clock().scheduleHousekeeping(delay, () -> due(task, taken));
        return () -> cancel(timer, taken);
    }

    private void due(Runnable task, AtomicBoolean taken) {
        stage.addDue(new Task(TIMER, () -> {
            if (taken.compareAndSet(false, true)) {
                task.run();
            }
        }));
    }

    private static void cancel(Cancellable timer, AtomicBoolean taken) {
        taken.set(true);
        timer.cancel();
    }

    @Override
    public boolean await(Future<?> done, Duration limit) throws InterruptedException {
        if (done.isDone() || limit.isZero() || limit.isNegative()) {
            return done.isDone();
        }
        block(new Blocked("a wait of at most " + limit, done::isDone, true), limit);
        return done.isDone();
    }

    /** Lets virtual time pass for the current thread alone. */
    void sleep(String what, Duration duration, boolean isInterruptible) throws InterruptedException {
        if (!duration.isZero()) {
            block(new Blocked(what, () -> false, isInterruptible), duration);
        }
    }

    private void block(Blocked waiting, Duration limit) throws InterruptedException {
        Cancellable timer = stage.clock().schedule(limit, waiting::wake);
        try {
            block(waiting, Drive.NO_LIMIT);
        } finally {
            timer.cancel();
        }
    }

    /** Waits for something that other code of the test brings about. */
    void await(Blocked waiting) throws InterruptedException {
        block(waiting, nanoTime() + Duration.ofDays(1).toNanos());
    }

    private void block(Blocked waiting, long limitNanos) throws InterruptedException {
        if (!stage.block(waiting, limitNanos)) {
            return;
        }
        if (waiting.isInterruptible()) {
            throw new InterruptedException(waiting + " was interrupted");
        }
        Thread.currentThread().interrupt();
    }

    @Override
    public void close() {
        stage.clock().close();
    }
}
