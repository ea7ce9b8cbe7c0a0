package io.faas4j.error;

/** The encoded request payload is over the limit of its invocation type (rule SYNC-5). */
public final class RequestTooLargeException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in Lambda's words where it has some
     */
    public RequestTooLargeException(String message) {
        super("RequestTooLargeException", 413, message, null);
    }
}
