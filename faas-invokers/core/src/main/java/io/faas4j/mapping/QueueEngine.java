package io.faas4j.mapping;

import io.faas4j.error.FaasException;
import io.faas4j.mapping.batch.Backoff;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls a queue, and invokes a function with its messages (section ESM-SQS): as many workers as there are batches to handle, up to
 * what is allowed; each receives, filters, invokes and settles on its own thread.
 */
final class QueueEngine implements Engine {

    /*
     * I1  a received message is in the hands of a worker, in `gathered`, in `ready` or in `held`, or it was given back: it will be
     *     visible to others when its visibility timeout ends.
     * I2  workers + held.size() <= what is allowed, but for what shrinks while they work.
     * I3  `isSignalled` is set before a worker is looked for, and cleared by a worker before it receives: whatever comes to the
     *     queue is seen by a worker that receives after that, or one is started.
     * I4  once stopped, nothing is received, and `idle` is told when the last worker has left.
     * Lock order: this engine's monitor, then nothing: neither the source nor a handler is called under it.
     */
    private static final Logger log = LoggerFactory.getLogger(QueueEngine.class);

    /** A source that cannot tell what it has is asked as often. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final int MAX_PAYLOAD = 6_291_456;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int OUR_FAULT = 500;

    private final QueueSource source;
    private final QueuePlan plan;
    private final MappedFunction function;
    private final MappingProgress progress;
    private final Services services;
    private final TimeSource time;
    private final Pause pause;
    private final Backoff backoff;
    private final QueueScaling scaling;

    private volatile boolean isSignalled;
    private volatile boolean isStopped;

    // Guarded by this object's monitor.
    private final Deque<PendingMessages> ready = new ArrayDeque<>();
    private final IdentityHashMap<PendingMessages, TimeSource.Cancellable> held = new IdentityHashMap<>();
    private int workers;
    private int records;
    private @Nullable PendingMessages gathered;
    private TimeSource.@Nullable Cancellable gathering;
    private TimeSource.@Nullable Cancellable nextPoll;
    private TimeSource.@Nullable Cancellable growth;
    private @Nullable SourceSubscription subscription;
    private @Nullable Runnable idle;
    private boolean isGathererAtWork;
    private long windowOpenedNanos;
    private int sourceFailures;

    QueueEngine(
            QueueSource source,
            QueuePlan plan,
            MappedFunction function,
            MappingProgress progress,
            Services services,
            Pause pause) {
        this.source = source;
        this.plan = plan;
        this.function = function;
        this.progress = progress;
        this.services = services;
        this.time = services.time();
        this.pause = pause;
        this.backoff = Backoff.standard(services.random());
        this.windowOpenedNanos = time.nanoTime();
        this.scaling = new QueueScaling(plan.maximumConcurrency(), plan.isConcurrencyAdaptive(), windowOpenedNanos);
    }

    // ---- life ------------------------------------------------------------------------------------------------------

    @Override
    public void start() {
        SourceSubscription listening = source.listen(this::signal).orElse(null);
        boolean isLate;
        synchronized (this) {
            subscription = listening;
            isLate = isStopped;
        }
        if (isLate && listening != null) {
            listening.close();
        }
        signal();
    }

    @Override
    public void stop(Runnable whenIdle) {
        List<PendingMessages> unstarted;
        SourceSubscription listening;
        boolean isIdle;
        synchronized (this) {
            isStopped = true;
            unstarted = takeUnstarted();
            listening = subscription;
            subscription = null;
            isIdle = workers == 0;
            if (!isIdle) {
                idle = whenIdle;
            }
        }
        if (listening != null) {
            listening.close();
        }
        unstarted.forEach(this::giveBack);
        if (isIdle) {
            whenIdle.run();
        }
    }

    private List<PendingMessages> takeUnstarted() {
        Deque<PendingMessages> all = new ArrayDeque<>(ready);
        ready.clear();
        held.forEach((pending, alarm) -> {
            alarm.cancel();
            all.add(pending);
        });
        held.clear();
        if (gathered != null) {
            all.add(gathered);
            gathered = null;
        }
        cancel(gathering);
        cancel(nextPoll);
        cancel(growth);
        gathering = null;
        nextPoll = null;
        return List.copyOf(all);
    }

    private static void cancel(TimeSource.@Nullable Cancellable alarm) {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    /** What no handler has had may be received by others at once; what one has had is deleted now, or else comes again. */
    private void giveBack(PendingMessages pending) {
        try {
            if (pending.handled == null) {
                source.changeVisibility(pending.messages(), Duration.ZERO);
            } else {
                source.delete(pending.handled);
            }
        } catch (Exception | LinkageError unreachable) {
            // They become visible by themselves.
            FailureLog.warn(log, "Messages of {} could not be given back at once", source.arn(), unreachable);
        }
    }

