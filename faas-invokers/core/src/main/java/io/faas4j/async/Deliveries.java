package io.faas4j.async;

import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.destination.DeliveryLimit;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what became of events to where it belongs: a record to a destination, the event itself to a dead-letter queue (rules
 * DEST-6, DLQ-1). What is not taken, or not within the limit, is tried again, and in the end kept as a dead letter. Safe for
 * use by many threads.
 */
final class Deliveries {

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private final Messages messages;
    private final Courier courier;
    private final AsyncTally tally;
    private final Delays delays;
    private final int mostTries;
    private final DeliveryLimit limit;
    private final TimeSource time;

    Deliveries(
            Messages messages,
            Courier courier,
            AsyncTally tally,
            Delays delays,
            int mostTries,
            DeliveryLimit limit,
            TimeSource time) {
        this.messages = messages;
        this.courier = courier;
        this.tally = tally;
        this.delays = delays;
        this.mostTries = mostTries;
        this.limit = limit;
        this.time = time;
    }

    /** Takes a message of an event to where it goes; what it throws means that it was not taken. */
    @FunctionalInterface
    interface Courier {
        void deliver(DestinationRef to, DestinationMessage message, QueuedEvent about) throws Exception;
    }

    /**
     * Tries once to deliver what is pending.
     *
     * @param late told on another thread, and instead of an answer, if a destination does not end in time
     * @return null if {@code late} was told; this thread has nothing to do with the event any more
     */
    @Nullable
    Outcome deliver(QueuedEvent event, Delivery delivery, Address address, Judge.Terms terms, Consumer<Outcome> late) {
        if (limit.isFull()) {
            // No try: it has to wait for others.
            return new Outcome.Deliver(time.nanoTime() + delays.afterRefusal(1), delivery, Progress.NONE);
        }
        Round round = new Round(event, delivery, address, terms, late);
        return round.deliver(Judge.RECORD) && round.deliver(Judge.DEAD_LETTER) ? round.outcome() : null;
    }

    /** After a try that came to no answer, as if nothing had been taken. */
    Outcome afterFailure(Delivery delivery, Throwable failure) {
        Delivery tried = delivery.tried(delivery.pending(), delivery.taken(), String.valueOf(failure));
        return delivery.tries() + 1 >= mostTries ? givenUp(tried) : again(tried);
    }

    private Outcome givenUp(Delivery tried) {
        List<DestinationRef> undelivered = new ArrayList<>();
        DestinationRef record = tried.targets().record();
        if (record != null && (tried.pending() & Judge.RECORD) != 0) {
            tally.deliveryFailed();
            undelivered.add(record);
        }
        DestinationRef deadLetter = tried.targets().deadLetter();
        if (deadLetter != null && (tried.pending() & Judge.DEAD_LETTER) != 0) {
            tally.deadLetterFailed();
            undelivered.add(deadLetter);
        }
        return new Outcome.Keep(tried.givenUp(undelivered), Progress.NONE);
    }

    private Outcome again(Delivery tried) {
        long due = time.nanoTime() + delays.afterRefusal(tried.tries());
        return new Outcome.Deliver(due, tried, Progress.NONE);
    }

    /** One try, or what is left of one. Belongs to the worker's thread, and to the limit's once a delivery is late. */
    private final class Round {

        private final QueuedEvent event;
        private final Delivery delivery;
        private final Address address;
        private final Judge.Terms terms;
        private final Consumer<Outcome> late;
        private final boolean isLast;

        // Found together: its function may be deleted between the two, and another have its name.
        private final @Nullable DestinationRef recordTarget;
        private final @Nullable DestinationRef deadLetterTarget;

        private final List<DestinationRef> undelivered = new ArrayList<>();
        private int left;
        private int taken;
        private int failed;
        private @Nullable String error;

