package io.faas4j.testkit;

import io.faas4j.runtime.time.Turn;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A thread in the middle of something that waits in a place the kit knows: for a time, a gate, a future. */
final class Blocked implements Ready {

    private final Thread thread = Thread.currentThread();
    private final Turn turn = new Turn(thread);
    private final String what;
    private final boolean isInterruptible;
    private final BooleanSupplier isOver;
    private volatile boolean woken;
    private volatile boolean resumed;

    // Under the stage's lock.
    private @Nullable Driver driver;
    private @Nullable Drive drive;
    private boolean chosen;

    /**
     * The current thread, about to wait.
     *
     * @param what for errors
     * @param isOver whether it may go on
     * @param isInterruptible whether an interrupt lets it go on too
     */
    Blocked(String what, BooleanSupplier isOver, boolean isInterruptible) {
        this.what = what;
        this.isOver = isOver;
        this.isInterruptible = isInterruptible;
    }

    /** Its time has come. */
    void wake() {
        woken = true;
    }

    boolean isWoken() {
        return woken;
    }

    boolean mayGoOn() {
        return woken || isOver.getAsBoolean() || (isInterruptible && turn.isInterrupted());
    }

    boolean isInterruptible() {
        return isInterruptible;
    }

    Thread thread() {
        return thread;
    }

    Turn turn() {
        return turn;
    }

    /** The driver whose task it is in the middle of; null for any other thread. */
    @Nullable
    Driver driver() {
        return driver;
    }

    void driver(@Nullable Driver its) {
        driver = its;
    }

    /** The drive that lasts until it is chosen; null if others drive anyway. */
    @Nullable
    Drive drive() {
        return drive;
    }

    void drive(@Nullable Drive its) {
        drive = its;
    }

    boolean isChosen() {
        return chosen;
    }

    void choose() {
        chosen = true;
    }

    void resumed() {
        resumed = true;
    }

    boolean isResumed() {
        return resumed;
    }

    @Override
    public String toString() {
        return "%s (thread '%s')".formatted(what, thread.getName());
    }
}
