package io.faas4j.event;

/** In which order the waiting events of one function start: each level only when the ones above have none that is due. */
public enum EventPriority {
    /** Before all others. */
    HIGH,
    /** The default. */
    NORMAL,
    /** When no other event of the function is due. */
    LOW
}
