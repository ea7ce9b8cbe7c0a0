package io.faas4j.async.queue;

import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;

/** How many events of one function were accepted and how they ended. Not safe for use by many threads. */
final class Counts {

    long accepted;
    private long succeeded;
    private long dead;
    private long givenUp;
    private long expired;
    private long handedBack;
    private long cancelled;
    private long purged;
    private long discarded;

    void add(EventState end, int events) {
        switch (end) {
            case SUCCEEDED -> succeeded += events;
            case DEAD -> dead += events;
            case GIVEN_UP -> givenUp += events;
            case EXPIRED -> expired += events;
            case HANDED_BACK -> handedBack += events;
            case CANCELLED -> cancelled += events;
            case PURGED -> purged += events;
            case DISCARDED -> discarded += events;
            case QUEUED, RUNNING, WAITING_FOR_RETRY, DELIVERING ->
                throw new IllegalArgumentException(end + " is no end");
        }
    }

    /** Adds what ended elsewhere. */
    void add(Ledger ended) {
        accepted += ended.accepted();
        succeeded += ended.succeeded();
        dead += ended.dead();
        givenUp += ended.givenUp();
        expired += ended.expired();
        handedBack += ended.handedBack();
        cancelled += ended.cancelled();
        purged += ended.purged();
        discarded += ended.discarded();
    }

    Ledger ledger(long queued, long running, long waitingForRetry, long delivering, long kept) {
        return new Ledger(
                accepted,
                queued,
                running,
                waitingForRetry,
                delivering,
                succeeded,
                dead,
                givenUp,
                expired,
                handedBack,
                cancelled,
                purged,
                discarded,
                kept);
    }
}
