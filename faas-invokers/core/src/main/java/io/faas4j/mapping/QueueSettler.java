package io.faas4j.mapping;

import io.faas4j.error.FaasException;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.dispatch.LentThread;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invokes a function with a batch of a queue, and deletes, holds or leaves its messages by what became of it. Safe for use by many
 * threads, each with its own batch.
 */
final class QueueSettler {

    private static final Logger log = LoggerFactory.getLogger(QueueSettler.class);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int OUR_FAULT = 500;

    private final QueueWorkers workers;
    private final QueueIntake intake;
    private final QueueSource source;
    private final QueuePlan plan;
    private final MappedFunction function;
    private final MappingProgress progress;
    private final QueueBacklog backlog;
    private final Tasks tasks;
    private final TimeSource time;
    private final Pause pause;
    private final Backoff backoff;
    private final MessageChains chains;
    private final AtomicInteger running = new AtomicInteger();

    QueueSettler(
            QueueWorkers workers,
            QueueIntake intake,
            QueueSource source,
            QueuePlan plan,
            MappedFunction function,
            MappingProgress progress,
            QueueBacklog backlog,
            Tasks tasks,
            TimeSource time,
            Pause pause,
            Backoff backoff) {
        this.tasks = tasks;
        this.workers = workers;
        this.intake = intake;
        this.source = source;
        this.plan = plan;
        this.function = function;
        this.progress = progress;
        this.backlog = backlog;
        this.time = time;
        this.pause = pause;
        this.backoff = backoff;
        this.chains = new MessageChains(function, progress);
    }

    /** How many records handlers have. */
    int running() {
        return running.get();
    }

    /** False if the worker was lost to a handler that goes on beyond its deadline. */
    boolean handle(PendingMessages pending, WorkerTime clock) {
        if (pending.handled != null) {
            pause.unused();
            delete(pending, pending.handled);
            return true;
        }
        CallChain chain = chains.of(pending);
        if (pending.isEmpty()) {
            pending.isSettled = true;
            pause.unused();
            return true;
        }
        running.addAndGet(pending.size());
        MappedAttempt attempt = function.nextAttempt(chain);
        LentThread thread = new LentThread((tag, failure) -> late(pending, failure));
        AttemptOutcome outcome = function.invoke(attempt, plan.event(pending.messages()), plan.isReporting(), thread);
        if (outcome instanceof AttemptOutcome.Late) {
            return false;
        }
        settle(pending, outcome, thread.begunNanos(), clock.now());
        return true;
    }

    /** Its handler keeps its thread, and the one that tells so has other deadlines to look after: a third goes on. */
    private void late(PendingMessages pending, AttemptOutcome.Failure failure) {
        try {
            tasks.execute(() -> settleLate(pending, failure));
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for {}", source.arn(), noThread);
            settleLate(pending, failure);
        }
    }

    private void settleLate(PendingMessages pending, AttemptOutcome.Failure failure) {
        try {
            settle(pending, failure, failure.startNanos(), time.nanoTime());
        } finally {
            workers.lost();
        }
    }

    private void settle(PendingMessages pending, AttemptOutcome outcome, long begun, long now) {
        running.addAndGet(-pending.size());
        intake.windowOpens(now);
        if (outcome instanceof AttemptOutcome.Refused refused) {
            pause.unused();
            refused(pending, refused.cause(), now);
            return;
        }
        pending.isSettled = true;
        progress.tally().invoked(pending.size());
        List<QueueMessage> succeeded =
                outcome instanceof AttemptOutcome.Failure ? List.of() : plan.succeeded(pending.messages(), outcome);
        noteResult(pending, outcome, succeeded.size(), now - begun, now);
        if (!succeeded.isEmpty()) {
            delete(pending, succeeded);
        }
    }

    private void noteResult(PendingMessages pending, AttemptOutcome outcome, int succeeded, long took, long now) {
        int failed = pending.size() - succeeded;
        if (failed == 0) {
            pending.isHandledWhole = !pending.hasLeft();
            progress.ok();
            pause.succeeded(took);
            workers.took(took, now);
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
            workers.endedInPart();
            return;
        }
        pause.failed(took);
        workers.isRefused(now);
    }

    /** No handler ran: tried again while the messages are hidden, without a receive more (rule ESM-SQS-3). */
    private void refused(PendingMessages pending, FaasException cause, long now) {
        int status = cause.httpStatus();
        boolean isPassing = status == TOO_MANY_REQUESTS || status >= OUR_FAULT;
        progress.problem(isPassing ? "Function call was throttled" : "Function call failed", cause.getMessage());
        workers.isRefused(now);
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
        boolean isTimeLeft = time.nanoTime() + delay.toNanos() - backlog.latestStartNanos(pending) < 0;
        boolean isHeld = isTimeLeft && backlog.hold(pending, delay, workers::signalAgain);
        if (!isHeld && workers.isStopped()) {
            giveBack(pending);
        }
    }

    /** What no handler has had may be received by others at once; what one has had is deleted now, or else comes again. */
    void giveBack(PendingMessages pending) {
        if (pending.handled == null) {
            progress.tally().givenBack(pending.size());
        }
        try {
            if (pending.handled == null && backlog.isLate(pending)) {
                return;
            }
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
}
