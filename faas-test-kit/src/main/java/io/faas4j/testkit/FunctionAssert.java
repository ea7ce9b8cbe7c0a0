package io.faas4j.testkit;

import io.faas4j.runtime.snapshot.FunctionSnapshot;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what a function does at one moment, and has done, in all its versions. */
public final class FunctionAssert extends AbstractAssert<FunctionAssert, FunctionSnapshot> {

    FunctionAssert(@Nullable FunctionSnapshot actual) {
        super(actual, FunctionAssert.class);
    }

    /**
     * How many invocations run now, those included that wait at a {@link Gate}.
     *
     * @param expected 0 or more
     */
    public FunctionAssert isRunning(int expected) {
        isNotNull();
        return has(actual.contexts().running(), expected, "running invocations");
    }

    /**
     * How many invocations were throttled so far, retries of one event each for itself.
     *
     * @param expected 0 or more
     */
    public FunctionAssert isThrottled(int expected) {
        isNotNull();
        return has(actual.throttles(), expected, "throttled invocations");
    }

    /**
     * How many events were accepted and have not ended: they wait, run, or what became of them is being delivered.
     *
     * @param expected 0 or more
     */
    public FunctionAssert hasOpenEvents(int expected) {
        isNotNull();
        return has(actual.events().open(), expected, "open events");
    }

    /**
     * How many invocations have ended with a result or a function error.
     *
     * @param expected 0 or more
     */
    public FunctionAssert hasInvocations(int expected) {
        isNotNull();
        return has(actual.counts().invocations(), expected, "invocations that have ended");
    }

    /**
     * How many invocations ended in a function error, timeouts included.
     *
     * @param expected 0 or more
     */
    public FunctionAssert hasErrors(int expected) {
        isNotNull();
        return has(actual.counts().errors(), expected, "function errors");
    }

    /**
     * How many execution contexts there are, whatever they do.
     *
     * @param expected 0 or more
     */
    public FunctionAssert hasContexts(int expected) {
        isNotNull();
        return has(actual.contexts().all(), expected, "execution contexts");
    }

    /**
     * How many execution contexts wait for an invocation.
     *
     * @param expected 0 or more
     */
    public FunctionAssert hasIdleContexts(int expected) {
        isNotNull();
        return has(actual.contexts().idle(), expected, "idle execution contexts");
    }

    /**
     * How many invocations had to have a handler made first.
     *
     * @param expected 0 or more
     */
    public FunctionAssert hasColdStarts(int expected) {
        isNotNull();
        return has(actual.counts().coldStarts(), expected, "cold starts");
    }

    private FunctionAssert has(long found, int expected, String what) {
        if (found != expected) {
            failWithActualExpectedAndMessage(
                    found,
                    expected,
                    "Expected function '%s' to have %d %s, but there were %d: %s",
                    actual.name(),
                    expected,
                    what,
                    found,
                    text());
        }
        return this;
    }

    private String text() {
        return "%d run, %d wait for an invocation, %d were throttled, %d have ended, %d of them in a function error, %d events are open"
                .formatted(
                        actual.contexts().running(),
                        actual.contexts().idle(),
                        actual.throttles(),
                        actual.counts().invocations(),
                        actual.counts().errors(),
                        actual.events().open());
    }
}
