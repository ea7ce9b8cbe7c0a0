package io.faas4j.async;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.error.FaasException;
import io.faas4j.error.RecursiveInvocationException;
import io.faas4j.error.ServiceException;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.time.TimeSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of an event after a try (rules ASYNC-4 to ASYNC-8, ASYNC-14, REC-2). Immutable; decides, and does nothing. */
final class Judge {

    /** What is to be delivered: the bits of {@link Delivery#pending}. */
    static final int RECORD = 1;

    /** The event itself, to the dead-letter queue. */
    static final int DEAD_LETTER = 2;

    private static final int NO_PERMIT = 429;
    private static final int OUR_FAULT = 500;
    private static final int FUNCTION_RAN = 200;

    private final TimeSource time;
    private final Delays delays;
    private final ErrorBodies errors;
    private final Texts texts = new Texts();

    Judge(TimeSource time, Delays delays, ErrorBodies errors) {
        this.time = time;
        this.delays = delays;
        this.errors = errors;
    }

    /** Function errors as JSON. */
    @FunctionalInterface
    interface ErrorBodies {
        byte[] of(AttemptOutcome.Failure failure);
    }

    /**
     * What holds for an event when it is judged.
     *
     * @param config of the qualifier it was sent to
     * @param deadLetterTarget its function's dead-letter queue; null if it has none
     * @param isReservedNothing whether its function is reserved no concurrency
     */
    record Terms(EventInvokeConfig config, @Nullable DestinationRef deadLetterTarget, boolean isReservedNothing) {

        long maxAgeNanos() {
            return config.maximumEventAge()
                    .orElse(EventInvokeConfig.DEFAULT_EVENT_AGE)
                    .toNanos();
        }

        int maxRetries() {
            return config.maximumRetryAttempts().orElse(EventInvokeConfig.DEFAULT_RETRY_ATTEMPTS);
        }

        /** Where the record of an event goes that ends so; null for nowhere. */
        @Nullable
        DestinationRef recordTarget(EventCondition condition) {
            return (condition == EventCondition.SUCCESS ? config.onSuccess() : config.onFailure()).orElse(null);
        }
    }

    /** Whether an event is to be tried at all; null if it is. */
    @Nullable
    Outcome beforeAttempt(QueuedEvent event, Terms terms, long now) {
        if (terms.isReservedNothing()) {
            return zeroReserved(event, terms, Progress.NONE, now);
        }
        if (now - event.acceptedNanos() > terms.maxAgeNanos()) {
            return tooOld(event, terms, Progress.NONE, now);
        }
        return null;
    }

    /** The handler returned, and its result is wanted. */
    Outcome returned(AttemptOutcome.Returned result, Terms terms, long now) {
        Attempt attempt = new Attempt(
                at(result.startNanos(), now), result.durationNanos(), result.version(), null, null, result.result());
        Delivery.Targets targets = new Delivery.Targets(terms.recordTarget(EventCondition.SUCCESS), null);
        Delivery delivery = Delivery.of(EventCondition.SUCCESS, FUNCTION_RAN, null, targets, RECORD);
        return new Outcome.Deliver(now, delivery, Progress.attempted(attempt));
    }

    /** The function failed. */
    Outcome failed(QueuedEvent event, AttemptOutcome.Failure failure, Terms terms, long now) {
        Progress progress = Progress.functionError(attempt(failure, terms, now));
        if (terms.isReservedNothing()) {
            return zeroReserved(event, terms, progress, now);
        }
        String message = texts.shared(failure.error().errorMessage());
        int count = event.functionErrors() + 1;
        if (count > terms.maxRetries() || isNeverRetried(failure, terms.config())) {
            return over(terms, EventCondition.RETRIES_EXHAUSTED, FUNCTION_RAN, message, progress, now);
        }
        long due = now + delays.afterError(count);
        return due - event.acceptedNanos() > terms.maxAgeNanos()
                ? over(terms, EventCondition.EVENT_AGE_EXCEEDED, FUNCTION_RAN, message, progress, now)
                : new Outcome.Retry(due, progress);
    }

