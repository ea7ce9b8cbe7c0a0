package io.faas4j.testkit;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How threads wait on a stage: the test for a drive to be over, and whoever blocks for its turn to go on. */
final class Waits {

    /** How long, in real time, a thread that takes no turns waits before it looks whether anybody drives. */
    private static final Duration GLANCE = Duration.ofMillis(20);

    private static final Duration LONG = Duration.ofDays(1);
    private static final long NOTHING_SEEN = -1;

    private final Stage stage;
    private final Agenda agenda;
    private final Turns turns;
    private final ReentrantLock lock;
    private final Duration patience;

    Waits(Stage stage, Agenda agenda, Turns turns, Duration patience) {
        this.stage = stage;
        this.agenda = agenda;
        this.turns = turns;
        this.lock = turns.lock();
        this.patience = patience;
    }

    // ---- for a drive -----------------------------------------------------------------------------------------------

    /**
     * Lets things happen, and waits until that is over.
     *
     * @throws AssertionError if a task does not end
     */
    void drive(Drive asked) {
        Thread me = Thread.currentThread();
        Driver mine;
        lock.lock();
        try {
            mine = turns.driverOf(me);
            if (mine == null) {
                turns.awaitCalm();
            }
            stage.requireOpen();
            if (mine == null && !stage.threads().contains(me)) {
                turns.owner(me);
            }
            turns.begin(asked, mine);
        } finally {
            lock.unlock();
        }
        try {
            long seen = NOTHING_SEEN;
            while (!asked.turn().await(patience)) {
                seen = requireProgress(asked, null, seen);
            }
        } finally {
            arrive(mine);
        }
        if (asked.turn().takeInterrupt()) {
            me.interrupt();
        }
        stage.requireOpen();
        throwAny(asked.failure());
    }

    private static void arrive(@Nullable Driver mine) {
        if (mine != null) {
            mine.arrive();
        }
    }

    private static void throwAny(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException thrown) {
            throw thrown;
        }
        if (failure instanceof Error thrown) {
            throw thrown;
        }
    }

    private long requireProgress(Drive asked, @Nullable Blocked waiting, long seen) {
        lock.lock();
        try {
            stage.requireOpen();
            Driver now = turns.driver();
            if (turns.steps() != seen || !turns.isTop(asked) || now == null || stage.isSettling()) {
                return turns.steps();
            }
            turns.end(asked);
            if (waiting != null) {
                agenda.remove(waiting);
            }
            throw Lost.error(now, patience);
        } finally {
            lock.unlock();
        }
    }

    // ---- for a turn ------------------------------------------------------------------------------------------------

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
            stage.requireOpen();
            agenda.add(waiting);
            Driver mine = turns.driverOf(waiting.thread());
            if (mine != null) {
                waiting.driver(mine);
                turns.handOver();
            } else if (turns.isCalm() && waiting.thread() == turns.owner()) {
                driveFor(waiting, limitNanos);
            }
        } finally {
            lock.unlock();
        }
        long seen = NOTHING_SEEN;
        while (!awaitTurn(waiting)) {
            Drive its = waiting.drive();
            seen = its == null ? joinIn(waiting, limitNanos, seen) : requireProgress(its, waiting, seen);
        }
        arrive(waiting.driver());
        waiting.resumed();
        return waiting.turn().takeInterrupt();
    }

    private void driveFor(Blocked waiting, long limitNanos) {
        Drive its = Drive.untilChosen(waiting, limitNanos);
        waiting.drive(its);
        turns.begin(its, null);
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
            if (stage.isClosed() || (isHopeless && waiting.thread() == turns.owner())) {
                agenda.remove(waiting);
                stage.requireOpen();
                throw new AssertionError("%s, and nothing is left to happen that could let it go on; %s"
                        .formatted(waiting, stage.goingOn()));
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
            Driver now = turns.driver();
            Thread others = now == null ? turns.owner() : now.thread();
            boolean isWakingUp = now != null && !now.hasArrived();
            if (isWakingUp || stage.isSettling() || lock.hasQueuedThread(others) || !isWaitingAnywhere(others)) {
                return NOTHING_SEEN;
            }
            if (turns.steps() != seen) {
                return turns.steps();
            }
            if (turns.isCalm()) {
                driveFor(waiting, limitNanos);
            } else if (now != null) {
                turns.handOver();
            }
            return NOTHING_SEEN;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isWaitingAnywhere(Thread thread) {
        return RealThreads.isWaiting(thread) || thread.getState() == Thread.State.TIMED_WAITING;
    }
}
