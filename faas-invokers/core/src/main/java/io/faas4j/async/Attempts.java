package io.faas4j.async;

import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.error.FaasException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.invocation.FunctionError;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.dispatch.LateListener;
import io.faas4j.runtime.dispatch.LentThread;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.travel.CarriedContext;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker does: it claims events of one function, tries or delivers each, and settles them. Safe for use by many threads. */
final class Attempts {

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    /** Longer than any handler may run, its init phase included. */
    private static final Duration LEASE = Duration.ofMinutes(30);

    /** A claim of less than this part of what was asked for is hardly worth its lock. */
    private static final int FEW = 2;

    private static final int GATHERING = 48;

    private final FunctionQueue queue;
    private final Addresses addresses;
    private final AsyncTally tally;
    private final Judge judge;
    private final Deliveries deliveries;
    private final TimeSource time;
    private final BooleanSupplier isStopped;

    Attempts(
            FunctionQueue queue,
            Addresses addresses,
            AsyncTally tally,
            Judge judge,
            Deliveries deliveries,
            TimeSource time,
            BooleanSupplier isStopped) {
        this.queue = queue;
        this.addresses = addresses;
        this.tally = tally;
        this.judge = judge;
        this.deliveries = deliveries;
        this.time = time;
        this.isStopped = isStopped;
    }

    /** Handles events until there are none, or the worker is lost to a handler that does not end. */
    void work(Worker worker) {
        Drain drain = worker.drain();
        do {
            boolean isLost = false;
            try {
                isLost = !handleAll(worker, drain);
            } catch (RuntimeException | Error unexpected) {
                FailureLog.error(log, "A worker of {} failed", queue.function(), unexpected);
                worker.giveBack(queue);
            }
            if (isLost) {
                return;
            }
        } while (!drain.leave(worker));
    }

    /** False if the worker was lost. */
    private boolean handleAll(Worker worker, Drain drain) {
        while (!isStopped.getAsBoolean()) {
            Batch batch = queue.claim(drain.pace().atOnce(), LEASE);
            if (batch.isEmpty()) {
                return true;
            }
            worker.claimed(batch);
            drain.more();
            if (!new Shift(worker, batch).run()) {
                return false;
            }
            if (drain.isTooMany()) {
                return true;
            }
            if (batch.size() < drain.pace().atOnce() / FEW) {
                gather();
            }
        }
        return true;
    }

    /** Events come one by one and are handled as fast: a few microseconds later there are several to claim. */
    private static void gather() {
        for (int i = 0; i < GATHERING; i++) {
            Thread.onSpinWait();
        }
    }

    /** One batch in a worker's hands. */
    private final class Shift implements LateListener {

        private final Worker worker;
        private final Batch batch;
        private final long begun = time.nanoTime();
        private final LentThread thread = new LentThread(this);

        // Found for one event, and mostly good for the next.
        private @Nullable Address address;
        private @Nullable String version;
        private Judge.@Nullable Terms terms;
        private boolean isThrottled;

        // Attempts, and the sum of their events' ages.
        private int tried;
        private long ages;
        private int succeeded;

        Shift(Worker worker, Batch batch) {
            this.worker = worker;
            this.batch = batch;
        }

        /** False if the worker was lost, and somebody else has settled the batch. */
        boolean run() {
            int handled = 0;
            for (int i = 0; i < batch.size(); i++) {
                worker.at(i);
                QueuedEvent event = batch.start(i);
                if (event == null) {
                    continue;
                }
                handled++;
                Outcome outcome = handle(event, i);
                if (outcome == null) {
                    return false;
                }
                if (outcome == Outcome.SUCCEEDED) {
                    succeeded++;
                    batch.succeeded(i);
                } else {
                    count(event, outcome);
                    batch.decide(i, outcome);
                }
            }
            if (tried > 0) {
                tally.attempted(tried, ages);
                tally.succeeded(succeeded);
            }
            settle();
            if (handled > 0) {
                worker.drain().pace().note(handled, time.nanoTime() - begun);
            }
            if (isThrottled) {
                worker.drain().throttled();
            } else {
                worker.drain().passed();
            }
            return true;
        }

        private void settle() {
            queue.settle(batch);
            worker.settled();
        }

        /** Null if the deadline has answered for the handler, or the limit for the destination. */
        private @Nullable Outcome handle(QueuedEvent event, int index) {
            if (isStopped.getAsBoolean()) {
                return Outcome.RELEASED;
            }
            try {
                Address to = addresses.of(event.target());
                Judge.Terms known = terms(to, event);
                Delivery delivery = event.delivery();
                if (delivery != null) {
                    thread.pause();
                    if (queue.claimable() > 0) {
                        // A destination that keeps this worker makes room for another one.
                        worker.drain().lookLater();
                    }
                    return deliveries.deliver(event, delivery, to, known, late -> lost(event, index, late));
                }
                Outcome before = judge.beforeAttempt(event, known, begun);
                if (before != null) {
                    return before;
                }
                tried++;
                ages += begun - event.acceptedNanos();
                return attempt(event, index, to, known);
            } catch (RuntimeException | Error unexpected) {
                FailureLog.error(log, "An event of {} could not be handled", queue.function(), unexpected);
                Delivery delivery = event.delivery();
                return delivery == null
                        ? judge.unexpected(event, unexpected, time.nanoTime())
                        : deliveries.afterFailure(delivery, unexpected);
            }
        }

