package io.faas4j.runtime.payload;

import org.jspecify.annotations.Nullable;

/** The payload made the function fail, in the runtime's own words: a function error without a stack trace (rule ERR-2). */
public final class PayloadFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final String errorType;

    PayloadFault(String errorType, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.errorType = errorType;
    }

    /** The error type it is reported under. */
    public String errorType() {
        return errorType;
    }
}