    @Override
    public synchronized int inFlight() {
        return records + held.keySet().stream().mapToInt(PendingMessages::size).sum();
    }

    @Override
    public boolean isResting() {
        return pause.isResting();
    }

    // ---- workers ---------------------------------------------------------------------------------------------------

    /** There may be something to receive. */
    private void signal() {
        if (isSignalled) {
            return;
        }
        isSignalled = true;
        addWorker();
    }

    private void addWorker() {
        synchronized (this) {
            if (isStopped) {
                return;
            }
            int busy = workers + held.size();
            if (busy >= scaling.allowed()) {
                scaling.isShort(time.nanoTime());
                if (busy >= scaling.allowed()) {
                    growLater();
                    return;
                }
            }
            workers++;
        }
        try {
            services.tasks().execute(this::work);
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for {}", source.arn(), noThread);
            left();
            pollLater(POLL);
        }
    }

    /** What comes meanwhile waits for a worker, or for more of them to be allowed. */
    private void growLater() {
        if (growth == null) {
            growth = time.scheduleHousekeeping(QueueScaling.GROWTH, () -> {
                boolean isWaited;
                synchronized (this) {
                    growth = null;
                    isWaited = isSignalled;
                }
                if (isWaited) {
                    addWorker();
                }
            });
        }
    }

    private void work() {
        try {
            boolean isLost;
            do {
                isLost = !workUntilEmpty();
            } while (!isLost && !leave());
        } catch (RuntimeException | Error unexpected) {
            FailureLog.error(log, "A worker of {} failed", source.arn(), unexpected);
            left();
            pollLater(POLL);
        }
    }

