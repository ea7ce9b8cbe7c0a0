package io.faas4j.error;

import org.jspecify.annotations.Nullable;

/** The runtime itself cannot serve the call: it is closed, or one of its own parts failed. */
public final class ServiceException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong
     * @param cause the failure behind it, if there is one
     */
    public ServiceException(String message, @Nullable Throwable cause) {
        super("ServiceException", 500, message, cause);
    }
}
