package io.faas4j.runtime.dispatch;

import io.faas4j.error.FaasException;
import io.faas4j.invocation.FunctionError;

/** How one attempt at an asynchronous event ended. */
public sealed interface AttemptOutcome {

    /** The handler returned, and nobody wanted its result. */
    enum Unseen implements AttemptOutcome {
        /** The one. */
        UNSEEN
    }

    /** The handler returned, and its result is wanted. */
    final class Returned implements AttemptOutcome {

        private final byte[] result;
        private final String version;
        private final long startNanos;
        private final long durationNanos;

        Returned(byte[] result, String version, long startNanos, long durationNanos) {
            this.result = result;
            this.version = version;
            this.startNanos = startNanos;
            this.durationNanos = durationNanos;
        }

        /** The result as JSON, not a copy. */
        public byte[] result() {
            return result;
        }

        /** What ran. */
        public String version() {
            return version;
        }

        /** When it began, by the runtime's time. */
        public long startNanos() {
            return startNanos;
        }

        /** How long it took. */
        public long durationNanos() {
            return durationNanos;
        }
    }

    /**
     * The function failed: its handler threw, timed out, exited, or answered what cannot be written.
     *
     * @param error how
     * @param version what ran
     * @param startNanos when it began, by the runtime's time
     * @param durationNanos how long it took
     */
    record Failure(FunctionError error, String version, long startNanos, long durationNanos)
            implements AttemptOutcome {}

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
