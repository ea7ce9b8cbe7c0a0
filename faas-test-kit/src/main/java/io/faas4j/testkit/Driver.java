package io.faas4j.testkit;

import io.faas4j.runtime.time.Turn;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs one thing after another while it is its turn. One whose task blocks keeps its place in the middle of it,
 * and another takes the turn.
 */
final class Driver implements Runnable {

    private static final Duration LONG = Duration.ofDays(1);

    private final Stage stage;
    private final Thread thread;
    private final Turn turn;
    private volatile @Nullable Task running;
    private volatile boolean arrived;

    Driver(Stage stage, int number) {
        this.stage = stage;
        this.thread = RealThreads.newPlatformThread("faas-test-" + number, this);
        this.turn = new Turn(thread);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    Turn turn() {
        return turn;
    }

    /** It was given the turn, and may take a moment to wake up. */
    void expect() {
        arrived = false;
    }

    /** It is awake. */
    void arrive() {
        arrived = true;
    }

    boolean hasArrived() {
        return arrived;
    }

    /** What it runs, or ran last. */
    @Nullable
    Task running() {
        return running;
    }

    @Override
    public void run() {
        while (!stage.isClosed()) {
            if (turn.await(LONG)) {
                arrive();
                turn.takeInterrupt();
                for (Task next = stage.next(this); next != null; next = stage.next(this)) {
                    running = next;
                    stage.run(next);
                }
            }
        }
    }
}
