package io.faas4j.runtime.context;

import io.faas4j.error.ValidationException;
import io.faas4j.function.ClientContext;
import io.faas4j.function.Context;
import io.faas4j.function.ContextLogger;
import io.faas4j.function.FunctionRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one handler call receives; all that can be derived is derived when asked for. */
public final class InvocationContext implements Context {

    private static final int NO_EXIT = -1;

    private final ExecutionContext context;
    private final FunctionRef invoked;
    private final @Nullable ClientContext clientContext;
    private final long idHigh;
    private final long idLow;
    private final long deadline;
    private int exitStatus = NO_EXIT;

    /**
     * The context of one invocation.
     *
     * @param context where it runs, owned by the caller
     * @param invoked the function as it was addressed
     * @param clientContext what the client said, or null
     * @param deadlineNanos when it times out
     */
    public InvocationContext(
            ExecutionContext context, FunctionRef invoked, @Nullable ClientContext clientContext, long deadlineNanos) {
        this.context = context;
        this.invoked = invoked;
        this.clientContext = clientContext;
        this.idLow = context.nextIdLow();
        this.idHigh = context.idHigh(idLow);
        this.deadline = deadlineNanos;
    }

    /** The same invocation with another deadline, known only after its init phase. */
    public InvocationContext withDeadline(long deadlineNanos) {
        return new InvocationContext(this, deadlineNanos);
    }

    private InvocationContext(InvocationContext same, long deadlineNanos) {
        this.context = same.context;
        this.invoked = same.invoked;
        this.clientContext = same.clientContext;
        this.idHigh = same.idHigh;
        this.idLow = same.idLow;
        this.deadline = deadlineNanos;
    }

    private Revision revision() {
        return context.pool().revision();
    }

    @Override
    public UUID requestId() {
        return RequestIds.toUuid(idHigh, idLow);
    }

    @Override
    public String functionName() {
        return revision().functionName();
    }

    @Override
    public String functionVersion() {
        return revision().version();
    }

    @Override
    public FunctionRef invokedFunction() {
        return invoked;
    }

    @Override
    public String invokedFunctionArn() {
        return invoked.arn(context.pool().settings().scope());
    }

    @Override
    public Instant deadline() {
        return context.pool().settings().time().now().plus(remainingTime());
    }

    @Override
    public Duration remainingTime() {
        return Duration.ofNanos(deadline - context.pool().settings().time().nanoTime());
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Optional<ClientContext> clientContext() {
        return Optional.ofNullable(clientContext);
    }

    @Override
    public Map<String, String> environment() {
        return Variables.of(context);
    }

    @Override
    public Path temporaryDirectory() {
        return context.temporaryDirectory();
    }

    @Override
    public int memoryLimitInMb() {
        return revision().configuration().memoryInMb();
    }

    @Override
    public String logGroupName() {
        return LogNames.group(functionName());
    }

    @Override
    public String logStreamName() {
        return LogNames.stream(context);
    }

    @Override
    public ContextLogger logger() {
        return revision().log()::info;
    }

    @Override
    public RuntimeException exit(int status) {
        if (status < 0 || status > 255) {
            throw ValidationException.of("status", status, "Member must have value between 0 and 255");
        }
        exitStatus = status;
        return new ExitException(status);
    }

    /** Whether the handler asked for the end of its execution context. */
    public boolean isExit() {
        return exitStatus != NO_EXIT;
    }

    /** The status the handler exits with. */
    public int exitStatus() {
        return exitStatus;
    }

    private static final class ExitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ExitException(int status) {
            super("exit status " + status, null, false, false);
        }
    }
}
