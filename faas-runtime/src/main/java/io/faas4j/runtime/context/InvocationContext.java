package io.faas4j.runtime.context;

import io.faas4j.error.ValidationException;
import io.faas4j.function.ClientContext;
import io.faas4j.function.Context;
import io.faas4j.function.ContextLogger;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.tally.Traffic;
import io.faas4j.runtime.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one handler call receives; all that can be derived is derived when asked for. */
public final class InvocationContext implements Context {

    private static final short NO_EXIT = -1;

    private final ExecutionContext context;
    private final Caller caller;
    private final @Nullable InvocationContext parent;
    private final long idHigh;
    private final long idLow;
    private final long deadline;

    /** Up to the highest value: more than any loop that is allowed, and than an event has attempts. */
    private final byte depth;

    /** Kept, since the event may be at its next one while a handler that was timed out still runs. */
    private final byte attempt;

    private short exitStatus = NO_EXIT;

    /** Where the handler's lines go, if somebody follows them. Written before the handler is called. */
    private @Nullable ContextLogger followedLog;

    /**
     * The context of one invocation.
     *
     * @param context where it runs, owned by who calls this
     * @param caller who invokes
     * @param parent the invocation whose handler invokes; null if no handler does
     * @param deadlineNanos when it times out
     */
    public InvocationContext(
            ExecutionContext context, Caller caller, @Nullable InvocationContext parent, long deadlineNanos) {
        this.context = context;
        this.caller = caller;
        this.parent = parent;
        this.deadline = deadlineNanos;
        EventAttempt event = caller.attempt();
        if (event == null) {
            this.attempt = 1;
            this.depth = parent == null ? 0 : parent.nextDepth();
            this.idLow = context.nextIdLow();
            this.idHigh = context.idHigh(idLow);
        } else {
            this.attempt = capped(event.attemptNumber());
            this.depth = capped(event.chain().length());
            this.idLow = event.idLow();
            this.idHigh = event.idHigh();
        }
    }

    private byte nextDepth() {
        return capped(depth + 1);
    }

    private static byte capped(int value) {
        return (byte) Math.min(value, Byte.MAX_VALUE);
    }

    /** The same invocation with another deadline, known only after its init phase. */
    public InvocationContext withDeadline(long deadlineNanos) {
        return new InvocationContext(this, deadlineNanos);
    }

    private InvocationContext(InvocationContext same, long deadlineNanos) {
        this.context = same.context;
        this.caller = same.caller;
        this.parent = same.parent;
        this.depth = same.depth;
        this.attempt = same.attempt;
        this.idHigh = same.idHigh;
        this.idLow = same.idLow;
        this.deadline = deadlineNanos;
        this.followedLog = same.followedLog;
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
        return caller.invoked();
    }

    @Override
    public String invokedFunctionArn() {
        return caller.invoked().arn(context.pool().settings().scope());
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
        return attempt;
    }

    @Override
    public Optional<ClientContext> clientContext() {
        return caller.clientContext();
    }

    @Override
    public Optional<String> tenantId() {
        return Optional.ofNullable(context.pool().tenant());
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
        return LogNames.group(revision());
    }

    @Override
    public String logStreamName() {
        return LogNames.stream(context);
    }

    @Override
    public ContextLogger logger() {
        ContextLogger followed = followedLog;
        return followed != null ? followed : revision().log().ofHandler(requestId(), tenantIdIfAny());
    }

    @Override
    public RuntimeException exit(int status) {
        if (status < 0 || status > 255) {
            throw ValidationException.of("status", status, "Member must have value between 0 and 255");
        }
        exitStatus = (short) status;
        return new ExitException(status);
    }

    @Override
    public boolean isCancelled() {
        return isOver() || context.isTimedOut();
    }

    // ---- for the runtime -------------------------------------------------------------------------------------------

    /** Has the handler's lines go somewhere else besides; before the handler is called. */
    public void followLog(ContextLogger log) {
        this.followedLog = log;
    }

    /** The tenant it is for; null for nobody. */
    public @Nullable String tenantIdIfAny() {
        return caller.options().tenantId().orElse(null);
    }

    /** Where its invocations are counted. */
    public Traffic traffic() {
        return caller.traffic();
    }

    /** The invocation whose handler made this one; null if no handler did. */
    public @Nullable InvocationContext parent() {
        return parent;
    }

    /** How many invocations are around this one, each made by the handler of the one before. */
    public int depth() {
        return depth;
    }

    /**
     * How often a function is in the chain of invocations that ends with this one (rule REC-1).
     *
     * @param function of one of whose revisions this pool is
     */
    public int timesInChain(ContextPool function) {
        int times = 0;
        for (InvocationContext link = this; link != null; link = link.parent) {
            if (link.context.pool().isOfSameFunction(function)) {
                times++;
            }
            EventAttempt attempt = link.caller.attempt();
            if (attempt != null) {
                times += attempt.chain().times(function.revision().functionName());
            }
        }
        return times;
    }

    /** The chain of an event that this invocation's handler sends. */
    public CallChain chain() {
        CallChain before = CallChain.NONE;
        if (parent != null) {
            before = parent.chain();
        } else if (caller.attempt() != null) {
            before = caller.attempt().chain();
        }
        return before.plus(functionName());
    }

    /** Whether the deadline has passed. */
    public boolean isOver() {
        return deadline - context.pool().settings().time().nanoTime() <= 0;
    }

    /**
     * A deadline of something this invocation does: its own at the latest.
     *
     * @param wanted the deadline without this invocation
     * @param time the time source of that deadline; another runtime's cannot be compared
     */
    public long capped(long wanted, TimeSource time) {
        return isTimedBy(time) && deadline - wanted < 0 ? deadline : wanted;
    }

    /** Whether its deadline is one of this time source. */
    public boolean isTimedBy(TimeSource time) {
        return time == context.pool().settings().time();
    }

    /** Where it runs. */
    public ExecutionContext executionContext() {
        return context;
    }

    /** When it times out. */
    public long deadlineNanos() {
        return deadline;
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
