package io.faas4j.error;

/** The invocation was part of a loop: the same function is in the chain of its callers 16 times (rules REC-1, REC-2). */
public final class RecursiveInvocationException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what went in a circle
     */
    public RecursiveInvocationException(String message) {
        super("RecursiveInvocationException", 400, message, null);
    }
}
