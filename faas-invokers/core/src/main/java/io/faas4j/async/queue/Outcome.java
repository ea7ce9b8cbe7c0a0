package io.faas4j.async.queue;

import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;

/** What shall become of a claimed event, as its owner says. It takes effect when the batch is settled. */
public sealed interface Outcome {

    /** An attempt succeeded, and nothing is to be delivered. */
    Outcome SUCCEEDED = new End(EventState.SUCCEEDED);

    /** The event goes back to the head of its queue, as if it had not been claimed. */
    Outcome RELEASED = new Release();

    /** The event goes back to the head of its queue, as if it had not been claimed. */
    record Release() implements Outcome {}

    /**
     * Another attempt, for an event whose attempts are not over.
     *
     * @param dueNanos not before this, by the time source's {@code nanoTime()}
     * @param progress what the last one adds to the event's history
     */
    record Retry(long dueNanos, Progress progress) implements Outcome {}

    /**
     * The attempts are over; what became of the event is to be delivered.
     *
     * @param dueNanos not before this, by the time source's {@code nanoTime()}
     * @param delivery what, and how far that is
     * @param progress what the last attempt adds to the event's history; nothing after a try to deliver
     */
    record Deliver(long dueNanos, Delivery delivery, Progress progress) implements Outcome {}

    /**
     * Failed for good, and kept in the dead-letter area: as {@link EventState#EXPIRED} if the condition is
     * {@link EventCondition#EVENT_AGE_EXCEEDED}, otherwise as {@link EventState#DEAD}.
     *
     * @param delivery why, and what could not be delivered
     * @param progress what the last attempt adds to the event's history
     */
    record Keep(Delivery delivery, Progress progress) implements Outcome {}

    /**
     * The event has ended, and nothing of it is kept.
     *
     * @param state how: {@code SUCCEEDED}, {@code DEAD}, {@code EXPIRED} or {@code DISCARDED}
     */
    record End(EventState state) implements Outcome {

        /** Rejects states that are no end, or no end that an owner may bring about. */
        public End {
            if (state != EventState.SUCCEEDED
                    && state != EventState.DEAD
                    && state != EventState.EXPIRED
                    && state != EventState.DISCARDED) {
                throw new IllegalArgumentException("state must be SUCCEEDED, DEAD, EXPIRED or DISCARDED, was " + state);
            }
        }
    }
}
