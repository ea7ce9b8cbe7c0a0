package io.faas4j.testkit;

import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.Turn;
import io.faas4j.runtime.time.WorkerThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The threads that take no turns: those of execution contexts, of init phases, of shutdown hooks. They run on their own, so
 * that before time moves all one can do is to give them a moment.
 */
final class RealThreads {

    private static final WorkerThreads PLATFORM = WorkerThreads.platform();
    private static final Duration GLANCE = Duration.ofNanos(500_000);

    /** How often in a row nobody must be seen at work: a thread that was woken just now may still look as if it waited. */
    private static final int CALM_GLANCES = 4;

    private static final int MOST_GLANCES = 200;

    /** Who looks up so much later than meant has waited for a processor, as those may do who are looked at. */
    private static final long LATE_NANOS = 3 * GLANCE.toNanos();

    private static final int MOST_LATE_GLANCES = 20;

    private static final TimeSource REAL = TimeSource.system();

    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    Thread newThread(String name, Runnable body) {
        Thread made = PLATFORM.newThread(name, () -> {
            try {
                body.run();
            } finally {
                alive.remove(Thread.currentThread());
            }
        });
        alive.add(made);
        return made;
    }

    /** One that takes turns. */
    static Thread newPlatformThread(String name, Runnable body) {
        return PLATFORM.newThread(name, body);
    }

    boolean contains(Thread thread) {
        return alive.contains(thread);
    }

    /**
     * Waits until all of them wait for something, at most a tenth of a second where processors are free. Where they are not, a
     * thread that was woken looks as if it waited until it gets one: a look that comes late itself tells nothing.
     *
     * @param isHeld whether a thread is known to wait for its turn
     */
    void settle(Predicate<Thread> isHeld) {
        int calm = 0;
        int late = 0;
        for (int i = 0; i < MOST_GLANCES && calm < CALM_GLANCES && !alive.isEmpty(); i++) {
            calm = alive.stream().allMatch(thread -> isWaiting(thread) || isHeld.test(thread)) ? calm + 1 : 0;
            long begun = REAL.nanoTime();
            pause(GLANCE);
            if (REAL.nanoTime() - begun > LATE_NANOS && late < MOST_LATE_GLANCES) {
                late++;
                calm = 0;
            }
        }
    }

    static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case NEW, WAITING, TERMINATED -> true;
            case RUNNABLE, BLOCKED, TIMED_WAITING -> false;
        };
    }

    private static void pause(Duration limit) {
        Turn nobodyGives = new Turn(Thread.currentThread());
        nobodyGives.await(limit);
        if (nobodyGives.takeInterrupt()) {
            Thread.currentThread().interrupt();
        }
    }
}
