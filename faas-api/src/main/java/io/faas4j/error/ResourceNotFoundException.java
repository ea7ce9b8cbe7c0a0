package io.faas4j.error;

/** No such function, version or alias (rule ID-7). */
public final class ResourceNotFoundException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in Lambda's words where it has some
     */
    public ResourceNotFoundException(String message) {
        super("ResourceNotFoundException", 404, message, null);
    }
}
