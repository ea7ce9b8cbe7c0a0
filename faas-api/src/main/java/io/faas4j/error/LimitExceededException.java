package io.faas4j.error;

/** There are as many of a resource as there may be, or it was changed as often as it may be (rules STREAM-4, STREAM-33). */
public final class LimitExceededException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in AWS's words where it has some
     */
    public LimitExceededException(String message) {
        super("LimitExceededException", 400, message, null);
    }
}
