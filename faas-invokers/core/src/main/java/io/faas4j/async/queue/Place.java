package io.faas4j.async.queue;

/** Where an event of the queue in memory is; each change is made under the queue's lock. */
final class Place {

    /** Not accepted, or ended: the queue does not know it. */
    static final byte OUTSIDE = 0;
    /** Due, in the list of its priority. */
    static final byte READY = 1;
    /** Due, in the list of those of its priority that were behind others of their lanes. */
    static final byte UNBLOCKED = 2;
    /** In the wheel, not due yet. */
    static final byte WAITING = 3;
    /** Behind another event of its lane. */
    static final byte BEHIND = 4;
    /** In a batch that somebody claimed. */
    static final byte CLAIMED = 5;
    /** In the dead-letter area. */
    static final byte KEPT = 6;
    /** Counted in, and nowhere else until it is stored. */
    static final byte STORING = 7;

    private Place() {}
}
