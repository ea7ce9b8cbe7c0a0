package io.faas4j.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who has the turn on a stage, and for whom. Used under the stage's lock, which it has. */
final class Turns {

    private final Stage stage;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition calm = lock.newCondition();
    private final Deque<Drive> drives = new ArrayDeque<>();
    private final Deque<Driver> resting = new ArrayDeque<>();
    private @Nullable Driver driver;
    private Thread owner = Thread.currentThread();
    private int drivers;
    private long steps;
    private boolean closed;

    Turns(Stage stage) {
        this.stage = stage;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** The thread of the test, as far as one can tell: the one that let time pass last. */
    Thread owner() {
        return owner;
    }

    void owner(Thread thread) {
        owner = thread;
    }

    /** How many things have been chosen to run. */
    long steps() {
        return steps;
    }

    void step(Drive drive) {
        steps++;
        drive.step();
    }

    /**
     * Whether another thread drives because the test's waited, in a place the kit does not know, and that one goes on by now: time
     * does not run away from it.
     */
    boolean hasOwnerLeft() {
        return !isAwaitedByOwner() && owner.getState() == Thread.State.RUNNABLE;
    }

    /** Whether one of the drives, perhaps around others, is the test's own: then it waits here, if it has got so far already. */
    private boolean isAwaitedByOwner() {
        for (Drive drive : drives) {
            if (drive.asker() == owner) {
                return true;
            }
        }
        return false;
    }

    // ---- drives ----------------------------------------------------------------------------------------------------

    boolean isCalm() {
        return drives.isEmpty();
    }

    /** Waits, without the lock, until nobody drives. */
    void awaitCalm() {
        while (!drives.isEmpty() && !closed) {
            calm.awaitUninterruptibly();
        }
    }

    /** The drive that lasts, of those within each other the inner one. */
    Drive top() {
        return drives.getLast();
    }

    boolean isTop(Drive drive) {
        return drives.peekLast() == drive;
    }

    void begin(Drive asked, @Nullable Driver principal) {
        asked.principal(principal);
        drives.addLast(asked);
        handOver();
    }

    void end(Drive drive) {
        drives.remove(drive);
        Driver principal = drive.principal();
        if (principal != null) {
            principal.expect();
        }
        driver = principal;
        if (drives.isEmpty()) {
            calm.signalAll();
        }
    }

    // ---- drivers ---------------------------------------------------------------------------------------------------

    /** Who has the turn; null if nobody drives. */
    @Nullable
    Driver driver() {
        return driver;
    }

    /** The driver that has the turn, if the thread is its. */
    @Nullable
    Driver driverOf(Thread thread) {
        Driver now = driver;
        return now != null && now.thread() == thread ? now : null;
    }

    boolean hasTurn(Driver one) {
        if (driver == one && drives.isEmpty()) {
            driver = null;
            calm.signalAll();
        }
        return driver == one && !closed;
    }

    void rest(Driver one) {
        resting.addLast(one);
    }

    /** Gives the turn to a driver in the middle of a task. */
    void giveTo(Driver other) {
        other.expect();
        driver = other;
    }

    /** Gives the turn to a driver that rests, or to a new one. */
    void handOver() {
        Driver next = resting.pollLast();
        if (next == null) {
            next = new Driver(stage, ++drivers);
            next.start();
        }
        next.expect();
        driver = next;
        next.turn().give();
    }

    void close() {
        closed = true;
        resting.forEach(each -> each.turn().give());
        drives.forEach(each -> each.turn().give());
        calm.signalAll();
    }
}
