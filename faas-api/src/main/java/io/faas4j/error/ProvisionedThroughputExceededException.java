package io.faas4j.error;

/** A shard was written to or read from faster than its limits allow (rules STREAM-9, STREAM-22). Nothing was done. */
public final class ProvisionedThroughputExceededException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in AWS's words where it has some
     */
    public ProvisionedThroughputExceededException(String message) {
        super("ProvisionedThroughputExceededException", 400, message, null);
    }
}
