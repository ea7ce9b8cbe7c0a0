package io.faas4j.error;

/**
 * The caller was interrupted while its invocation waited for concurrency; the thread's interrupt status is set again. No
 * handler ran, nothing was taken. Lambda has no such error: its callers do not wait.
 */
public final class InvocationInterruptedException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what was waited for
     * @param cause the interrupt
     */
    public InvocationInterruptedException(String message, InterruptedException cause) {
        super("InvocationInterruptedException", 499, message, cause);
    }
}
