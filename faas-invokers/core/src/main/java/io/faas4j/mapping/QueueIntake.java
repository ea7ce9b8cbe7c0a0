package io.faas4j.mapping;

import io.faas4j.retry.Backoff;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a worker of a queue handles next: what is to be tried again, or what it receives, without what no filter lets pass,
 * and with a batching window only once that is over or the batch full. Safe for use by many threads.
 */
final class QueueIntake {

    /*
     * I1  with a batching window one worker at a time receives (`isGathererAtWork`): there is one batch that grows. Whoever came
     *     meanwhile has gone again, so that the one looks whether it was for something.
     * I2  the signal to the workers is cleared before something is received.
     */
    private static final int MAX_PAYLOAD = 6_291_456;

    private final QueueEngine engine;
    private final QueueWorkers workers;
    private final QueueSource source;
    private final QueuePlan plan;
    private final MappingProgress progress;
    private final QueueBacklog backlog;
    private final TimeSource time;
    private final Pause pause;
    private final Backoff backoff;
    private final AtomicBoolean isGathererAtWork = new AtomicBoolean();
    private volatile long windowOpenedNanos;

    // Racy on purpose: about as often as it failed in a row.
    private volatile int failures;

    QueueIntake(
            QueueEngine engine,
            QueueWorkers workers,
            QueueSource source,
            QueuePlan plan,
            MappingProgress progress,
            QueueBacklog backlog,
            TimeSource time,
            Pause pause,
            Backoff backoff) {
        this.engine = engine;
        this.workers = workers;
        this.source = source;
        this.plan = plan;
        this.progress = progress;
        this.backlog = backlog;
        this.time = time;
        this.pause = pause;
        this.backoff = backoff;
        this.windowOpenedNanos = time.nanoTime();
    }

    /** An invocation has ended: the next batching window begins (rule ESM-17). */
    void windowOpens(long now) {
        if (plan.isGathering()) {
            windowOpenedNanos = now;
        }
    }

    /** Whether a worker that comes now would find nothing to do, since another one receives. */
    boolean isGathererAtWork() {
        return isGathererAtWork.get();
    }

    /**
     * Whether a batch may be handled. If so, {@link #next} is to be asked for one; if not, there is nothing to be done until the
     * pause is over.
     */
    boolean isAllowed() {
        if (pause.isOver()) {
            return true;
        }
        workers.looks();
        engine.pollLater(pause.untilAskedAgain());
        return false;
    }

    /** A batch to be handled; null if there is none now. */
    @Nullable
    PendingMessages next(WorkerTime clock) {
        PendingMessages found = null;
        try {
            found = find(clock);
            return found;
        } finally {
            if (found == null) {
                pause.unused();
            }
        }
    }

    private @Nullable PendingMessages find(WorkerTime clock) {
        PendingMessages again = backlog.takeReady();
        if (again != null) {
            // It was signalled for its sake; what came to the queue meanwhile is for somebody else.
            workers.signalledMeanwhile();
            return again;
        }
        if (!plan.isGathering()) {
            return receive(new PendingMessages(), clock);
        }
        if (!isGathererAtWork.compareAndSet(false, true)) {
            return null;
        }
        try {
            return completeOrPark(receive(backlog.takeGathered(), clock));
        } finally {
            isGathererAtWork.set(false);
            workers.signalledMeanwhile();
        }
    }

    /** With a batching window: the batch if it is full or its time is over, else nothing now (rules ESM-15, ESM-17). */
    private @Nullable PendingMessages completeOrPark(@Nullable PendingMessages filled) {
        if (filled == null) {
            return null;
        }
        if (!filled.isDue) {
            filled.isDue = true;
            filled.dueNanos = windowOpenedNanos + plan.window().toNanos();
        }
        long left = filled.dueNanos - time.nanoTime();
        boolean isParked =
                left > 0 && !isFull(filled) && backlog.gather(filled, Duration.ofNanos(left), workers::signalAgain);
        if (isParked) {
            return null;
        }
        backlog.cancelGathering();
        return filled;
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    private @Nullable PendingMessages receive(PendingMessages into, WorkerTime clock) {
        workers.looks();
        boolean isMore = true;
        try {
            while (isMore && !isFull(into)) {
                isMore = receiveOnce(into, clock);
            }
            if (failures != 0) {
                failures = 0;
            }
        } catch (Exception | LinkageError unreachable) {
            // Not at once: there may be messages in hand that wait for more.
            isMore = false;
            progress.problem("The queue could not be read", unreachable);
            int failed = failures + 1;
            failures = failed;
            engine.pollLater(backoff.after(failed));
        }
        if (!isMore) {
            engine.foundNothing();
        }
        if (into.isEmpty()) {
            return null;
        }
        if (isMore) {
            // There may be enough for another worker.
            workers.signal();
        }
        return into;
    }

    /**
     * Hides messages for as long again that waited behind others of their receive.
     *
     * @return false if that could not be done: others may receive them
     */
    boolean renew(PendingMessages behind) {
        if (time.nanoTime() - behind.visibleAgainNanos() >= 0) {
            return false;
        }
        try {
            source.changeVisibility(behind.messages(), plan.visibility());
            return true;
        } catch (Exception | LinkageError unreachable) {
            progress.problem("Messages could not be hidden any longer", unreachable);
            return false;
        }
    }

    private boolean isFull(PendingMessages pending) {
        return pending.size() >= plan.batchSize() || pending.bytes() >= MAX_PAYLOAD || pending.following != null;
    }

    /** Whether there may be more. */
    private boolean receiveOnce(PendingMessages into, WorkerTime clock) throws Exception {
        Duration hidden = plan.visibility();
        // Rather too early than too late: nobody is to have messages that others may receive.
        long visibleAgain = clock.before() + hidden.toNanos();
        List<QueueMessage> received = source.receive(plan.batchSize() - into.size(), hidden);
        if (received.isEmpty()) {
            return false;
        }
        List<QueueMessage> passed = plan.filtered(received);
        progress.tally().polled(received.size(), received.size() - passed.size());
        boolean isAllTaken = take(into, passed, visibleAgain);
        if (passed.size() < received.size()) {
            deleteFilteredOut(received, passed);
        }
        return isAllTaken;
    }

    /** Whether all have found room in the same batch. */
    private boolean take(PendingMessages into, List<QueueMessage> passed, long visibleAgain) {
        if (passed.isEmpty()) {
            return true;
        }
        long all = 0;
        boolean areTraced = false;
        for (int i = 0; i < passed.size(); i++) {
            QueueMessage message = passed.get(i);
            all += plan.size(message);
            areTraced |= MessageChains.isTraced(message);
        }
        if (into.bytes() + all <= MAX_PAYLOAD) {
            into.add(passed, all, areTraced, visibleAgain);
            return true;
        }
        PendingMessages filling = into;
        for (QueueMessage message : passed) {
            long size = plan.size(message);
            if (!filling.isEmpty() && filling.bytes() + size > MAX_PAYLOAD) {
                // It begins the next batch (rule ESM-15).
                filling.following = new PendingMessages();
                filling = filling.following;
            }
            filling.add(List.of(message), size, MessageChains.isTraced(message), visibleAgain);
        }
        return into.following == null;
    }

    /** They are deleted at once (rule FILT-9). */
    private void deleteFilteredOut(List<QueueMessage> received, List<QueueMessage> passed) throws Exception {
        Set<QueueMessage> kept = new HashSet<>(passed);
        List<QueueMessage> out =
                received.stream().filter(message -> !kept.contains(message)).toList();
        int left = source.delete(out).size();
        progress.tally().deleted(out.size() - left);
    }
}
