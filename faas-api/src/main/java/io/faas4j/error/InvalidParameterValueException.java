package io.faas4j.error;

/** A parameter has the right form and yet a value that cannot be (rule ERR-0). */
public final class InvalidParameterValueException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in Lambda's words where it has some
     */
    public InvalidParameterValueException(String message) {
        super("InvalidParameterValueException", 400, message, null);
    }
}
