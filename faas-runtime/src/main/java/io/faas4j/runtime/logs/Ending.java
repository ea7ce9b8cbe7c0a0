package io.faas4j.runtime.logs;

import io.faas4j.invocation.FunctionError;
import java.io.IOError;
import org.jspecify.annotations.Nullable;

/**
 * How a phase ended, as log lines say it (rules LOG-3, LOG-8).
 *
 * @param status in one word
 * @param errorType what went wrong; null if nothing did, and at a timeout
 */
public record Ending(Status status, @Nullable String errorType) {

    /** Without a failure. */
    public static final Ending SUCCESS = new Ending(Status.SUCCESS, null);

    /** At the deadline. */
    public static final Ending TIMEOUT = new Ending(Status.TIMEOUT, null);

    /** The statuses of Lambda's telemetry. */
    public enum Status {
        /** The handler returned. */
        SUCCESS("success", "success"),
        /** The handler, or its making, threw. */
        ERROR("error", "error"),
        /** The execution context came to its end: an exit, or an error that resets it (rule CTX-7). */
        FAILURE("failure", "error"),
        /** The deadline came first. */
        TIMEOUT("timeout", "timeout");

        private final String json;
        private final String text;

        Status(String json, String text) {
            this.json = json;
            this.text = text;
        }

        String json() {
            return json;
        }

        String text() {
            return text;
        }
    }

    /**
     * How an invocation ended.
     *
     * @param error its function error; null if there was none
     */
    public static Ending of(@Nullable FunctionError error) {
        if (error == null) {
            return SUCCESS;
        }
        if (error.isTimeout()) {
            return TIMEOUT;
        }
        Throwable cause = error.cause().orElse(null);
        boolean isEnd = error.errorType().equals(FunctionError.EXIT)
                || cause instanceof VirtualMachineError
                || cause instanceof IOError;
        return new Ending(isEnd ? Status.FAILURE : Status.ERROR, error.errorType());
    }

    /**
     * How an init phase ended, within its limit.
     *
     * @param failure what the making of the handler threw; null if nothing
     */
    public static Ending ofInit(@Nullable Throwable failure) {
        return failure == null
                ? SUCCESS
                : new Ending(Status.ERROR, failure.getClass().getName());
    }

    /** Whether it ended well. */
    public boolean isSuccess() {
        return status == Status.SUCCESS;
    }
}
