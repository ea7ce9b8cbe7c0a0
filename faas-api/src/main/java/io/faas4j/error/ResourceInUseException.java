package io.faas4j.error;

/** A resource of that name exists already, or is not in a state for the call (rule STREAM-12). */
public final class ResourceInUseException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in AWS's words where it has some
     */
    public ResourceInUseException(String message) {
        super("ResourceInUseException", 400, message, null);
    }
}
