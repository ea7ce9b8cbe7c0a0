package io.faas4j.error;

import org.jspecify.annotations.Nullable;

/** The request payload is not JSON in UTF-8 (rule SYNC-4). */
public final class InvalidRequestContentException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what the parser says, behind Lambda's beginning
     * @param cause the parser's own error
     */
    public InvalidRequestContentException(String message, @Nullable Throwable cause) {
        super("InvalidRequestContentException", 400, message, cause);
    }
}
