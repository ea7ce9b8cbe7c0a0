package io.faas4j.mapping;

import io.faas4j.destination.DeliveryLimit;
import io.faas4j.mapping.batch.AgeCut;
import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.mapping.batch.StreamDecision;
import io.faas4j.mapping.batch.StreamReport;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.dispatch.LentThread;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.StreamSource;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Invokes a function with a batch of a shard, and does what is decided then. Safe for use by many threads. */
final class BatchRunner {

    private static final Logger log = LoggerFactory.getLogger(BatchRunner.class);

    private final StreamPlan plan;
    private final MappedFunction function;
    private final MappingProgress progress;
    private final Services services;
    private final TimeSource time;
    private final Pause pause;
    private final Backoff backoff;
    private final Expiry expiry;
    private final GivenUp givenUp;

    BatchRunner(
            StreamSource source,
            StreamPlan plan,
            MappedFunction function,
            MappingProgress progress,
            Services services,
            DeliveryLimit deliveries,
            Pause pause,
            Backoff backoff) {
        this.plan = plan;
        this.function = function;
        this.progress = progress;
        this.services = services;
        this.time = services.time();
        this.pause = pause;
        this.backoff = backoff;
        this.expiry = new Expiry(source);
        this.givenUp = new GivenUp(source, plan, function, progress, services, deliveries, backoff);
    }

    /** One invocation, and what became of it. */
    private record Run(
            ShardProcessor shard,
            Lane lane,
            BatchAttempt attempt,
            @Nullable OpenWindow window,
            UUID requestId) {

        /** Whether it is the last of its window, which has no records. */
        boolean isFinal() {
            return window != null && attempt.records().isEmpty();
        }
    }

    /** False if the thread was lost to a handler, or a destination, that goes on beyond its time. */
    boolean run(ShardProcessor shard, Lane lane, BatchAttempt attempt, @Nullable OpenWindow window) {
        if (attempt == ShardProcessor.DELIVERY) {
            return givenUp.deliver(shard, lane);
        }
        AgeCut cut = attempt.cut(plan.policy(), time.now());
        if (cut.discards().isEmpty()) {
            cut = expiry.cut(shard, attempt);
        }
        if (!cut.discards().isEmpty()) {
            cut.rest().ifPresent(rest -> shard.putBack(lane, rest));
            return givenUp.tooOld(shard, lane, cut.discards(), window);
        }
        if (!pause.isOver()) {
            shard.putBack(lane, attempt);
            shard.rest(lane, pause.untilAskedAgain());
            return true;
        }
        MappedAttempt id = function.nextAttempt();
        Run run = new Run(shard, lane, attempt, window, new UUID(id.idHigh(), id.idLow()));
        Instant arrival = ShardProcessor.lastArrival(attempt.records());
        if (arrival != null) {
            progress.handedOver(arrival);
        }
        long begun = time.nanoTime();
        AttemptOutcome outcome = function.invoke(
                id,
                plan.event(shard.shardId(), attempt, window, run.isFinal()),
                plan.wantsResult(),
                new LentThread((tag, failure) -> late(run, failure, begun)));
        if (outcome instanceof AttemptOutcome.Late) {
            return false;
        }
        return settle(run, outcome, begun);
    }

    /** Its handler keeps its thread, and the one that tells so has other deadlines to look after: a third goes on. */
    private void late(Run run, AttemptOutcome.Failure failure, long begun) {
        try {
            services.tasks().execute(() -> settleLate(run, failure, begun));
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(
                    log, "No thread could be started for shard {}", run.shard().shardId(), noThread);
            settleLate(run, failure, begun);
        }
    }

    private void settleLate(Run run, AttemptOutcome.Failure failure, long begun) {
        boolean isLostAgain = false;
        try {
            isLostAgain = !settle(run, failure, begun);
        } catch (RuntimeException | Error unexpected) {
            FailureLog.error(
                    log, "A batch of shard {} could not be settled", run.shard().shardId(), unexpected);
            run.shard().putBack(run.lane(), run.attempt());
        } finally {
            if (!isLostAgain) {
                run.shard().lost(run.lane());
            }
        }
    }

    // ---- what became of it -----------------------------------------------------------------------------------------

    /** False if the thread was lost to a destination. */
    private boolean settle(Run run, AttemptOutcome outcome, long begun) {
        run.shard().returned(run.lane());
        BatchAttempt attempt = run.attempt();
        if (outcome instanceof AttemptOutcome.Refused refused) {
            pause.unused();
            progress.problem("Function call was refused", refused.cause().getMessage());
            return apply(run, attempt.afterRefusal(backoff), null, null);
        }
        long took = time.nanoTime() - begun;
        progress.tally().invoked(attempt.records().size());
        if (outcome instanceof AttemptOutcome.Failure failure) {
            failed(attempt.records().size(), failure.error().errorMessage());
            pause.failed(took);
            return apply(run, attempt.afterFailure(plan.policy(), backoff), LastTry.of(failure), null);
        }
        StreamReport report = run.isFinal() ? new StreamReport.Success(null) : plan.report(outcome, attempt.records());
        byte[] state = note(report, attempt.records().size(), took);
        LastTry last = LastTry.of(outcome, report);
        return apply(run, attempt.afterReport(report, plan.policy(), backoff), last, state);
    }

    /** The window's state from now on; null if it stays as it is. */
    private byte @Nullable [] note(StreamReport report, int records, long took) {
        if (report instanceof StreamReport.Success success) {
            progress.ok();
            pause.succeeded(took);
            return success.state();
        }
        if (report instanceof StreamReport.FailedFrom from) {
            failed(records - from.index(), from.failure());
            if (from.index() > 0) {
                pause.succeeded(took);
            } else {
                pause.failed(took);
            }
            return from.state();
        }
        failed(records, ((StreamReport.BatchFailed) report).reason());
        pause.failed(took);
        return null;
    }

    private void failed(int records, @Nullable String error) {
        progress.tally().failed(records);
        progress.problem("Function call failed", error);
    }

    private boolean apply(Run run, StreamDecision decision, @Nullable LastTry last, byte @Nullable [] state) {
        ShardProcessor shard = run.shard();
        Lane lane = run.lane();
        if (decision instanceof StreamDecision.Done done) {
            goOnInWindow(run, state);
            shard.finish(lane, done.records());
        } else if (decision instanceof StreamDecision.DoneUpTo upTo) {
            goOnInWindow(run, state);
            shard.putBack(lane, upTo.rest());
            shard.finish(lane, upTo.records());
            shard.rest(lane, upTo.delay());
        } else if (decision instanceof StreamDecision.RetryLater again) {
            shard.putBack(lane, again.attempt());
            shard.rest(lane, again.delay());
        } else if (decision instanceof StreamDecision.Split split) {
            shard.putBack(lane, split.first(), split.rest());
            shard.rest(lane, split.delay());
        } else {
            return givenUp.failed(shard, lane, (StreamDecision.Discard) decision, run.requestId(), last, run.window());
        }
        return true;
    }

    private void goOnInWindow(Run run, byte @Nullable [] state) {
        OpenWindow window = run.window();
        if (window != null) {
            run.shard().window(run.isFinal() ? null : state == null ? window : window.withState(state));
        }
    }
}
