package io.faas4j.error;

import org.jspecify.annotations.Nullable;

/** The ARN names an account that is not this runtime's; Lambda answers it without a message (rule ID-8). */
public final class AccessDeniedException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message usually null, as on Lambda
     */
    public AccessDeniedException(@Nullable String message) {
        super("AccessDeniedException", 403, message, null);
    }
}
