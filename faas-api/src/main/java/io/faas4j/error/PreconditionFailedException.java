package io.faas4j.error;

/** The revision id that the caller expects is not the current one (rule FN-10). */
public final class PreconditionFailedException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in Lambda's words where it has some
     */
    public PreconditionFailedException(String message) {
        super("PreconditionFailedException", 412, message, null);
    }
}
