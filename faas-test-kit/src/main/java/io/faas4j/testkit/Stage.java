package io.faas4j.testkit;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
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

    /** How long, in real time, a thread that takes no turns waits before it looks whether anybody drives. */
    private static final Duration GLANCE = Duration.ofMillis(20);

    private static final Duration LONG = Duration.ofDays(1);

    private final VirtualTime clock;
    private final RandomSource random;
    private final Duration patience;
    private final RealThreads threads = new RealThreads();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition calm = lock.newCondition();
    private final Deque<Task> due = new ArrayDeque<>();
    private final List<Ready> ready = new ArrayList<>();
    private final List<Blocked> blocked = new ArrayList<>();
    private final Deque<Drive> drives = new ArrayDeque<>();
    private final Deque<Driver> resting = new ArrayDeque<>();
    private @Nullable Driver driver;
    private Thread owner = Thread.currentThread();
    private int drivers;
    private long steps;
    private volatile boolean settling;
    private volatile boolean closed;

    Stage(VirtualTime clock, long seed, Duration patience) {
        this.clock = clock;
        this.random = RandomSource.seeded(seed);
        this.patience = patience;
    }

    VirtualTime clock() {
        return clock;
    }

    RealThreads threads() {
        return threads;
    }

    boolean isClosed() {
        return closed;
    }

    // ---- what comes in ---------------------------------------------------------------------------------------------

    void add(Task task) {
        lock.lock();
        try {
            ready.add(task);
        } finally {
            lock.unlock();
        }
    }

    /** Timers come before all else, in their own order. */
    void addDue(Task timer) {
        lock.lock();
        try {
            due.add(timer);
        } finally {
            lock.unlock();
        }
    }

    // ---- the turn: called by drivers -------------------------------------------------------------------------------

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
                if (hasLostTurn(me) || isOver(top, me)) {
                    return null;
                }
                wake(top);
                if (!due.isEmpty() || !ready.isEmpty()) {
                    steps++;
                    top.step();
                    Ready chosen = due.isEmpty() ? choose() : due.remove();
                    if (chosen instanceof Task task) {
                        return task;
                    }
                    real = (Blocked) chosen;
                    if (givesTurnTo(real)) {
                        resting.addLast(me);
                        return null;
                    }
                } else if (settled) {
                    moveTime(top);
                }
            } finally {
                lock.unlock();
            }
            settled = settle(real);
        }
    }

    private @Nullable Drive checked(Driver me) {
        Drive top;
        lock.lock();
        try {
            if (hasLostTurn(me)) {
                return null;
            }
            top = drives.getLast();
        } finally {
            lock.unlock();
        }
        top.check();
        return top;
    }

    private boolean hasLostTurn(Driver me) {
        if (driver == me && drives.isEmpty()) {
            driver = null;
            calm.signalAll();
        }
        if (driver == me && !closed) {
            return false;
        }
        resting.addLast(me);
        return true;
    }

    private boolean isOver(Drive top, Driver me) {
        if (!top.isOver()) {
            return false;
        }
        end(top);
        top.turn().give();
        resting.addLast(me);
        return true;
    }

    private void end(Drive drive) {
        drives.remove(drive);
        driver = drive.principal();
        if (drives.isEmpty()) {
            calm.signalAll();
        }
    }

    /** Who asked for an outer drive has to wait until the inner ones are over. */
    private void wake(Drive top) {
        if (blocked.isEmpty()) {
            return;
        }
        for (Iterator<Blocked> all = blocked.iterator(); all.hasNext(); ) {
            Blocked waiting = all.next();
            Drive its = waiting.drive();
            if ((its == null || its == top) && waiting.mayGoOn()) {
                all.remove();
                ready.add(waiting);
            }
        }
    }

    private Ready choose() {
        int index = (int) Long.remainderUnsigned(random.nextLong(), ready.size());
        Ready chosen = ready.get(index);
        Ready last = ready.remove(ready.size() - 1);
        if (last != chosen) {
            ready.set(index, last);
        }
        return chosen;
    }

    /** @return false for a thread that takes no turns: it goes on, and the driver waits for a moment */
    private boolean givesTurnTo(Blocked waiting) {
        waiting.choose();
        Drive its = waiting.drive();
        Driver middle = waiting.driver();
        if (its != null) {
            end(its);
        } else if (middle != null) {
            driver = middle;
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

    private boolean settle(@Nullable Blocked real) {
        settling = true;
        try {
            while (real != null && !real.isResumed() && !closed) {
                Thread.onSpinWait();
            }
            threads.settle(this::isHeld);
        } finally {
            settling = false;
        }
        return true;
    }

    private boolean isHeld(Thread thread) {
        lock.lock();
        try {
            return blocked.stream().anyMatch(waiting -> waiting.thread() == thread);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the turn to a driver that rests, or to a new one. */
    private void handOver() {
        Driver next = resting.pollLast();
        if (next == null) {
            next = new Driver(this, ++drivers);
            next.start();
        }
        driver = next;
        next.turn().give();
    }

    // ---- waiting: called by any thread -----------------------------------------------------------------------------

    /**
     * Lets things happen, and waits until that is over.
     *
     * @throws AssertionError if a task does not end
     */
    void drive(Drive asked) {
        lock.lock();
        try {
            Driver mine = driverOf(Thread.currentThread());
            while (mine == null && !drives.isEmpty() && !closed) {
                calm.awaitUninterruptibly();
            }
            requireOpen();
            if (mine == null && !threads.contains(Thread.currentThread())) {
                owner = Thread.currentThread();
            }
            begin(asked, mine);
        } finally {
            lock.unlock();
        }
        long seen = -1;
        while (!asked.turn().await(patience)) {
            seen = requireProgress(asked, null, seen);
        }
        if (asked.turn().takeInterrupt()) {
            Thread.currentThread().interrupt();
        }
        requireOpen();
        Throwable failure = asked.failure();
        if (failure instanceof RuntimeException thrown) {
            throw thrown;
        }
        if (failure instanceof Error thrown) {
            throw thrown;
        }
    }

    private void begin(Drive asked, @Nullable Driver principal) {
        asked.principal(principal);
        drives.addLast(asked);
        handOver();
    }

    private @Nullable Driver driverOf(Thread thread) {
        Driver now = driver;
        return now != null && now.thread() == thread ? now : null;
    }

    /**
     * Waits until the current thread may go on, and it is its turn.
     *
     * @param limitNanos the latest virtual time that others are driven to for it
     * @return whether it was interrupted
     * @throws AssertionError if nothing is left that could let it go on, or a task does not end
     */
    boolean block(Blocked waiting, long limitNanos) {
        lock.lock();
        try {
            requireOpen();
            blocked.add(waiting);
            Driver mine = driverOf(waiting.thread());
            if (mine != null) {
                waiting.driver(mine);
                handOver();
            } else if (drives.isEmpty() && waiting.thread() == owner) {
                driveFor(waiting, limitNanos);
            }
        } finally {
            lock.unlock();
        }
        long seen = -1;
        while (!awaitTurn(waiting)) {
            seen = waiting.drive() == null
                    ? joinIn(waiting, limitNanos, seen)
                    : requireProgress(waiting.drive(), waiting, seen);
        }
        waiting.resumed();
        return waiting.turn().takeInterrupt();
    }

    private void driveFor(Blocked waiting, long limitNanos) {
        Drive its = Drive.untilChosen(waiting, limitNanos);
        waiting.drive(its);
        begin(its, null);
    }

    private boolean awaitTurn(Blocked waiting) {
        Duration glance = waiting.driver() == null ? GLANCE : LONG;
        waiting.turn().await(waiting.drive() == null ? glance : patience);
        lock.lock();
        try {
            if (waiting.isChosen()) {
                return true;
            }
            Drive its = waiting.drive();
            boolean isHopeless = its != null && its.isExhausted();
            if (isHopeless) {
                waiting.drive(null);
            }
            if (closed || (isHopeless && waiting.thread() == owner)) {
                blocked.remove(waiting);
                requireOpen();
                throw new AssertionError(
                        "%s, and nothing is left to happen that could let it go on; %s".formatted(waiting, goingOn()));
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Looks whether nobody drives because those who would wait for this thread, in a place the kit does not know. */
    private long joinIn(Blocked waiting, long limitNanos, long seen) {
        lock.lock();
        try {
            Driver now = driver;
            Thread others = now == null ? owner : now.thread();
            if (settling || lock.hasQueuedThread(others) || !isWaitingAnywhere(others)) {
                return -1;
            }
            if (steps != seen) {
                return steps;
            }
            if (drives.isEmpty()) {
                driveFor(waiting, limitNanos);
            } else if (now != null) {
                handOver();
            }
            return -1;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isWaitingAnywhere(Thread thread) {
        return RealThreads.isWaiting(thread) || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private long requireProgress(Drive asked, @Nullable Blocked waiting, long seen) {
        lock.lock();
        try {
            requireOpen();
            Driver now = driver;
            if (steps != seen || drives.peekLast() != asked || now == null || settling) {
                return steps;
            }
            end(asked);
            blocked.remove(waiting);
            throw Lost.error(now, patience);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the test is over, and its runtime is closed");
        }
    }

    /** What is not done yet, for errors. */
    String goingOn() {
        lock.lock();
        try {
            List<Object> all = new ArrayList<>(due);
            all.addAll(ready);
            all.addAll(blocked);
            String scheduled = clock.isIdle() ? "nothing is scheduled" : "something is scheduled for later";
            return Lost.list(clock.now(), all, scheduled);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            resting.forEach(each -> each.turn().give());
            blocked.forEach(each -> each.turn().give());
            drives.forEach(each -> each.turn().give());
            calm.signalAll();
        } finally {
            lock.unlock();
        }
        clock.close();
    }
}
