package io.faas4j.runtime.dispatch;

/** Told when the deadline ends an attempt before its handler does. */
public interface LateListener {

    /**
     * The attempt is over; its handler still runs. Called on another thread than the handler's, and once at most.
     *
     * @param tag what the attempt was begun with
     * @param failure how it ended
     */
    void late(int tag, AttemptOutcome.Failure failure);
}
