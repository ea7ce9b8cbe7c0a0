package io.faas4j.error;

/** A function has as many aliases as the runtime allows (rule ALIAS-13). */
public final class AliasLimitExceededException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in Lambda's words where it has some
     */
    public AliasLimitExceededException(String message) {
        super("AliasLimitExceededException", 400, message, null);
    }
}
