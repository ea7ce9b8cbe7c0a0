package io.faas4j.runtime.dispatch;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.Revision;

/** Who names a tenant, and who does not (rule TEN-1). */
final class Tenants {

    private Tenants() {}

    /** For an invocation: a refusal counts. */
    static void check(Revision revision, Caller caller) {
        try {
            checkUncounted(revision, caller);
        } catch (InvalidParameterValueException refusal) {
            caller.traffic().refused();
            throw refusal;
        }
    }

    /** For a dry run, which counts nowhere. */
    static void checkUncounted(Revision revision, Caller caller) {
        boolean isIsolated = revision.configuration().tenantIsolation();
        if (isIsolated && caller.tenantId().isEmpty()) {
            throw new InvalidParameterValueException(
                    "The function '%s' has tenant isolation: every invocation must carry a tenant id."
                            .formatted(revision.functionName()));
        }
        if (!isIsolated && caller.tenantId().isPresent()) {
            throw new InvalidParameterValueException(
                    "The function '%s' has no tenant isolation: the tenant id '%s' must not be given."
                            .formatted(
                                    revision.functionName(), caller.tenantId().get()));
        }
    }
}
