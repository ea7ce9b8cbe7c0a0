package io.faas4j.runtime.concurrency;

/** Where the place of an invocation was taken from, and is given back to. */
public enum Permit {
    /** The function's reservation. */
    RESERVED,
    /** The unreserved pool. */
    UNRESERVED,
    /** What was claimed for provisioned contexts, see {@link ProvisionedClaim}. */
    PROVISIONED
}
