package io.faas4j.error;

/** The version or alias exists, and has no provisioned concurrency of its own (rule CONC-11). */
public final class ProvisionedConcurrencyConfigNotFoundException extends FaasException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message is Lambda's. */
    public ProvisionedConcurrencyConfigNotFoundException() {
        super(
                "ProvisionedConcurrencyConfigNotFoundException",
                404,
                "No Provisioned Concurrency Config found for this function",
                null);
    }
}
