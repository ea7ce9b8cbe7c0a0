package io.faas4j.mapping;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of one queue's engine: as many as there are batches to handle, up to what is allowed. Safe for use by many threads. */
final class QueueWorkers {

    /*
     * I1  workers + backlog.held() <= what is allowed, but for what shrinks while they work: then those that are too many leave after
     *     the batch they have.
     * I2  `isSignalled` is set before a worker is looked for, and cleared by a worker before it receives: whatever comes to the
     *     queue is seen by a worker that receives after that, or one is started. A worker that leaves sees the signal, or whoever
     *     set it sees that it has left.
     * I3  a worker is not started if as many as are worth it work: they look again by themselves. While something is signalled then,
     *     somebody looks after them (`look`), and starts one if none of them has got further: its handler keeps it. Who signals sees
     *     so without the monitor: a worker that leaves looks for signals after it has, and who looks after them after `look` is null.
     * I4  once stopped, no worker receives, and `idle` is told when the last one has left.
     * Lock order: this monitor, then nothing.
     */
    private static final Logger log = LoggerFactory.getLogger(QueueWorkers.class);

    /** If no batch has ended for so long, the handlers keep the workers. */
    static final Duration PATIENCE = Duration.ofMillis(10);

    private final String arn;
    private final QueueEngine engine;
    private final Tasks tasks;
    private final TimeSource time;
    private final QueueScaling scaling;
    private final QueueBacklog backlog;

    private volatile boolean isSignalled;
    private volatile boolean isStopped;

    // Guarded by this object's monitor, where they are written.
    private volatile int workers;
    private volatile int worthIt = Integer.MAX_VALUE;
    private volatile TimeSource.@Nullable Cancellable look;
    private final QueuePace pace = new QueuePace(Runtime.getRuntime().availableProcessors());
    private long ended;
    private long endedBefore;
    private TimeSource.@Nullable Cancellable growth;
    private @Nullable Runnable idle;

    QueueWorkers(
            String arn, QueueEngine engine, Tasks tasks, TimeSource time, QueueScaling scaling, QueueBacklog backlog) {
        this.arn = arn;
        this.engine = engine;
        this.tasks = tasks;
        this.time = time;
        this.scaling = scaling;
        this.backlog = backlog;
    }

    /**
     * No worker begins with anything new.
     *
     * @param whenIdle told by the last worker
     * @return true if there is none, and nobody will be told
     */
    synchronized boolean stop(Runnable whenIdle) {
        isStopped = true;
        if (growth != null) {
            growth.cancel();
            growth = null;
        }
        if (look != null) {
            look.cancel();
            look = null;
        }
        idle = workers == 0 ? null : whenIdle;
        return workers == 0;
    }

    /** Whether nothing new begins. */
    boolean isStopped() {
        return isStopped;
    }

    // ---- signals ---------------------------------------------------------------------------------------------------

    /** There may be something to receive. */
    void signal() {
        if (!isSignalled) {
            isSignalled = true;
            addWorker();
        }
    }

    /** There is something to be done, whoever was told of something else before. */
    void signalAgain() {
        isSignalled = true;
        addWorker();
    }

    /** A worker was turned away for a moment: if it came for something, another one is to come. */
    void signalledMeanwhile() {
        if (isSignalled) {
            addWorker();
        }
    }

    /** A worker looks now for all that came until now. */
    void looks() {
        isSignalled = false;
    }

    // ---- workers ---------------------------------------------------------------------------------------------------

    private void addWorker() {
        if (look != null && areEnough()) {
            return;
        }
        synchronized (this) {
            if (isStopped) {
                return;
            }
            if (areEnough()) {
                lookLater();
                return;
            }
            int busy = workers + backlog.held();
            if (busy >= scaling.allowed()) {
                scaling.isShort(time.nanoTime());
                if (busy >= scaling.allowed()) {
                    growLater();
                    return;
                }
            }
            workers = workers + 1;
        }
        try {
            tasks.execute(this::work);
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for {}", arn, noThread);
            left();
            engine.pollLater(QueueEngine.POLL);
        }
    }

    private boolean areEnough() {
        int now = workers;
        return now > 0 && now >= worthIt;
    }

    /** What comes meanwhile waits for a worker, or for more of them to be allowed. */
    private void growLater() {
        if (growth == null) {
            growth = time.scheduleHousekeeping(QueueScaling.GROWTH, () -> {
                boolean isWaited;
                synchronized (this) {
                    growth = null;
                    isWaited = isSignalled || backlog.hasReady();
                }
                if (isWaited) {
                    addWorker();
                }
            });
        }
    }

