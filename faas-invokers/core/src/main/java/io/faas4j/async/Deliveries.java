package io.faas4j.async;

import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what became of events to where it belongs: a record to a destination, the event itself to a dead-letter queue (rules
 * DEST-6, DLQ-1). What is not taken is tried again, and in the end kept as a dead letter. Safe for use by many threads.
 */
final class Deliveries {

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private final Messages messages;
    private final Courier courier;
    private final AsyncTally tally;
    private final Delays delays;
    private final int mostTries;
    private final TimeSource time;

    Deliveries(Messages messages, Courier courier, AsyncTally tally, Delays delays, int mostTries, TimeSource time) {
        this.messages = messages;
        this.courier = courier;
        this.tally = tally;
        this.delays = delays;
        this.mostTries = mostTries;
        this.time = time;
    }

    /** Takes a message of an event to where it goes; what it throws means that it was not taken. */
    @FunctionalInterface
    interface Courier {
        void deliver(DestinationRef to, DestinationMessage message, QueuedEvent about) throws Exception;
    }

    /** Tries once to deliver what is pending. */
    Outcome deliver(QueuedEvent event, Delivery delivery, Address address, Judge.Terms terms) {
        Round round = new Round(event, delivery, address, terms);
        round.deliver(Judge.RECORD);
        round.deliver(Judge.DEAD_LETTER);
        return round.outcome();
    }

    /** After a try that came to no answer, as if nothing had been taken. */
    Outcome afterFailure(Delivery delivery, Throwable failure) {
        Delivery tried = delivery.tried(delivery.pending(), String.valueOf(failure));
        return delivery.tries() + 1 >= mostTries ? new Outcome.Keep(tried, Progress.NONE) : again(tried);
    }

    private Outcome again(Delivery tried) {
        long due = time.nanoTime() + delays.afterRefusal(tried.tries());
        return new Outcome.Deliver(due, tried, Progress.NONE);
    }

    /** One try. */
    private final class Round {

        private final QueuedEvent event;
        private final Delivery delivery;
        private final Address address;
        private final Judge.Terms terms;
        private final boolean isLast;
        private final List<DestinationRef> undelivered = new ArrayList<>();
        private int left;
        private boolean isTaken;
        private @Nullable String error;

        Round(QueuedEvent event, Delivery delivery, Address address, Judge.Terms terms) {
            this.event = event;
            this.delivery = delivery;
            this.address = address;
            this.terms = terms;
            this.isLast = delivery.tries() + 1 >= mostTries;
            this.left = delivery.pending();
        }

        void deliver(int what) {
            if ((delivery.pending() & what) == 0) {
                return;
            }
            DestinationRef to = what == Judge.RECORD ? recordTarget() : address.deadLetterTarget(event.version());
            if (to == null) {
                // It was taken off the configuration meanwhile.
                left &= ~what;
                return;
            }
            try {
                DestinationMessage message = what == Judge.RECORD
                        ? messages.record(event, delivery, address)
                        : messages.deadLetter(event, delivery);
                courier.deliver(to, message, event);
                left &= ~what;
                isTaken = true;
            } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
                failed(what, to, failure);
            } finally {
                // Whatever interrupted it was not meant for what the worker does next.
                Thread.interrupted();
            }
        }

        private @Nullable DestinationRef recordTarget() {
            return delivery.condition() == EventCondition.SUCCESS
                    ? terms.config().onSuccess().orElse(null)
                    : terms.config().onFailure().orElse(null);
        }

        private void failed(int what, DestinationRef to, Throwable failure) {
            error = to + ": " + failure;
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

        Outcome outcome() {
            if (left == 0) {
                return ended();
            }
            Delivery tried = delivery.tried(left, String.valueOf(error));
            if (isLast) {
                return new Outcome.Keep(tried.givenUp(undelivered), Progress.NONE);
            }
            return again(tried);
        }

        private Outcome ended() {
            if (delivery.condition() == EventCondition.SUCCESS) {
                return new Outcome.End(EventState.SUCCEEDED);
            }
            if (!isTaken) {
                return new Outcome.Keep(delivery, Progress.NONE);
            }
            return new Outcome.End(
                    delivery.condition() == EventCondition.EVENT_AGE_EXCEEDED ? EventState.EXPIRED : EventState.DEAD);
        }
    }
}
