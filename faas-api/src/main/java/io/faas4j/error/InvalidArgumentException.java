package io.faas4j.error;

/** A parameter of a call to a stream has the right form and yet a value that cannot be. */
public final class InvalidArgumentException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in AWS's words where it has some
     */
    public InvalidArgumentException(String message) {
        super("InvalidArgumentException", 400, message, null);
    }
}
