package io.faas4j.mapping;

import io.faas4j.retry.Backoff;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueSource;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Polls a queue, and invokes a function with its messages (section ESM-SQS): as many workers as there are batches to handle, up to
 * what is allowed; each receives, filters, invokes and settles on its own thread.
 */
final class QueueEngine implements Engine {

    /*
     * I1  a received message is in the hands of a worker or in the backlog, or it was given back: it will be visible to others when
     *     its visibility timeout ends.
     * I2  once stopped, nothing is polled for and nothing taken into the backlog.
     * Lock order: this monitor, then nothing: neither the source, the backlog, the workers nor a handler is called under it.
     */

    /** A source that cannot tell what it has is asked as often. */
    static final Duration POLL = Duration.ofSeconds(1);

    private final QueueSource source;
    private final TimeSource time;
    private final Pause pause;
    private final QueueBacklog backlog;
    private final QueueWorkers workers;
    private final QueueIntake intake;
    private final QueueSettler settler;

    // Guarded by this object's monitor.
    private boolean isStopped;
    private TimeSource.@Nullable Cancellable nextPoll;
    private long nextPollNanos;
    private @Nullable SourceSubscription subscription;

    QueueEngine(
            QueueSource source,
            QueuePlan plan,
            MappedFunction function,
            MappingProgress progress,
            Services services,
            Pause pause) {
        this.source = source;
        this.time = services.time();
        this.pause = pause;
        this.backlog = new QueueBacklog(time, plan.timeout());
        QueueScaling scaling =
                new QueueScaling(plan.maximumConcurrency(), plan.isConcurrencyAdaptive(), time.nanoTime());
        Backoff backoff = Backoff.standard(services.random());
        this.workers = new QueueWorkers(source.arn(), this, services.tasks(), time, scaling, backlog);
        this.intake = new QueueIntake(this, workers, source, plan, progress, backlog, time, pause, backoff);
        this.settler = new QueueSettler(
                workers, intake, source, plan, function, progress, backlog, services.tasks(), time, pause, backoff);
    }

    // ---- life ------------------------------------------------------------------------------------------------------

    @Override
    public void start() {
        SourceSubscription listening = source.listen(workers::signal).orElse(null);
        boolean isLate;
        synchronized (this) {
            subscription = listening;
            isLate = isStopped;
        }
        if (isLate && listening != null) {
            listening.close();
        }
        workers.signal();
    }

    @Override
    public void stop(Runnable whenIdle) {
        SourceSubscription listening;
        synchronized (this) {
            isStopped = true;
            if (nextPoll != null) {
                nextPoll.cancel();
                nextPoll = null;
            }
            listening = subscription;
            subscription = null;
        }
        boolean isIdle = workers.stop(whenIdle);
        if (listening != null) {
            listening.close();
        }
        backlog.close().forEach(settler::giveBack);
        if (isIdle) {
            whenIdle.run();
        }
    }

    @Override
    public int inFlight() {
        return settler.running() + backlog.heldRecords();
    }

    @Override
    public boolean isResting() {
        return pause.isResting();
    }

    // ---- polling ---------------------------------------------------------------------------------------------------

    /** A worker found nothing. */
    void foundNothing() {
        boolean isPolled;
        synchronized (this) {
            isPolled = subscription == null;
        }
        if (isPolled) {
            pollLater(POLL);
        }
    }

    /** Somebody looks then, if nothing is signalled before. */
    void pollLater(Duration delay) {
        synchronized (this) {
            long due = time.nanoTime() + delay.toNanos();
            if (isStopped || (nextPoll != null && nextPollNanos - due <= 0)) {
                return;
            }
            if (nextPoll != null) {
                nextPoll.cancel();
            }
            nextPollNanos = due;
            nextPoll = time.scheduleHousekeeping(delay, this::pollNow);
        }
    }

    private void pollNow() {
        synchronized (this) {
            nextPoll = null;
        }
        workers.signalAgain();
    }

    // ---- a worker's work -------------------------------------------------------------------------------------------

    /** A worker handles the next batch, if there is one. */
    QueueWorkers.Step step(WorkerTime clock) {
        if (!intake.isAllowed()) {
            return QueueWorkers.Step.PAUSED;
        }
        PendingMessages next = intake.next(clock);
        if (next == null) {
            return QueueWorkers.Step.NOTHING;
        }
        PendingMessages each = next;
        while (each != null) {
            // Before somebody else may have the batch, for another try.
            PendingMessages behind = each.following;
            each.following = null;
            if (!settler.handle(each, clock)) {
                return QueueWorkers.Step.LOST;
            }
            each = behind != null && isNext(each, behind) ? behind : null;
        }
        return QueueWorkers.Step.DONE;
    }

    /**
     * Whether what did not find room in the same batch is handled now: it was received with it, so that nobody else handles its
     * groups. It waits for another receive if its order would be lost, or its messages are not hidden any more.
     */
    private boolean isNext(PendingMessages handled, PendingMessages behind) {
        boolean isInOrder = !source.isFifo() || handled.isHandledWhole;
        if (!handled.isSettled || !isInOrder || workers.isStopped() || !pause.isOver()) {
            return false;
        }
        if (!intake.renew(behind)) {
            pause.unused();
            return false;
        }
        return true;
    }

    /** Whether a worker that comes now would find nothing to do, since another one receives. */
    boolean isAnotherReceiving() {
        return intake.isGathererAtWork();
    }
}
