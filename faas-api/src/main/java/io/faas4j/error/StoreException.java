package io.faas4j.error;

import org.jspecify.annotations.Nullable;

/**
 * The durable store cannot be used. Where an event was to be accepted, it was not: nothing is accepted that is not stored.
 * Lambda has no such error; its store is its own.
 */
public final class StoreException extends FaasException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** It cannot be read or written now; it is worth trying again later. */
        UNAVAILABLE,
        /** Another process, or another part of this one, has it open, and it is for one at a time. */
        IN_USE,
        /** A newer version of the library has made its schema. */
        NEWER_SCHEMA,
        /** It refused what was to be stored; it would do so again. */
        REFUSED
    }

    private final Reason reason;

    /**
     * Makes the error.
     *
     * @param reason why
     * @param message what is wrong with which store
     * @param cause the failure behind it, if there is one
     */
    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super("StoreException", 503, message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
