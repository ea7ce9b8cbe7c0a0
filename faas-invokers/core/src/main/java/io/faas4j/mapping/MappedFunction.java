package io.faas4j.mapping;

import io.faas4j.error.FaasException;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.dispatch.EventRoute;
import io.faas4j.runtime.dispatch.LentThread;
import io.faas4j.runtime.payload.EventForms;
import io.faas4j.runtime.time.RandomSource;
import java.time.Duration;

/** The function that a mapping invokes, with the qualifier that it was given (rule ESM-11). Safe for use by many threads. */
final class MappedFunction {

    private final FunctionRuntime runtime;
    private final FunctionRef ref;
    private final EventRoute route;
    private final RandomSource random;

    MappedFunction(FunctionRuntime runtime, FunctionRef ref) {
        this.runtime = runtime;
        this.ref = ref;
        this.route = runtime.invoker().events(ref);
        this.random = runtime.random();
    }

    FunctionRef ref() {
        return ref;
    }

    String arn() {
        return ref.arn(runtime.scope());
    }

    /** How long an invocation may take, now. */
    Duration timeout() {
        return runtime.functions().get(ref.toString()).configuration().timeout();
    }

    /** Whether the reference leads to a function. */
    boolean exists() {
        try {
            runtime.functions().route(ref);
            return true;
        } catch (FaasException missing) {
            return false;
        }
    }

    MappedAttempt nextAttempt() {
        return nextAttempt(CallChain.NONE);
    }

    MappedAttempt nextAttempt(CallChain chain) {
        return MappedAttempt.next(random, chain);
    }

    /** Whether a record with such a chain goes in a circle, and is not to reach it (rule REC-2). */
    boolean stopsLoop(CallChain chain) {
        return route.stopsLoop(chain);
    }

    /**
     * Invokes on the current thread, which belongs to the handler until it returns; its deadline is a hard one all the same.
     *
     * @param wantsResult whether what it answers is looked at
     * @param thread the current one; its listener is told instead, on another thread, if the deadline comes first
     */
    AttemptOutcome invoke(MappedAttempt attempt, EventForms event, boolean wantsResult, LentThread thread) {
        return route.attempt(attempt, null, event, null, null, wantsResult, thread, 0);
    }
}
