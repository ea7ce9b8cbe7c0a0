package io.faas4j.runtime.context;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.runtime.travel.CarriedContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that initialise contexts ahead of traffic, and do the runtime's own short work: one more as soon as all are at
 * work and something waits, up to a bound; each ends when nothing is left to do. Safe for use by many threads.
 */
final class InitThreads {

    /*
     * I1  at most MOST threads initialise; short work waits for none of them, since it may have one thread more.
     */
    private static final Logger log = LoggerFactory.getLogger(InitThreads.class);

    /** Many short init phases share a few threads; init phases that wait for something run next to each other. */
    private static final int MOST = 256;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final WorkerThreads threads;
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> brief = new ArrayDeque<>();
    private final Deque<Runnable> inits = new ArrayDeque<>();
    private final Map<Thread, Seat> seats = new ConcurrentHashMap<>();
    private int alive;
    private int atWork;
    private int initializing;

    InitThreads(WorkerThreads threads, TimeSource time) {
        this.threads = threads;
        this.time = time;
    }

    /** A thread that may be given up, when what it runs does not end. */
    private static final class Seat {
        private boolean initializes;
        private boolean abandoned;
    }

    /** Runs an init phase, which may take long. */
    void initialize(Runnable init) {
        add(inits, init);
    }

    /** Runs work that waits for nobody's code. */
    void execute(Runnable work) {
        add(brief, work);
    }

    private void add(Deque<Runnable> waiting, Runnable work) {
        lock.lock();
        try {
            waiting.add(work);
        } finally {
            lock.unlock();
        }
        startAnother();
    }

    /** Starts a thread if something waits and nobody is free for it. */
    private void startAnother() {
        lock.lock();
        try {
            boolean isAnythingToDo = !brief.isEmpty() || (!inits.isEmpty() && initializing < MOST);
            if (!isAnythingToDo || atWork < alive || alive > MOST) {
                return;
            }
            alive++;
        } finally {
            lock.unlock();
        }
        try {
            threads.newThread("faas-init", this::work).start();
        } catch (RuntimeException | Error notStarted) {
            FailureLog.error(log, "A thread that initialises execution contexts could not be started", notStarted);
            lock.lock();
            try {
                alive--;
            } finally {
                lock.unlock();
            }
            time.scheduleHousekeeping(RETRY, this::startAnother);
        }
    }

    private void work() {
        Seat seat = new Seat();
        seats.put(Thread.currentThread(), seat);
        for (Runnable next = next(seat, false); next != null; next = next(seat, true)) {
            startAnother();
            try {
                next.run();
            } catch (RuntimeException | Error failure) {
                FailureLog.error(log, "Work ahead of traffic failed", failure);
            }
            // An interrupt was meant for what has ended, and so was whatever it left on the thread.
            Thread.interrupted();
            CarriedContext.clear();
        }
        seats.remove(Thread.currentThread());
    }

    private @Nullable Runnable next(Seat seat, boolean wasAtWork) {
        lock.lock();
        try {
            if (seat.abandoned) {
                return null;
            }
            if (wasAtWork) {
                leaveWork(seat);
            }
            Runnable next = brief.poll();
            if (next == null && initializing < MOST) {
                next = inits.poll();
                seat.initializes = next != null;
            }
            if (next == null) {
                alive--;
            } else {
                atWork++;
                initializing += seat.initializes ? 1 : 0;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void leaveWork(Seat seat) {
        atWork--;
        initializing -= seat.initializes ? 1 : 0;
        seat.initializes = false;
    }

    /** A way to give the current thread up later: what it runs does not end, and others shall not wait for it. */
    Runnable abandonment() {
        Seat seat = seats.get(Thread.currentThread());
        return seat == null ? () -> {} : () -> abandon(seat);
    }

    private void abandon(Seat seat) {
        lock.lock();
        try {
            if (seat.abandoned) {
                return;
            }
            seat.abandoned = true;
            alive--;
            leaveWork(seat);
        } finally {
            lock.unlock();
        }
        startAnother();
    }
}
