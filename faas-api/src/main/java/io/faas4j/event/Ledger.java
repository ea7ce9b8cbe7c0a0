package io.faas4j.event;

/**
 * How many events were accepted, and where each of them is: taken at one moment, so that the states always add up to
 * what was accepted. A dead letter that is redriven is queued again, and counts as dead no more. Immutable.
 *
 * @param accepted how many were taken into the queue; duplicates and refused events are not
 * @param queued how many are {@link EventState#QUEUED}
 * @param running how many are {@link EventState#RUNNING}
 * @param waitingForRetry how many are {@link EventState#WAITING_FOR_RETRY}
 * @param delivering how many are {@link EventState#DELIVERING}
 * @param succeeded how many ended as {@link EventState#SUCCEEDED}
 * @param dead how many ended as {@link EventState#DEAD}
 * @param givenUp how many ended as {@link EventState#GIVEN_UP}
 * @param expired how many ended as {@link EventState#EXPIRED}
 * @param handedBack how many ended as {@link EventState#HANDED_BACK}
 * @param cancelled how many ended as {@link EventState#CANCELLED}
 * @param purged how many ended as {@link EventState#PURGED}
 * @param discarded how many ended as {@link EventState#DISCARDED}
 * @param kept how many of the dead and the expired ones the dead-letter area keeps now; counted among these already
 */
public record Ledger(
        long accepted,
        long queued,
        long running,
        long waitingForRetry,
        long delivering,
        long succeeded,
        long dead,
        long givenUp,
        long expired,
        long handedBack,
        long cancelled,
        long purged,
        long discarded,
        long kept) {

    /** Nothing was accepted yet. */
    public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * How many are in a state.
     *
     * @param state any
     */
    public long in(EventState state) {
        return switch (state) {
            case QUEUED -> queued;
            case RUNNING -> running;
            case WAITING_FOR_RETRY -> waitingForRetry;
            case DELIVERING -> delivering;
            case SUCCEEDED -> succeeded;
            case DEAD -> dead;
            case GIVEN_UP -> givenUp;
            case EXPIRED -> expired;
            case HANDED_BACK -> handedBack;
            case CANCELLED -> cancelled;
            case PURGED -> purged;
            case DISCARDED -> discarded;
        };
    }

    /** How many have still something before them: queued, running, waiting for a retry, or delivering. */
    public long open() {
        return queued + running + waitingForRetry + delivering;
    }

    /** Whether each accepted event is in exactly one state. */
    public boolean isBalanced() {
        long ended = succeeded + dead + givenUp + expired + handedBack + cancelled + purged + discarded;
        return accepted == open() + ended;
    }

    /**
     * The sums of both, as for several functions.
     *
     * @param other another ledger
     */
    public Ledger plus(Ledger other) {
        return new Ledger(
                accepted + other.accepted,
                queued + other.queued,
                running + other.running,
                waitingForRetry + other.waitingForRetry,
                delivering + other.delivering,
                succeeded + other.succeeded,
                dead + other.dead,
                givenUp + other.givenUp,
                expired + other.expired,
                handedBack + other.handedBack,
                cancelled + other.cancelled,
                purged + other.purged,
                discarded + other.discarded,
                kept + other.kept);
    }
}
