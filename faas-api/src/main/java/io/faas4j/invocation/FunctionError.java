package io.faas4j.invocation;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a function failed: what its handler threw, or what the runtime says of it, such as a timeout (section ERR).
 *
 * <p>On the wire it is {@code {"errorMessage":…,"errorType":…,"stackTrace":[…]}}; the cause stays in process. Immutable.
 */
public final class FunctionError {

    /** The error type of an invocation that ran into its deadline (rule ERR-5). */
    public static final String TIMED_OUT = "Sandbox.Timedout";

    /** The error type of a handler that called {@code Context.exit} (rule ERR-7). */
    public static final String EXIT = "Runtime.ExitError";

    /** The error type of a result over the size limit (rule SYNC-6). */
    public static final String RESPONSE_TOO_LARGE = "Function.ResponseSizeTooLarge";

    /**
     * The error type of a batch of records whose handler reported one as failed, where that fails the whole: in a dead letter, and
     * when it is redriven. Lambda has no such type.
     */
    public static final String ITEMS_REPORTED = "Runtime.BatchItemFailures";

    private final String errorType;
    private final String errorMessage;
    private final @Nullable List<String> stackTrace;
    private final @Nullable Throwable cause;

    /**
     * Makes an error.
     *
     * @param errorType the class name of what was thrown, or one of the platform's types (rule ERR-8)
     * @param errorMessage its message
     * @param stackTrace the handler's frames, innermost first; null for a fault of the runtime's (rule ERR-2)
     * @param cause what the handler threw, if it threw
     */
    public FunctionError(
            String errorType, String errorMessage, @Nullable List<String> stackTrace, @Nullable Throwable cause) {
        this.errorType = errorType;
        this.errorMessage = errorMessage;
        this.stackTrace = stackTrace == null ? null : List.copyOf(stackTrace);
        this.cause = cause;
    }

    /** Lambda's value of {@code FunctionError}: always {@code Unhandled} (rule ERR-4). */
    public String functionError() {
        return "Unhandled";
    }

    /** The class name of what was thrown, or one of the platform's types, such as {@code Sandbox.Timedout}. */
    public String errorType() {
        return errorType;
    }

    /** What went wrong. */
    public String errorMessage() {
        return errorMessage;
    }

    /** The handler's frames, innermost first, the runtime's cut off; empty for a fault of the runtime's. */
    public Optional<List<String>> stackTrace() {
        return Optional.ofNullable(stackTrace);
    }

    /** What the handler threw, if it threw; never on the wire. */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /** Whether the invocation ran into its deadline. */
    public boolean isTimeout() {
        return errorType.equals(TIMED_OUT);
    }

    @Override
    public String toString() {
        return errorType + ": " + errorMessage;
    }
}
