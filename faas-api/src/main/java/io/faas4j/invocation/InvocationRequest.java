package io.faas4j.invocation;

import io.faas4j.error.ValidationException;
import io.faas4j.function.FunctionRef;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One invocation as Lambda's Invoke API takes it: JSON bytes in. Immutable; the bytes are not copied and must not change
 * until the invocation ended.
 */
public final class InvocationRequest {

    private static final int MAX_CLIENT_CONTEXT = 3583;

    private final FunctionRef function;
    private final InvocationType invocationType;
    private final byte[] payload;
    private final @Nullable String clientContext;
    private final @Nullable String tenantId;
    private final LogType logType;

    private InvocationRequest(
            FunctionRef function,
            InvocationType invocationType,
            byte[] payload,
            @Nullable String clientContext,
            @Nullable String tenantId,
            LogType logType) {
        this.function = function;
        this.invocationType = invocationType;
        this.payload = payload;
        this.clientContext = clientContext;
        this.tenantId = tenantId;
        this.logType = logType;
    }

    /**
     * A request and response.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param payload JSON in UTF-8; empty for none
     */
    public static InvocationRequest of(String function, byte[] payload) {
        return of(FunctionRef.parse(function), payload);
    }

    /**
     * A request and response.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param payload JSON; empty for none
     */
    public static InvocationRequest of(String function, String payload) {
        return of(FunctionRef.parse(function), payload.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A request and response.
     *
     * @param function the function
     * @param payload JSON in UTF-8; empty for none
     */
    public static InvocationRequest of(FunctionRef function, byte[] payload) {
        return new InvocationRequest(
                Objects.requireNonNull(function, "function"),
                InvocationType.REQUEST_RESPONSE,
                Objects.requireNonNull(payload, "payload"),
                null,
                null,
                LogType.NONE);
    }

    /**
     * The same with another type.
     *
     * @param type {@link InvocationType#REQUEST_RESPONSE} if never set
     */
    public InvocationRequest as(InvocationType type) {
        return new InvocationRequest(function, type, payload, clientContext, tenantId, logType);
    }

    /**
     * The same with a client context.
     *
     * @param base64 a JSON object in base64, at most 3,583 bytes (rule SYNC-9)
     * @throws ValidationException if it is longer
     */
    public InvocationRequest clientContext(String base64) {
        if (base64.length() > MAX_CLIENT_CONTEXT) {
            throw ValidationException.of(
                    "clientContext", base64, "Member must have length less than or equal to " + MAX_CLIENT_CONTEXT);
        }
        return new InvocationRequest(function, invocationType, payload, base64, tenantId, logType);
    }

    /**
     * The same for a tenant, for functions with tenant isolation (rule TEN-1).
     *
     * @param value 1 to 256 of {@code [a-zA-Z0-9._:/=+\-@ ]}
     * @throws ValidationException if it is not
     */
    public InvocationRequest tenantId(String value) {
        return new InvocationRequest(
                function, invocationType, payload, clientContext, TenantIds.require(value), logType);
    }

    /**
     * The same with or without the end of the log in the answer (rule SYNC-8).
     *
     * @param type {@link LogType#NONE} if never set
     */
    public InvocationRequest logType(LogType type) {
        return new InvocationRequest(
                function, invocationType, payload, clientContext, tenantId, Objects.requireNonNull(type, "logType"));
    }

    /** The function. */
    public FunctionRef function() {
        return function;
    }

    /** What the caller wants. */
    public InvocationType invocationType() {
        return invocationType;
    }

    /** The payload's bytes, not a copy. */
    public byte[] payload() {
        return payload;
    }

    /** The tenant, if one is named. */
    public Optional<String> tenantId() {
        return Optional.ofNullable(tenantId);
    }

    /** The client context in base64, if there is one. */
    public Optional<String> clientContext() {
        return Optional.ofNullable(clientContext);
    }

    /** Whether the answer brings the end of the log. */
    public LogType logType() {
        return logType;
    }
}