        private Judge.Terms terms(Address to, QueuedEvent event) {
            Judge.Terms known = terms;
            if (known == null || address != to || !Objects.equals(version, event.version())) {
                known = to.terms(event.version());
                terms = known;
                address = to;
                version = event.version();
            }
            return known;
        }

        /**
         * What holds now; once the library closes, or the function is deleted, what held when the attempt began.
         */
        private Judge.Terms termsAfter(Address to, QueuedEvent event, Judge.Terms before) {
            return isStopped.getAsBoolean() || to.isGone() ? before : to.terms(event.version());
        }

        private @Nullable Outcome attempt(QueuedEvent event, int index, Address to, Judge.Terms known) {
            boolean isResultWanted = known.config().onSuccess().isPresent() || answers(event) != null;
            AttemptOutcome outcome = to.route()
                    .attempt(
                            event,
                            event.version(),
                            event.payload(),
                            event.extras().tenantId(),
                            (CarriedContext) event.extras().carried(),
                            isResultWanted,
                            thread,
                            index);
            if (outcome == AttemptOutcome.Unseen.UNSEEN) {
                return Outcome.SUCCEEDED;
            }
            if (outcome == AttemptOutcome.Late.LATE) {
                return null;
            }
            long now = time.nanoTime();
            if (outcome instanceof AttemptOutcome.Returned returned) {
                return returned(event, returned, to, known, now);
            }
            if (outcome instanceof AttemptOutcome.Failure failure) {
                return judge.failed(event, failure, termsAfter(to, event, known), now);
            }
            return refused(event, ((AttemptOutcome.Refused) outcome).cause(), to, now);
        }

        private StreamOrigin.@Nullable Answers answers(QueuedEvent event) {
            StreamOrigin origin = event.extras().origin();
            return origin == null ? null : origin.answers();
        }

        private Outcome returned(
                QueuedEvent event, AttemptOutcome.Returned returned, Address to, Judge.Terms known, long now) {
            StreamOrigin.Answers answers = answers(event);
            String reported = answers == null || !(event.payload() instanceof byte[] json)
                    ? null
                    : answers.failed(json, returned.result());
            if (reported != null) {
                AttemptOutcome.Failure failure = new AttemptOutcome.Failure(
                        new FunctionError(FunctionError.ITEMS_REPORTED, reported, null, null),
                        returned.version(),
                        returned.startNanos(),
                        returned.durationNanos());
                return judge.failed(event, failure, termsAfter(to, event, known), now);
            }
            return known.config().onSuccess().isPresent() ? judge.returned(returned, known, now) : Outcome.SUCCEEDED;
        }

        private Outcome refused(QueuedEvent event, FaasException cause, Address to, long now) {
            if (cause instanceof TooManyRequestsException) {
                isThrottled = true;
            }
            if (isStopped.getAsBoolean()) {
                // The runtime may refuse because it is closing, or its functions be gone: the event is none the worse
                // for it.
                return Outcome.RELEASED;
            }
            return !(cause instanceof TooManyRequestsException) && to.isGone()
                    ? new Outcome.End(EventState.DISCARDED)
                    : judge.refused(event, cause, to.terms(event.version()), now);
        }

        /** The deadline has come before the handler's end: this thread owns the batch from now on. */
        @Override
        public void late(int index, AttemptOutcome.Failure failure) {
            QueuedEvent event = batch.event(index);
            Outcome outcome;
            try {
                Judge.Terms before = Objects.requireNonNull(terms);
                Judge.Terms known = termsAfter(addresses.of(event.target()), event, before);
                outcome = judge.failed(event, failure, known, time.nanoTime());
            } catch (RuntimeException | Error unexpected) {
                FailureLog.error(log, "An event of {} could not be judged", queue.function(), unexpected);
                outcome = judge.unexpected(event, unexpected, time.nanoTime());
            }
            lost(event, index, outcome);
        }

        /** The worker's thread is kept by a handler or a destination: what it has done so far takes effect. */
        private void lost(QueuedEvent event, int index, Outcome outcome) {
            tally.attempted(tried, ages);
            tally.succeeded(succeeded);
            count(event, outcome);
            batch.decide(index, outcome);
            settle();
            worker.drain().lose(worker);
        }
    }

    /** Notes for the meters what an outcome means. */
    private void count(QueuedEvent event, Outcome outcome) {
        if (event.delivery() != null) {
            return;
        }
        if (outcome instanceof Outcome.Keep) {
            tally.dropped(1);
        } else if (outcome instanceof Outcome.Deliver deliver) {
            if (deliver.delivery().condition() == EventCondition.SUCCESS) {
                tally.succeeded(1);
            } else {
                tally.dropped(1);
            }
        }
    }
}