    // ---- looking after the workers
    // -----------------------------------------------------------------------------------

    private void lookLater() {
        if (look == null) {
            endedBefore = ended;
            look = time.schedule(PATIENCE, this::lookAfterWorkers);
        }
    }

    private void lookAfterWorkers() {
        boolean isKept;
        synchronized (this) {
            look = null;
            if (isStopped || workers == 0 || !isSignalled) {
                return;
            }
            isKept = ended == endedBefore;
            if (isKept) {
                pace.forget();
                worthIt = pace.workers();
            } else {
                lookLater();
            }
        }
        if (isKept) {
            addWorker();
        }
    }

    // ---- a worker's life
    // -----------------------------------------------------------------------------------------------

    private void work() {
        WorkerTime clock = new WorkerTime(time);
        try {
            Step step;
            do {
                step = isStopped ? Step.NOTHING : engine.step(clock);
            } while ((step == Step.DONE && !isTooMany() && !isMoreThanAllowed())
                    || (step != Step.LOST && step != Step.PAUSED && !leaves(step == Step.NOTHING)));
            if (step == Step.PAUSED) {
                // Whatever there is to do, it is not done before somebody has asked again.
                left();
            }
        } catch (RuntimeException | Error unexpected) {
            FailureLog.error(log, "A worker of {} failed", arn, unexpected);
            left();
            engine.pollLater(QueueEngine.POLL);
        }
    }

    /** What a worker has done. */
    enum Step {
        /** It handled a batch. */
        DONE,
        /** There was none to handle. */
        NOTHING,
        /** It has become a handler's. */
        LOST,
        /** Nothing may be done for a while. */
        PAUSED
    }

    private boolean isTooMany() {
        return workers > 1 && workers > worthIt;
    }

    /** Batches that wait for another try count too: without end, a function that is throttled would have its whole queue held. */
    private synchronized boolean isMoreThanAllowed() {
        return workers + backlog.held() > scaling.allowed();
    }

    /**
     * Whether the worker ends: whatever came since it last looked is somebody else's.
     *
     * @param foundNothing whether it has looked; otherwise it goes only if it is one too many
     */
    private boolean leaves(boolean foundNothing) {
        Runnable told;
        boolean isMissed = false;
        synchronized (this) {
            boolean isOneTooMany = isTooMany();
            if (!isStopped && isMoreThanAllowed()) {
                // There may be more to do: for those that are allowed, now or later.
                isSignalled = true;
                growLater();
                told = oneLess();
            } else if (isStopped || isOneTooMany) {
                if (!isStopped) {
                    lookLater();
                }
                told = oneLess();
            } else if (!foundNothing || isToLookAgain()) {
                return false;
            } else {
                told = oneLess();
                // Who signalled just now may have seen this worker still.
                isMissed = isToLookAgain();
            }
        }
        tell(told);
        if (isMissed) {
            addWorker();
        }
        return true;
    }

    private boolean isToLookAgain() {
        return (isSignalled || backlog.hasReady())
                && workers + backlog.held() <= scaling.allowed()
                && !engine.isAnotherReceiving();
    }

    private void left() {
        Runnable told;
        synchronized (this) {
            told = oneLess();
        }
        tell(told);
    }

    /** Whom to tell that nobody works here any more; null for nobody. */
    private @Nullable Runnable oneLess() {
        int left = workers - 1;
        workers = left;
        if (left == 0 && isStopped) {
            Runnable told = idle;
            idle = null;
            return told;
        }
        if (left == 0 && backlog.held() == 0) {
            scaling.isIdle(time.nanoTime());
        }
        return null;
    }

    private static void tell(@Nullable Runnable told) {
        if (told != null) {
            told.run();
        }
    }

    // ---- how batches end -------------------------------------------------------------------------------------------

    /** A handler keeps its worker beyond its deadline: another one goes on. */
    void lost() {
        left();
        signalAgain();
    }

    /** A batch was handled whole. */
    synchronized void took(long nanos, long now) {
        ended++;
        pace.note(nanos);
        worthIt = pace.workers();
        scaling.took(nanos, now);
    }

    /** A batch was handled in part. */
    synchronized void endedInPart() {
        ended++;
    }

    /** A batch failed, or was throttled. */
    synchronized void isRefused(long now) {
        ended++;
        scaling.isRefused(now);
    }
}
