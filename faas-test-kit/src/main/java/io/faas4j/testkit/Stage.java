package io.faas4j.testkit;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the asynchronous work of one test takes turns: one thing runs at a time, a seed chooses which of those that are
 * ready is next, and virtual time moves to what is due next only when nothing is ready. Nothing runs unless somebody drives:
 * the test by letting time pass, or a thread of the test that waits in a place the kit knows.
 */
final class Stage {

    /*
     * I1  at most one driver has the turn; it runs tasks, while whoever asked for the drive waits.
     * I2  a driver whose task blocks hands the turn to another; one that chooses a blocked thread hands it to that.
     * I3  what is ready, in what order it came, and which random number chooses, follow from the seed alone, as long as only
     *     drivers and the thread that drives have a part in it: the lists are never ordered by time or by hash.
     * I4  a thread that is lost in a place the kit does not know loses the turn, and is like any other thread from then on.
     */
    private static final Logger log = LoggerFactory.getLogger(Stage.class);

    private final VirtualTime clock;
    private final RealThreads threads = new RealThreads();
    private final Agenda agenda;
    private final Turns turns = new Turns(this);
    private final ReentrantLock lock = turns.lock();
    private final Waits waits;
    private volatile boolean settling;
    private volatile boolean closed;

    Stage(VirtualTime clock, long seed, Duration patience) {
        this.clock = clock;
        this.agenda = new Agenda(RandomSource.seeded(seed));
        this.waits = new Waits(this, agenda, turns, patience);
    }

    VirtualTime clock() {
        return clock;
    }

    RealThreads threads() {
        return threads;
    }

    /** Whether the driver gives threads that take no turns a moment to come to rest. */
    boolean isSettling() {
        return settling;
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the test is over, and its runtime is closed");
        }
    }

    // ---- called by any thread --------------------------------------------------------------------------------------

    void add(Task task) {
        lock.lock();
        try {
            agenda.add(task);
        } finally {
            lock.unlock();
        }
    }

    void addDue(Task timer) {
        lock.lock();
        try {
            agenda.addDue(timer);
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Waits#drive}. */
    void drive(Drive asked) {
        waits.drive(asked);
    }

    /** See {@link Waits#block}. */
    boolean block(Blocked waiting, long limitNanos) {
        return waits.block(waiting, limitNanos);
    }

    /** What is not done yet, for errors. */
    String goingOn() {
        lock.lock();
        try {
            String scheduled = clock.isIdle() ? "nothing is scheduled" : "something is scheduled for later";
            return Lost.list(clock.now(), agenda.unfinished(), scheduled);
        } finally {
            lock.unlock();
        }
    }

    // ---- called by drivers -----------------------------------------------------------------------------------------

    void run(Task task) {
        try {
            task.body().run();
        } catch (RuntimeException | Error failure) {
            if (!closed) {
                FailureLog.error(log, "A {} failed", task, failure);
            }
        } finally {
            // An interrupt was meant for the task that has ended.
            Thread.interrupted();
        }
    }

    /** What the driver is to run next; null if the turn is another's now. */
    @Nullable
    Task next(Driver me) {
        boolean settled = false;
        while (true) {
            Drive top = checked(me);
            if (top == null) {
                return null;
            }
            Blocked real = null;
            lock.lock();
            try {
                if (restsWithoutTurn(me) || restsAfter(top, me)) {
                    return null;
                }
                agenda.wake(top);
                if (agenda.isAnythingReady()) {
                    turns.step(top);
                    Ready chosen = agenda.choose();
                    if (chosen instanceof Task task) {
                        return task;
                    }
                    real = (Blocked) chosen;
                    if (givesTurnTo(real)) {
                        turns.rest(me);
                        return null;
                    }
                } else if (settled && turns.hasOwnerLeft()) {
                    top.exhaust();
                } else if (settled) {
                    moveTime(top);
                }
            } finally {
                lock.unlock();
            }
            settle(real);
            settled = true;
        }
    }

    private @Nullable Drive checked(Driver me) {
        Drive top;
        lock.lock();
        try {
            if (restsWithoutTurn(me)) {
                return null;
            }
            top = turns.top();
        } finally {
            lock.unlock();
        }
        top.check();
        return top;
    }

    private boolean restsWithoutTurn(Driver me) {
        if (turns.hasTurn(me)) {
            return false;
        }
        turns.rest(me);
        return true;
    }

    private boolean restsAfter(Drive top, Driver me) {
        if (!top.isOver()) {
            return false;
        }
        turns.end(top);
        top.turn().give();
        turns.rest(me);
        return true;
    }

    /** @return false for a thread that takes no turns: it goes on, and the driver waits for a moment */
    private boolean givesTurnTo(Blocked waiting) {
        waiting.choose();
        Drive its = waiting.drive();
        Driver middle = waiting.driver();
        if (its != null) {
            turns.end(its);
        } else if (middle != null) {
            turns.giveTo(middle);
        }
        waiting.turn().give();
        return its != null || middle != null;
    }

    private void moveTime(Drive top) {
        if (top.isUntilIdle() && clock.isIdle()) {
            top.exhaust();
        } else if (clock.runNext(Duration.ofNanos(top.limitNanos() - clock.nanoTime()))) {
            takeAllDueNow();
        } else {
            if (top.limitNanos() != Drive.NO_LIMIT) {
                clock.advance(Duration.ofNanos(Math.max(0, top.limitNanos() - clock.nanoTime())));
            }
            top.exhaust();
        }
    }

    /** What is due at the same time: its tasks are ready together. */
    private void takeAllDueNow() {
        boolean isMore = true;
        while (isMore) {
            isMore = clock.runNext(Duration.ZERO);
        }
    }

    private void settle(@Nullable Blocked real) {
        settling = true;
        try {
            while (real != null && !real.isResumed() && !closed) {
                Thread.onSpinWait();
            }
            threads.settle(this::isHeld);
        } finally {
            settling = false;
        }
    }

    private boolean isHeld(Thread thread) {
        lock.lock();
        try {
            return agenda.isHeld(thread);
        } finally {
            lock.unlock();
        }
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    void close() {
        lock.lock();
        try {
            closed = true;
            turns.close();
            agenda.blocked().forEach(each -> each.turn().give());
        } finally {
            lock.unlock();
        }
        clock.close();
    }
}
