package io.faas4j.event;

/** Where an accepted event is: in exactly one of these at every moment. {@link Ledger} counts them. */
public enum EventState {
    /** Waits for its first attempt, or for its delay to pass. */
    QUEUED,
    /** The function runs with it. */
    RUNNING,
    /** Waits for its next attempt after a function error, a throttle or a system error. */
    WAITING_FOR_RETRY,
    /** Its attempts are over, and a destination or the dead-letter queue has yet to take what became of it. */
    DELIVERING,
    /** Ended: an attempt succeeded. */
    SUCCEEDED,
    /**
     * Ended: failed for good by any condition but its age, whether a destination took it, a dead-letter queue, or the
     * dead-letter area keeps it.
     */
    DEAD,
    /** Ended: an operator gave it up as a dead letter. */
    GIVEN_UP,
    /** Ended: failed for good by {@link EventCondition#EVENT_AGE_EXCEEDED}; kept as a dead one is. */
    EXPIRED,
    /** Ended here: handed back to the application when the runtime closed. */
    HANDED_BACK,
    /** Ended: cancelled before it started. */
    CANCELLED,
    /** Ended: an operator purged it. */
    PURGED,
    /** Ended: its function was deleted while attempts were before it (rule ASYNC-16). */
    DISCARDED;

    /** Whether the event has still something before it; one that the dead-letter area keeps has not. */
    public boolean isOpen() {
        return this == QUEUED || this == RUNNING || this == WAITING_FOR_RETRY || this == DELIVERING;
    }
}
