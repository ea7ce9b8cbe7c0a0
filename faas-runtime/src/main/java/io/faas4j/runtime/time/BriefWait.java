package io.faas4j.runtime.time;

import java.util.concurrent.Future;

/**
 * A few microseconds of waiting without sleep, for an answer that is likely to come at once: putting a thread to sleep and
 * waking it up takes longer than most handlers run.
 */
public final class BriefWait {

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 500 : 0;

    private BriefWait() {}

    /**
     * Waits while it is worth it: not on a single processor, where nobody could answer meanwhile, and not on a virtual
     * thread, whose carrier others need.
     *
     * @param answer completed by another thread; may or may not be done afterwards
     */
    public static void on(Future<?> answer) {
        if (VirtualThreads.isVirtual(Thread.currentThread())) {
            return;
        }
        for (int i = 0; i < SPINS && !answer.isDone(); i++) {
            Thread.onSpinWait();
        }
    }
}