        Round(QueuedEvent event, Delivery delivery, Address address, Judge.Terms terms, Consumer<Outcome> late) {
            this.event = event;
            this.delivery = delivery;
            this.address = address;
            this.terms = terms;
            this.late = late;
            this.isLast = delivery.tries() + 1 >= mostTries;
            this.left = delivery.pending();
            this.taken = delivery.taken();
            this.failed = delivery.failed();
            this.error = delivery.lastError();
            this.recordTarget = target(Judge.RECORD);
            this.deadLetterTarget = target(Judge.DEAD_LETTER);
        }

        /** False if it is late, and somebody else has answered. */
        boolean deliver(int what) {
            if ((left & what) == 0) {
                return true;
            }
            DestinationRef to = what == Judge.RECORD ? recordTarget : deadLetterTarget;
            if (to == null) {
                // It was taken off the configuration meanwhile.
                left &= ~what;
                return true;
            }
            if ((failed & what) != 0) {
                undelivered.add(to);
                return true;
            }
            try {
                if (!limit.call(to, () -> courier.deliver(to, message(what), event), () -> late(what, to))) {
                    return false;
                }
                left &= ~what;
                taken |= what;
            } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
                failed(what, to, failure);
            } finally {
                // Whatever interrupted it was not meant for what the worker does next.
                Thread.interrupted();
            }
            return true;
        }

        private DestinationMessage message(int what) {
            return what == Judge.RECORD
                    ? messages.record(event, delivery, address)
                    : messages.deadLetter(event, delivery);
        }

        /** As it is configured now; for a function that was deleted, as it was then. */
        private @Nullable DestinationRef target(int what) {
            if ((left & what) == 0) {
                return null;
            }
            if (!delivery.isOrphan()) {
                DestinationRef configured = what == Judge.RECORD
                        ? terms.recordTarget(delivery.condition())
                        : address.deadLetterTarget(event.version());
                if (configured != null || !address.isGone()) {
                    return configured;
                }
            }
            Delivery.Targets before = delivery.targets();
            return what == Judge.RECORD ? before.record() : before.deadLetter();
        }

        private void failed(int what, DestinationRef to, Throwable failure) {
            error = to + ": " + failure;
            failed |= what;
            undelivered.add(to);
            if (isLast) {
                if (what == Judge.RECORD) {
                    tally.deliveryFailed();
                } else {
                    tally.deadLetterFailed();
                }
                FailureLog.warn(log, "What became of event {} was not taken by {}", event.requestId(), to, failure);
            }
        }

        /** On another thread, mostly: the worker's is kept by the destination. */
        private void late(int what, DestinationRef to) {
            if (limit.isOver()) {
                late.accept(brokenOff(to));
                return;
            }
            failed(what, to, limit.exceeded());
            boolean isAllTried = what == Judge.DEAD_LETTER || (left & ~failed) == 0;
            late.accept(isAllTried ? outcome() : rest());
        }

        /** The library closes: this was no try, and the event is handed back with what is left. */
        private Outcome brokenOff(DestinationRef to) {
            String why = to + ": the library was closed before the delivery had ended";
            Delivery rest = delivery.partlyTried(left, taken, delivery.failed(), why);
            return new Outcome.Deliver(time.nanoTime(), rest, Progress.NONE);
        }

        /** What has not been tried in this try, which another worker goes on with. */
        private Outcome rest() {
            Delivery rest = delivery.partlyTried(left, taken, failed, String.valueOf(error));
            return new Outcome.Deliver(time.nanoTime(), rest, Progress.NONE);
        }

        Outcome outcome() {
            if (left == 0) {
                return ended();
            }
            Delivery tried = delivery.tried(left, taken, String.valueOf(error));
            if (isLast) {
                return new Outcome.Keep(tried.givenUp(undelivered), Progress.NONE);
            }
            return again(tried);
        }

        private Outcome ended() {
            if (delivery.condition() == EventCondition.SUCCESS) {
                return new Outcome.End(EventState.SUCCEEDED);
            }
            if (taken == 0) {
                return new Outcome.Keep(delivery, Progress.NONE);
            }
            return new Outcome.End(
                    delivery.condition() == EventCondition.EVENT_AGE_EXCEEDED ? EventState.EXPIRED : EventState.DEAD);
        }
    }
}
