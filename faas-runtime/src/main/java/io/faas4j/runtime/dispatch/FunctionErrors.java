package io.faas4j.runtime.dispatch;

import io.faas4j.invocation.FunctionError;
import io.faas4j.runtime.context.HandlerFault;
import io.faas4j.runtime.context.InitFault;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.payload.PayloadFault;
import java.io.IOError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong in a function into Lambda's function errors (section ERR). */
final class FunctionErrors {

    private static final String RUNTIME_PACKAGE = "io.faas4j.runtime.";

    private static final @Nullable StackTraceElement[] NO_FRAMES = {};

    private FunctionErrors() {}

    /** What a handler, or its making, threw (rules ERR-1, ERR-2, ERR-6). */
    static FunctionError of(Throwable thrown) {
        if (thrown instanceof PayloadFault fault) {
            return new FunctionError(fault.errorType(), message(fault), null, fault.getCause());
        }
        if (thrown instanceof HandlerFault fault) {
            return new FunctionError(fault.errorType(), message(fault), null, null);
        }
        if (thrown instanceof InitFault fault && fault.getCause() != null) {
            Throwable cause = fault.getCause();
            return new FunctionError(cause.getClass().getName(), message(fault), frames(cause), cause);
        }
        return new FunctionError(thrown.getClass().getName(), message(thrown), frames(thrown), thrown);
    }

    /** The deadline passed (rule ERR-5). */
    static FunctionError timedOut(UUID requestId, long timeoutNanos) {
        return new FunctionError(
                FunctionError.TIMED_OUT,
                String.format(
                        Locale.ROOT,
                        "RequestId: %s Error: Task timed out after %.2f seconds",
                        requestId,
                        timeoutNanos / 1e9),
                null,
                null);
    }

    /** The handler asked for the end of its execution context (rule ERR-7). */
    static FunctionError exited(InvocationContext invocation) {
        String how = invocation.exitStatus() == 0
                ? "Runtime exited without providing a reason"
                : "Runtime exited with error: exit status " + invocation.exitStatus();
        return new FunctionError(
                FunctionError.EXIT, "RequestId: %s Error: %s".formatted(invocation.requestId(), how), null, null);
    }

    /** Whether the context is reset after it (rule CTX-7). */
    static boolean isFatal(Throwable thrown) {
        return thrown instanceof VirtualMachineError || thrown instanceof IOError;
    }

    /** The localized message, or the class name where there is none (rule ERR-1). */
    private static String message(Throwable thrown) {
        String name = thrown.getClass().getName();
        try {
            @Nullable String message = thrown.getLocalizedMessage();
            return message == null ? name : message;
        } catch (RuntimeException | Error fromUserCode) {
            return name;
        }
    }

    /** The handler's own frames: those below are the runtime's and the caller's. */
    private static List<String> frames(Throwable thrown) {
        List<String> frames = new ArrayList<>();
        for (@Nullable StackTraceElement frame : trace(thrown)) {
            if (frame == null) {
                continue;
            }
            boolean isRuntime = frame.getClassName().startsWith(RUNTIME_PACKAGE);
            if (isRuntime && !frames.isEmpty()) {
                break;
            }
            // Frames of the runtime on top: the handler called it, and it threw.
            if (!isRuntime) {
                frames.add(frame.toString());
            }
        }
        return frames;
    }

    /** May have null elements, if user code says so. */
    private static @Nullable StackTraceElement[] trace(Throwable thrown) {
        try {
            @Nullable StackTraceElement @Nullable [] trace = thrown.getStackTrace();
            return trace == null ? NO_FRAMES : trace;
        } catch (RuntimeException | Error fromUserCode) {
            return NO_FRAMES;
        }
    }
}
