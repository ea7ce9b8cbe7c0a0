package io.faas4j.runtime.context;

import io.faas4j.event.DestinationRef;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.logs.FunctionLog;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One revision of a function that can run: code and configuration of {@code $LATEST} at one time, or of a published
 * version, with the execution contexts that belong to it alone (rule CTX-12).
 */
public final class Revision {

    private static final Duration LEAST_LONG_INIT_LIMIT = Duration.ofSeconds(130);
    private static final Duration MOST_LONG_INIT_LIMIT = Duration.ofMinutes(15);

    private final FunctionDefinition<?, ?> definition;
    private final String version;
    private final ContextPool pool;
    private final long timeoutNanos;
    private final boolean runsOnWorker;
    private final boolean isFollowed;
    private final @Nullable DestinationRef deadLetterTarget;

    /** Racy on purpose: immutable, and made when first needed. */
    private @Nullable FunctionLog log;

    /**
     * A revision without contexts yet.
     *
     * @param definition name, types, code; its configuration counts, and is checked
     * @param version {@code $LATEST} or a number
     * @param concurrency the function's
     * @param contexts the runtime's contexts
     */
    public Revision(
            FunctionDefinition<?, ?> definition, String version, FunctionConcurrency concurrency, Contexts contexts) {
        this.definition = definition;
        this.version = version;
        this.timeoutNanos = definition.configuration().timeout().toNanos();
        this.runsOnWorker = definition.configuration().executionMode() == ExecutionMode.WORKER
                || definition.configuration().contextConcurrency() > 1;
        TelemetrySettings telemetry = contexts.settings().telemetry();
        this.isFollowed = telemetry.followsAll()
                || definition.configuration().logging().invocationLines().orElse(telemetry.invocationLogs());
        this.deadLetterTarget = definition
                .configuration()
                .deadLetterTarget()
                .map(DestinationRef::parse)
                .orElse(null);
        this.pool = new ContextPool(this, concurrency, contexts);
    }

    /** Name, types and code. */
    public FunctionDefinition<?, ?> definition() {
        return definition;
    }

    /** How it runs. */
    public FunctionConfiguration configuration() {
        return definition.configuration();
    }

    /** The function's name. */
    public String functionName() {
        return definition.name();
    }

    /** {@code $LATEST} or a number. */
    public String version() {
        return version;
    }

    /** The contexts; with tenant isolation they stand for all tenants' and cannot be borrowed from. */
    public ContextPool pool() {
        return pool;
    }

    /**
     * The contexts that serve one caller.
     *
     * @param caller names a tenant if, and only if, the function has tenant isolation
     */
    public ContextPool poolFor(Caller caller) {
        return caller.tenantId().map(pool::of).orElse(pool);
    }

    /** The timeout in nanoseconds. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /**
     * How long the init phase may take of a provisioned context, and of one that serves several invocations at once (rule
     * CTX-2).
     */
    Duration longInitLimit() {
        Duration timeout = Duration.ofNanos(timeoutNanos);
        Duration atLeast = timeout.compareTo(LEAST_LONG_INIT_LIMIT) > 0 ? timeout : LEAST_LONG_INIT_LIMIT;
        return atLeast.compareTo(MOST_LONG_INIT_LIMIT) < 0 ? atLeast : MOST_LONG_INIT_LIMIT;
    }

    /** Whether synchronous invocations run on their context's own thread. */
    public boolean runsOnWorker() {
        return runsOnWorker;
    }

    /** Whether START, END and REPORT go to the function's log (rule LOG-1). */
    public boolean writesInvocations() {
        boolean unlessSaid = pool.settings().telemetry().invocationLogs();
        return configuration().logging().invocationLines().orElse(unlessSaid);
    }

    /** Whether something is told of every invocation: to its function's log, the MDC, or whoever observes. */
    public boolean isFollowed() {
        return isFollowed;
    }

    /** Where its events go that asynchronous invocation gives up, as it was deployed or published (rule DLQ-5). */
    public @Nullable DestinationRef deadLetterTarget() {
        return deadLetterTarget;
    }

    Map<String, String> userVariables() {
        return configuration().environment();
    }

    /** Where its functions' lines go. */
    public FunctionLog log() {
        FunctionLog made = log;
        if (made == null) {
            ContextSettings settings = pool.settings();
            made = new FunctionLog(
                    functionName(), version, configuration().logging(), settings.scope(), settings.time());
            log = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return functionName() + ":" + version;
    }
}
