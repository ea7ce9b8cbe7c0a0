package io.faas4j.function;

import java.time.Instant;
import java.util.Optional;

/**
 * The provisioned concurrency of a version or an alias, as it is at one moment (rules CONC-6 to CONC-15). Immutable.
 *
 * @param function the function with the version or alias as its qualifier
 * @param requested how many execution contexts shall be kept initialised, 1 or more
 * @param allocated how many have their place, those that are being initialised again included; 0 before the first time that all
 *     were initialised, and after a failure
 * @param available how many of these are initialised, and serve invocations or wait for one
 * @param status how far it is
 * @param statusReason why it failed, {@code FUNCTION_ERROR_INIT_FAILURE}; empty unless it did
 * @param lastModified when it was last put, or its alias moved, to the millisecond
 */
public record ProvisionedConcurrency(
        FunctionRef function,
        int requested,
        int allocated,
        int available,
        Status status,
        Optional<String> statusReason,
        Instant lastModified) {

    /** How far an allocation is (rule CONC-7). */
    public enum Status {
        /** Contexts are being initialised, or wait for running invocations to leave them a place. */
        IN_PROGRESS,
        /** As many as were requested are there. */
        READY,
        /** A context could not be initialised in six tries; invocations run on demand (rule CONC-9). */
        FAILED
    }
}
