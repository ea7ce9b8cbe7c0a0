package io.faas4j.runtime.context;

import io.faas4j.function.ClientContext;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.tally.Traffic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same for all invocations of one caller; or for one attempt at an asynchronous event.
 *
 * @param invoked the function as it was addressed
 * @param options what the caller asked for beyond the event
 * @param traffic where its invocations are counted
 * @param attempt of which event; null for synchronous invocations
 */
public record Caller(
        FunctionRef invoked,
        InvokeOptions options,
        Traffic traffic,
        @Nullable EventAttempt attempt) {

    /** One who invokes synchronously. */
    public Caller(FunctionRef invoked, InvokeOptions options, Traffic traffic) {
        this(invoked, options, traffic, null);
    }

    /** Whether its invocations wait for concurrency. */
    public boolean isPatient() {
        return !options.maxWait().isZero();
    }

    /** The tenant it invokes for, if it names one. */
    public Optional<String> tenantId() {
        return options.tenantId();
    }

    Optional<ClientContext> clientContext() {
        return options.clientContext();
    }
}
