package io.faas4j.runtime.payload;

import org.jspecify.annotations.Nullable;

/** A payload that is not JSON at all, or not of its type. */
public final class PayloadException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean malformed;

    /**
     * Makes the exception.
     *
     * @param malformed whether the bytes are not JSON in UTF-8
     * @param message what is wrong
     * @param cause the codec's own error
     */
    public PayloadException(boolean malformed, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.malformed = malformed;
    }

    /** Whether the bytes are not JSON in UTF-8; otherwise they are, but not of the type. */
    public boolean isMalformed() {
        return malformed;
    }
}
