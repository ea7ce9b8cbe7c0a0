package io.faas4j.runtime.dispatch;

import io.faas4j.error.FaasException;
import io.faas4j.invocation.FunctionError;
import org.jspecify.annotations.Nullable;

/** How one attempt at an asynchronous event ended. */
public sealed interface AttemptOutcome {

    /**
     * The handler returned.
     *
     * @param version what ran; null if the result was not wanted
     * @param result its JSON, not a copy; null if it was not wanted
     */
    record Returned(@Nullable String version, byte @Nullable [] result) implements AttemptOutcome {
        static final Returned UNSEEN = new Returned(null, null);
    }

    /**
     * The function failed: its handler threw, timed out, exited, or answered what cannot be written.
     *
     * @param error how
     * @param version what ran
     */
    record Failure(FunctionError error, String version) implements AttemptOutcome {}

    /**
     * The handler did not run.
     *
     * @param cause why not
     */
    record Refused(FaasException cause) implements AttemptOutcome {}

    /** The deadline came before the handler's end, and whoever was to be told of that was told. */
    enum Late implements AttemptOutcome {
        /** The one. */
        LATE
    }
}
