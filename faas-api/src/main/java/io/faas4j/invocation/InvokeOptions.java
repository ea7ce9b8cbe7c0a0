package io.faas4j.invocation;

import io.faas4j.error.ValidationException;
import io.faas4j.function.ClientContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may ask for beyond the event: each method answers the same options with one thing changed. Immutable.
 *
 * <pre>{@code
 * FunctionHandle<Order, Price> patient = faas.function("price:live", Order.class, Price.class)
 *         .with(InvokeOptions.NONE.maxWait(Duration.ofMillis(50)));
 * }</pre>
 */
public final class InvokeOptions {

    /** Nothing asked for: no client context, no tenant, no wait, no log tail. */
    public static final InvokeOptions NONE = new InvokeOptions(null, null, Duration.ZERO, false, false);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private final @Nullable ClientContext clientContext;
    private final @Nullable String tenantId;
    private final Duration maxWait;
    private final boolean logTail;
    private final boolean cpuTime;

    private InvokeOptions(
            @Nullable ClientContext clientContext,
            @Nullable String tenantId,
            Duration maxWait,
            boolean logTail,
            boolean cpuTime) {
        this.clientContext = clientContext;
        this.tenantId = tenantId;
        this.maxWait = maxWait;
        this.logTail = logTail;
        this.cpuTime = cpuTime;
    }

    /**
     * Delivers a client context to the handler (rule SYNC-9).
     *
     * @param value at most 3,583 bytes as base64 JSON, checked by {@link FunctionHandle#with}
     */
    public InvokeOptions clientContext(ClientContext value) {
        Objects.requireNonNull(value, "clientContext");
        return new InvokeOptions(value, tenantId, maxWait, logTail, cpuTime);
    }

    /**
     * Names the tenant, for functions with tenant isolation (rule TEN-1).
     *
     * @param value 1 to 256 of {@code [a-zA-Z0-9._:/=+\-@ ]}
     * @throws ValidationException if it is not
     */
    public InvokeOptions tenantId(String value) {
        return new InvokeOptions(clientContext, TenantIds.require(value), maxWait, logTail, cpuTime);
    }

    /**
     * Waits for concurrency instead of being throttled at once: first come, first served. The wait ends with the caller's
     * own deadline at the latest where the caller is a handler. {@link FunctionHandle#submit} waits on the calling thread
     * too. Only for concurrency is waited: a request or scaling rate that is used up throttles at once, and so does a function
     * with a context concurrency of more than 1 when all that its {@linkplain
     * io.faas4j.function.FunctionConfiguration.Builder#maxContexts bounded contexts} may serve is running.
     *
     * @param value 0 to 15 minutes; 0, the default, for no wait
     * @throws ValidationException if it is out of that range
     */
    public InvokeOptions maxWait(Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST_WAIT) > 0) {
            throw ValidationException.of("maxWait", value, "Member must have value between 0 and " + LONGEST_WAIT);
        }
        return new InvokeOptions(clientContext, tenantId, value, logTail, cpuTime);
    }

    /** Asks for the last 4 KB of the invocation's log, as Lambda's {@code LogType=Tail} does (rule SYNC-8). */
    public InvokeOptions logTail() {
        return new InvokeOptions(clientContext, tenantId, maxWait, true, cpuTime);
    }

    /** Asks for the processor time the invocation took, where the JVM measures it; costs a system call or two. */
    public InvokeOptions cpuTime() {
        return new InvokeOptions(clientContext, tenantId, maxWait, logTail, true);
    }

    /** The client context, if there is one. */
    public Optional<ClientContext> clientContext() {
        return Optional.ofNullable(clientContext);
    }

    /** The tenant, if one is named. */
    public Optional<String> tenantId() {
        return Optional.ofNullable(tenantId);
    }

    /** The longest wait for concurrency; 0 for none. */
    public Duration maxWait() {
        return maxWait;
    }

    /** Whether the log tail is asked for. */
    public boolean isLogTailAsked() {
        return logTail;
    }

    /** Whether the processor time is asked for. */
    public boolean isCpuTimeAsked() {
        return cpuTime;
    }

    /** Whether the other asks for the same; client contexts are compared by their own {@code equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InvokeOptions that
                && Objects.equals(clientContext, that.clientContext)
                && Objects.equals(tenantId, that.tenantId)
                && maxWait.equals(that.maxWait)
                && logTail == that.logTail
                && cpuTime == that.cpuTime;
    }

    @Override
    public int hashCode() {
        return Objects.hash(clientContext, tenantId, maxWait, logTail, cpuTime);
    }

    @Override
    public String toString() {
        return "InvokeOptions[clientContext=%s, tenantId=%s, maxWait=%s, logTail=%s, cpuTime=%s]"
                .formatted(clientContext, tenantId, maxWait, logTail, cpuTime);
    }
}
