package io.faas4j.destination;

import java.util.Objects;

/** What an attempt answered, for an invocation record. Immutable; the bytes are not copied. */
public final class FunctionResponse {

    private final String executedVersion;
    private final boolean isError;
    private final byte[] payload;

    private FunctionResponse(String executedVersion, boolean isError, byte[] payload) {
        this.executedVersion = Objects.requireNonNull(executedVersion, "executedVersion");
        this.isError = isError;
        this.payload = Objects.requireNonNull(payload, "payload");
    }

    /**
     * The result of an attempt that succeeded.
     *
     * @param executedVersion {@code $LATEST} or the number that ran
     * @param json the result; no bytes mean null
     */
    public static FunctionResponse result(String executedVersion, byte[] json) {
        return new FunctionResponse(executedVersion, false, json);
    }

    /**
     * The error of an attempt that failed.
     *
     * @param executedVersion {@code $LATEST} or the number that ran
     * @param json the error as a synchronous caller would receive it
     */
    public static FunctionResponse error(String executedVersion, byte[] json) {
        return new FunctionResponse(executedVersion, true, json);
    }

    /** {@code $LATEST} or the number that ran. */
    public String executedVersion() {
        return executedVersion;
    }

    /** Whether the attempt failed. */
    public boolean isError() {
        return isError;
    }

    /** The result or the error as JSON. */
    public byte[] payload() {
        return payload;
    }
}