    private Attempt attempt(AttemptOutcome.Failure failure, Terms terms, long now) {
        return new Attempt(
                at(failure.startNanos(), now),
                failure.durationNanos(),
                failure.version(),
                texts.shared(failure.error().errorType()),
                texts.shared(failure.error().errorMessage()),
                terms.config().onFailure().isPresent() ? errors.of(failure) : null);
    }

    private static boolean isNeverRetried(AttemptOutcome.Failure failure, EventInvokeConfig config) {
        if (config.neverRetried().isEmpty()) {
            return false;
        }
        Throwable cause = failure.error().cause().orElse(null);
        return config.neverRetried().stream().anyMatch(type -> type.isInstance(cause));
    }

    /** The handler did not run. */
    Outcome refused(QueuedEvent event, FaasException cause, Terms terms, long now) {
        if (terms.isReservedNothing()) {
            return zeroReserved(event, terms, Progress.NONE, now);
        }
        int status = cause.httpStatus();
        String message = texts.shared(String.valueOf(cause.getMessage()));
        if (cause instanceof RecursiveInvocationException) {
            return over(terms, EventCondition.RECURSIVE_INVOCATION, status, message, Progress.NONE, now);
        }
        if (status != NO_PERMIT && status < OUR_FAULT) {
            return over(terms, EventCondition.RETRIES_EXHAUSTED, status, message, Progress.NONE, now);
        }
        long due = now + delays.afterRefusal(event.throttles() + 1);
        return due - event.acceptedNanos() > terms.maxAgeNanos()
                ? tooOld(event, terms, Progress.THROTTLED, now)
                : new Outcome.Retry(due, Progress.THROTTLED);
    }

    /** The runtime itself failed: tried again as after a system error. */
    Outcome unexpected(QueuedEvent event, Throwable failure, long now) {
        Terms lenient = new Terms(EventInvokeConfig.create(), null, false);
        return refused(event, new ServiceException("An event could not be handled: " + failure, failure), lenient, now);
    }

    // ---- ends ------------------------------------------------------------------------------------------------------

    private Outcome zeroReserved(QueuedEvent event, Terms terms, Progress progress, long now) {
        Attempt last = last(event, progress);
        return over(
                terms,
                EventCondition.ZERO_RESERVED_CONCURRENCY,
                last == null ? NO_PERMIT : FUNCTION_RAN,
                last == null ? "Rate Exceeded." : last.errorMessage(),
                progress,
                now);
    }

    private Outcome tooOld(QueuedEvent event, Terms terms, Progress progress, long now) {
        Attempt last = last(event, progress);
        return over(
                terms,
                EventCondition.EVENT_AGE_EXCEEDED,
                last == null ? NO_PERMIT : FUNCTION_RAN,
                last == null ? "Rate Exceeded." : last.errorMessage(),
                progress,
                now);
    }

    private static @Nullable Attempt last(QueuedEvent event, Progress progress) {
        return progress.attempt() == null ? event.lastAttempt() : progress.attempt();
    }

    private static Outcome over(
            Terms terms, EventCondition condition, int status, @Nullable String message, Progress progress, long now) {
        Delivery.Targets targets = new Delivery.Targets(terms.recordTarget(condition), terms.deadLetterTarget());
        int pending = (targets.record() == null ? 0 : RECORD) | (targets.deadLetter() == null ? 0 : DEAD_LETTER);
        Delivery delivery = Delivery.of(condition, status, message, targets, pending);
        return pending == 0 ? new Outcome.Keep(delivery, progress) : new Outcome.Deliver(now, delivery, progress);
    }

    private Instant at(long startNanos, long now) {
        return time.now().minusNanos(now - startNanos);
    }
}