    /** False if the worker was lost to a handler. */
    private boolean workUntilEmpty() {
        while (!isStopped) {
            PendingMessages next = next();
            if (next == null) {
                return true;
            }
            for (PendingMessages each = next; each != null; each = following(each)) {
                if (!handle(each)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * What did not find room in the same batch: it was received with it, so that nobody else handles its groups. It waits for
     * another receive if its order would be lost now.
     */
    private @Nullable PendingMessages following(PendingMessages pending) {
        boolean isInOrder = !source.isFifo() || pending.isHandledWhole;
        return pending.isSettled && isInOrder ? pending.following : null;
    }

    /** Whether the worker ends: whatever came since it last looked is somebody else's. */
    private boolean leave() {
        synchronized (this) {
            if (isSignalled && !isStopped && workers + held.size() <= scaling.allowed() && !isGathererAtWork) {
                return false;
            }
        }
        left();
        return true;
    }

    private void left() {
        Runnable told = null;
        synchronized (this) {
            workers--;
            if (workers == 0 && isStopped) {
                told = idle;
                idle = null;
            } else if (workers == 0 && held.isEmpty()) {
                scaling.isIdle(time.nanoTime());
            }
        }
        if (told != null) {
            told.run();
        }
    }

    private void pollLater(Duration delay) {
        synchronized (this) {
            if (!isStopped && nextPoll == null) {
                nextPoll = time.scheduleHousekeeping(delay, this::pollNow);
            }
        }
    }

    private void pollNow() {
        synchronized (this) {
            nextPoll = null;
        }
        signalAgain();
    }

    // ---- what comes next -------------------------------------------------------------------------------------------

    /** A batch to be handled; null if there is none now. Who is given one has been allowed it by `pause`. */
    private @Nullable PendingMessages next() {
        if (!pause.isOver()) {
            isSignalled = false;
            pollLater(pause.untilAskedAgain());
            return null;
        }
        PendingMessages found = null;
        try {
            found = find();
            return found;
        } finally {
            if (found == null) {
                pause.unused();
            }
        }
    }

    private @Nullable PendingMessages find() {
        PendingMessages begun = null;
        synchronized (this) {
            PendingMessages again = poll(ready);
            if (again != null) {
                return again;
            }
            if (plan.isGathering()) {
                if (isGathererAtWork) {
                    return null;
                }
                isGathererAtWork = true;
                begun = gathered;
                gathered = null;
            }
        }
        if (!plan.isGathering()) {
            return receive(new PendingMessages());
        }
        try {
            return completeOrPark(receive(begun == null || isLate(begun) ? new PendingMessages() : begun));
        } finally {
            synchronized (this) {
                isGathererAtWork = false;
            }
        }
    }

    private @Nullable PendingMessages poll(Deque<PendingMessages> from) {
        PendingMessages first = from.poll();
        while (first != null && isLate(first)) {
            first = from.poll();
        }
        return first;
    }

    /** Others may receive the messages before a handler is sure to have returned: they are none of ours any more. */
    private boolean isLate(PendingMessages pending) {
        return pending.handled == null && time.nanoTime() - latestStartNanos(pending) > 0;
    }

    private long latestStartNanos(PendingMessages pending) {
        return pending.visibleAgainNanos() - plan.timeout().toNanos();
    }

    private @Nullable PendingMessages receive(PendingMessages into) {
        isSignalled = false;
        boolean isMore = true;
        try {
            while (isMore && !isFull(into)) {
                isMore = receiveOnce(into);
            }
            sourceFailures = 0;
        } catch (Exception | LinkageError unreachable) {
            // Not at once: there may be messages in hand that wait for more.
            isMore = false;
            progress.problem("The queue could not be read", unreachable);
            pollLater(backoff.after(++sourceFailures));
        }
        if (into.isEmpty()) {
            if (subscription == null) {
                pollLater(POLL);
            }
            return null;
        }
        if (isMore) {
            // There may be enough for another worker.
            signal();
        }
        return into;
    }

    private boolean isFull(PendingMessages pending) {
        return pending.size() >= plan.batchSize() || pending.bytes() >= MAX_PAYLOAD || pending.following != null;
    }

    /** Whether there may be more. */
    private boolean receiveOnce(PendingMessages into) throws Exception {
        long visibleAgain = time.nanoTime() + plan.visibility().toNanos();
        List<QueueMessage> received = source.receive(plan.batchSize() - into.size(), plan.visibility());
        if (received.isEmpty()) {
            return false;
        }
        List<QueueMessage> passed = plan.filtered(received);
        progress.tally().polled(received.size(), received.size() - passed.size());
        PendingMessages filling = into;
        boolean isOverflowing = false;
        for (QueueMessage message : passed) {
            long size = plan.size(message);
            if (!filling.isEmpty() && filling.bytes() + size > MAX_PAYLOAD) {
                // It begins the next batch (rule ESM-15).
                filling.following = new PendingMessages();
                filling = filling.following;
                isOverflowing = true;
            }
            filling.add(message, size, visibleAgain);
        }
        if (passed.size() < received.size()) {
            deleteFilteredOut(received, passed);
        }
        return !isOverflowing;
    }

    /** They are deleted at once (rule FILT-9). */
    private void deleteFilteredOut(List<QueueMessage> received, List<QueueMessage> passed) throws Exception {
        var kept = Collections.newSetFromMap(new IdentityHashMap<QueueMessage, Boolean>());
        kept.addAll(passed);
        List<QueueMessage> out =
                received.stream().filter(message -> !kept.contains(message)).toList();
        int left = source.delete(out).size();
        progress.tally().deleted(out.size() - left);
    }

    /** With a batching window: the batch if it is full or its time is over, else nothing now (rules ESM-15, ESM-17). */
    private @Nullable PendingMessages completeOrPark(@Nullable PendingMessages filled) {
        if (filled == null) {
            return null;
        }
        synchronized (this) {
            cancel(gathering);
            gathering = null;
            long left = windowOpenedNanos + plan.window().toNanos() - time.nanoTime();
            if (left <= 0 || isFull(filled) || isStopped) {
                return filled;
            }
            gathered = filled;
            gathering = time.schedule(Duration.ofNanos(left), this::signalAgain);
            return null;
        }
    }

    // ---- handling --------------------------------------------------------------------------------------------------

    /** False if the worker was lost to a handler that goes on beyond its deadline. */
    private boolean handle(PendingMessages pending) {
        if (pending.handled != null) {
            pause.unused();
            delete(pending, pending.handled);
            return true;
        }
        count(pending.size());
        long begun = time.nanoTime();
        MappedAttempt attempt = function.nextAttempt();
        AttemptOutcome outcome = function.invoke(
                attempt,
                plan.event(pending.messages()),
                plan.isReporting(),
                (tag, failure) -> late(pending, begun, failure));
        if (outcome instanceof AttemptOutcome.Late) {
            return false;
        }
        settle(pending, outcome, begun);
        return true;
    }

    private void late(PendingMessages pending, long begun, AttemptOutcome.Failure failure) {
        try {
            settle(pending, failure, begun);
        } finally {
            // Its handler keeps its thread: another one goes on.
            left();
            signalAgain();
        }
    }

    private void signalAgain() {
        isSignalled = true;
        addWorker();
    }

    private void settle(PendingMessages pending, AttemptOutcome outcome, long begun) {
        long now = time.nanoTime();
        synchronized (this) {
            windowOpenedNanos = now;
        }
        if (outcome instanceof AttemptOutcome.Refused refused) {
            pause.unused();
            refused(pending, refused.cause());
            return;
        }
        pending.isSettled = true;
        progress.tally().invoked(pending.size());
        List<QueueMessage> succeeded =
                outcome instanceof AttemptOutcome.Failure ? List.of() : plan.succeeded(pending.messages(), outcome);
        noteResult(pending, outcome, succeeded.size(), now - begun, now);
        count(-pending.size());
        if (!succeeded.isEmpty()) {
            delete(pending, succeeded);
        }
    }

    private void noteResult(PendingMessages pending, AttemptOutcome outcome, int succeeded, long took, long now) {
        int failed = pending.size() - succeeded;
        if (failed == 0) {
            pending.isHandledWhole = true;
            progress.ok();
            pause.succeeded(took);
            synchronized (this) {
                scaling.took(took, now);
            }
            return;
        }
        progress.tally().failed(failed);
        progress.problem(
                "Function call failed",
                outcome instanceof AttemptOutcome.Failure failure
                        ? failure.error().errorMessage()
                        : failed + " of " + pending.size() + " messages were reported as failed");
        if (succeeded > 0) {
            pause.succeeded(took);
            return;
        }
        pause.failed(took);
        synchronized (this) {
            scaling.isRefused(now);
        }
    }

    /** No handler ran: tried again while the messages are hidden, without a receive more (rule ESM-SQS-3). */
    private void refused(PendingMessages pending, FaasException cause) {
        int status = cause.httpStatus();
        boolean isPassing = status == TOO_MANY_REQUESTS || status >= OUR_FAULT;
        progress.problem(isPassing ? "Function call was throttled" : "Function call failed", cause.getMessage());
        count(-pending.size());
        long now = time.nanoTime();
        synchronized (this) {
            scaling.isRefused(now);
        }
        if (isPassing) {
            holdOrDrop(pending);
        }
    }

    private void delete(PendingMessages pending, List<QueueMessage> handled) {
        try {
            List<QueueMessage> left = source.delete(handled);
            progress.tally().deleted(handled.size() - left.size());
        } catch (Exception | LinkageError unreachable) {
            progress.problem("Messages could not be deleted", unreachable);
            pending.handled = handled;
            holdOrDrop(pending);
        }
    }

    private void holdOrDrop(PendingMessages pending) {
        Duration delay = backoff.after(++pending.refusals);
        long end = pending.handled == null ? latestStartNanos(pending) : pending.visibleAgainNanos();
        boolean isTimeLeft = time.nanoTime() + delay.toNanos() - end < 0;
        boolean isHeld = false;
        synchronized (this) {
            if (isTimeLeft && !isStopped) {
                held.put(pending, time.schedule(delay, () -> again(pending)));
                isHeld = true;
            }
        }
        if (!isHeld && isStopped) {
            giveBack(pending);
        }
    }

    private void again(PendingMessages pending) {
        synchronized (this) {
            if (held.remove(pending) == null) {
                return;
            }
            ready.add(pending);
        }
        signalAgain();
    }

    private synchronized void count(int more) {
        records += more;
    }
}
