package io.faas4j.invocation;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer as Lambda's Invoke API gives it: JSON bytes out (section SYNC). Immutable; the bytes are not copied.
 */
public final class InvocationResponse {

    private final int statusCode;
    private final UUID requestId;
    private final byte[] payload;
    private final @Nullable FunctionError functionError;
    private final @Nullable String executedVersion;
    private final @Nullable InvocationReport report;

    private InvocationResponse(
            int statusCode,
            UUID requestId,
            byte[] payload,
            @Nullable FunctionError functionError,
            @Nullable String executedVersion,
            @Nullable InvocationReport report) {
        this.statusCode = statusCode;
        this.requestId = requestId;
        this.payload = payload;
        this.functionError = functionError;
        this.executedVersion = executedVersion;
        this.report = report;
    }

    /**
     * The answer of a function that ran.
     *
     * @param outcome its outcome, the result as bytes
     * @param payload what goes out: the result, or the error as JSON
     */
    public static InvocationResponse of(InvocationResult<?> outcome, byte[] payload) {
        return new InvocationResponse(
                200,
                outcome.requestId(),
                payload,
                outcome.error().orElse(null),
                outcome.executedVersion(),
                outcome.report());
    }

    /**
     * The answer to a dry run: status 204 and nothing else.
     *
     * @param requestId the request's id
     */
    public static InvocationResponse dryRun(UUID requestId) {
        return new InvocationResponse(204, requestId, new byte[0], null, null, null);
    }

    /**
     * The answer to an event that was taken over: status 202 and an empty payload (rule ASYNC-1).
     *
     * @param requestId the event's id
     */
    public static InvocationResponse accepted(UUID requestId) {
        return new InvocationResponse(202, requestId, new byte[0], null, null, null);
    }

    /** 200, 202 for an event, 204 for a dry run. */
    public int statusCode() {
        return statusCode;
    }

    /** The request's id. */
    public UUID requestId() {
        return requestId;
    }

    /** The result or the error as JSON; empty for an event and a dry run. */
    public byte[] payload() {
        return payload;
    }

    /** {@link #payload()} as text. */
    public String payloadAsText() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** {@code Unhandled} if the function failed: the only sign of it (rule SYNC-2). */
    public Optional<String> functionError() {
        return Optional.ofNullable(functionError).map(FunctionError::functionError);
    }

    /** How the function failed, with what its handler threw. */
    public Optional<FunctionError> error() {
        return Optional.ofNullable(functionError);
    }

    /** {@code $LATEST} or the number that ran; absent for an event and a dry run (rule SYNC-7). */
    public Optional<String> executedVersion() {
        return Optional.ofNullable(executedVersion);
    }

    /** What it took; absent for an event and a dry run. */
    public Optional<InvocationReport> report() {
        return Optional.ofNullable(report);
    }

    /** The last 4 KB of the invocation's log in base64, if the request asked for {@link LogType#TAIL} (rule SYNC-8). */
    public Optional<String> logResult() {
        return report().flatMap(InvocationReport::logTailAsBase64);
    }
}
