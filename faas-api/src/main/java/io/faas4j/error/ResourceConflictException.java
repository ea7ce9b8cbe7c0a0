package io.faas4j.error;

/** The resource exists already, or is in use by another (rules FN-16, ALIAS-2, VER-11). */
public final class ResourceConflictException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in Lambda's words where it has some
     */
    public ResourceConflictException(String message) {
        super("ResourceConflictException", 409, message, null);
    }
}
