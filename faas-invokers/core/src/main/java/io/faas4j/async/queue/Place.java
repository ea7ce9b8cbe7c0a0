package io.faas4j.async.queue;

/** Where an event of the queue in memory is; each change is made under the queue's lock. */
final class Place {

    /** Not accepted, or ended: the queue does not know it. */
    static final byte OUTSIDE = 0;
    /** Due, in the list of its priority. */
    static final byte READY = 1;
    /** In the wheel, not due yet. */
    static final byte WAITING = 2;
    /** Behind another event of its lane. */
    static final byte BEHIND = 3;
    /** In a batch that somebody claimed. */
    static final byte CLAIMED = 4;
    /** In the dead-letter area. */
    static final byte KEPT = 5;

    private Place() {}
}
