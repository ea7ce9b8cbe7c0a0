package io.faas4j.async.queue;

import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;

/** How many events of one function were accepted, what those are that are open, and how the others ended. Not safe for use by many threads. */
final class Counts {

    /*
     * I1  `live` counts the events that have not ended, `bytes` what they keep.
     * I2  `tried` counts those of them that were tried and are to be tried again, `delivering` those whose attempts are over;
     *     they include the ones that run. `throttled` counts those of `tried` that were throttled.
     */
    private int live;
    private long bytes;
    private int tried;
    private int delivering;
    private int throttled;

    private long accepted;
    private long succeeded;
    private long dead;
    private long givenUp;
    private long expired;
    private long handedBack;
    private long cancelled;
    private long purged;
    private long discarded;

    /** How many have not ended. */
    int live() {
        return live;
    }

    /** How many bytes those keep. */
    long bytes() {
        return bytes;
    }

    /** An event is new here, and open. */
    void accept(QueuedEvent event) {
        accepted++;
        enter(event);
    }

    /** As if it had not been accepted. */
    void takeBack(QueuedEvent event) {
        accepted--;
        leave(event);
    }

    /** An event is new here, and ended at once. */
    void acceptEnded(EventState end) {
        accepted++;
        add(end, 1);
    }

    /** An event is open, as it is now. */
    void enter(QueuedEvent event) {
        live++;
        bytes += event.keptBytes();
        tally(event, 1);
    }

    /** An event is no longer what it was when it entered: it ends, or enters again once it has changed. */
    void leave(QueuedEvent event) {
        live--;
        bytes -= event.keptBytes();
        tally(event, -1);
    }

    private void tally(QueuedEvent event, int by) {
        if (event.delivery != null) {
            delivering += by;
        } else if (event.isTried()) {
            tried += by;
            throttled += event.throttles > 0 ? by : 0;
        }
    }

    /** How many were throttled, and are to be tried again. */
    int throttled() {
        return throttled;
    }

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

    void clear() {
        live = 0;
        bytes = 0;
        tried = 0;
        delivering = 0;
        throttled = 0;
        accepted = 0;
        succeeded = 0;
        dead = 0;
        givenUp = 0;
        expired = 0;
        handedBack = 0;
        cancelled = 0;
        purged = 0;
        discarded = 0;
    }

    /**
     * All of it.
     *
     * @param running those that run
     * @param kept how many dead letters there are
     */
    Ledger ledger(RunningEvents running, long kept) {
        int waitingAgain = tried - running.tried();
        return new Ledger(
                accepted,
                live - delivering - waitingAgain - running.size(),
                running.size(),
                waitingAgain,
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
