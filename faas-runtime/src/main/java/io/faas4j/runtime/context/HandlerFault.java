package io.faas4j.runtime.context;

/** A handler's name leads nowhere: not fatal to the context, and reported without a stack trace (rules CTX-20, ERR-2). */
public final class HandlerFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String errorType;

    /**
     * Makes the fault.
     *
     * @param errorType the error type it is reported under
     * @param message what is wrong
     */
    public HandlerFault(String errorType, String message) {
        super(message);
        this.errorType = errorType;
    }

    /** The error type it is reported under. */
    public String errorType() {
        return errorType;
    }
}
