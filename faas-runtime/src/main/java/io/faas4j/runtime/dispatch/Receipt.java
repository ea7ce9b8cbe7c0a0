package io.faas4j.runtime.dispatch;

import io.faas4j.function.InitializationType;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.InvocationReport;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.concurrency.QueueWait;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.logs.Ending;
import io.faas4j.runtime.logs.InitPhase;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of one invocation for those who ask for a result with a report, and who is told of it meanwhile. Written by one
 * thread at a time. An invocation that nobody wants to see has none.
 */
final class Receipt {

    private final boolean measuresAllocation;
    private final boolean measuresCpu;
    private @Nullable InvocationTelemetry telemetry;

    private @Nullable InvocationContext invocation;
    private long durationNanos;
    private long initNanos = -1;
    private boolean coldStart;
    private @Nullable QueueWait queueWait;

    private boolean begun;
    private long allocatedBefore = ThreadUsage.NOT_MEASURED;
    private long allocatedBytes = ThreadUsage.NOT_MEASURED;
    private long cpuBefore = ThreadUsage.NOT_MEASURED;
    private long cpuNanos = ThreadUsage.NOT_MEASURED;

    /** Set by the deadline, of whose end the handler's own thread does not tell. */
    private @Nullable FunctionError brokenOff;

    private Receipt(boolean measuresAllocation, boolean measuresCpu, @Nullable InvocationTelemetry telemetry) {
        this.measuresAllocation = measuresAllocation;
        this.measuresCpu = measuresCpu;
        this.telemetry = telemetry;
    }

    /** For somebody who needs the request id. */
    Receipt() {
        this(false, false, null);
    }

    /** For somebody who wants a report. */
    static Receipt reporting(InvokeOptions options) {
        return new Receipt(true, options.isCpuTimeAsked(), null);
    }

    /**
     * One more for the same invocation, for another thread.
     *
     * @param other null for one that wants nothing
     */
    static Receipt like(@Nullable Receipt other) {
        return other == null
                ? new Receipt()
                : new Receipt(other.measuresAllocation, other.measuresCpu, other.telemetry);
    }

    /** Has somebody told of the invocation; before it begins. */
    void tell(InvocationTelemetry told) {
        this.telemetry = told;
    }

    /** Whether somebody is told. */
    boolean isFollowed() {
        return telemetry != null;
    }

    // ---- on the handler's thread -----------------------------------------------------------------------------------

    /** The making of the handler begins. */
    void initBegins(InvocationContext by, InitPhase phase) {
        if (telemetry != null) {
            telemetry.initBegins(by, phase);
        }
    }

    /** The making of the handler has ended. */
    void initEnded(InvocationContext by, InitPhase phase, long nanos, boolean isLate, @Nullable Throwable failure) {
        if (telemetry != null) {
            telemetry.initEnded(by, phase, nanos, isLate, failure);
        }
    }

    /**
     * The invoke phase begins, which may begin with the making of the handler. Of two calls the first counts.
     *
     * @param begins the invocation
     * @param isCold whether the handler was made for it, or will be
     */
    void began(InvocationContext begins, boolean isCold) {
        if (telemetry != null) {
            if (!begun) {
                telemetry.began(begins, isCold);
            }
            telemetry.follow(begins);
        }
        if (!begun) {
            begun = true;
            cpuBefore = measuresCpu ? ThreadUsage.cpuNanos() : ThreadUsage.NOT_MEASURED;
            allocatedBefore = measuresAllocation ? ThreadUsage.allocatedBytes() : ThreadUsage.NOT_MEASURED;
        }
    }

    /** The invocation has ended, and its caller does not know yet. */
    void note(InvocationContext ended, Phase phase, long endNanos, @Nullable FunctionError error) {
        if (allocatedBefore >= 0) {
            allocatedBytes = ThreadUsage.since(allocatedBefore, ThreadUsage.allocatedBytes());
        }
        if (cpuBefore >= 0) {
            cpuNanos = ThreadUsage.since(cpuBefore, ThreadUsage.cpuNanos());
        }
        fill(ended, phase, endNanos);
        if (telemetry != null) {
            telemetry.ended(ended, report(null), Ending.of(error));
            leave(error);
        }
    }

    /** The handler has ended after the deadline, of which its caller is being told, by this receipt or that of the deadline. */
    void noteLate(InvocationContext ended, Phase phase, long endNanos, FunctionError error) {
        noteBrokenOff(ended, phase, endNanos, error);
        leave(error);
    }

    /** Takes off the thread what belongs to the invocation, unless that was done. */
    void leave(@Nullable FunctionError error) {
        InvocationContext ended = invocation;
        if (telemetry != null) {
            telemetry.left(
                    error == null || ended == null
                            ? null
                            : new FunctionErrorException(error, ended.requestId(), ended.functionVersion()));
        }
    }

    // ---- at the deadline -------------------------------------------------------------------------------------------

    /** The deadline has ended the invocation, and the handler goes on: its caller will tell of the end. */
    void noteBrokenOff(InvocationContext ended, Phase phase, long endNanos, FunctionError error) {
        fill(ended, phase, endNanos);
        brokenOff = error;
    }

    private void fill(InvocationContext ended, Phase phase, long endNanos) {
        this.invocation = ended;
        this.durationNanos = endNanos - phase.startNanos();
        this.initNanos = phase.initNanos();
        this.coldStart = phase.isCold();
    }

    /** The invocation's wait for a place, in which it is also where it has to be resolved again. */
    QueueWait queueWait(Supplier<QueueWait> begin) {
        QueueWait known = queueWait;
        if (known == null) {
            known = begin.get();
            queueWait = known;
        }
        return known;
    }

    // ---- on the caller's side --------------------------------------------------------------------------------------

    /** The caller goes on without its answer. */
    void callerLeaves() {
        if (telemetry != null) {
            telemetry.callerLeaves();
        }
    }

    /** Takes over what another receipt says: the one of the thread that ran the handler. */
    void copy(Receipt other) {
        invocation = other.invocation;
        durationNanos = other.durationNanos;
        initNanos = other.initNanos;
        coldStart = other.coldStart;
        allocatedBytes = other.allocatedBytes;
        cpuNanos = other.cpuNanos;
        brokenOff = other.brokenOff;
    }

    /** The caller has its answer: a value, or a {@link Failed}. */
    void answered(@Nullable Object outcome) {
        InvocationTelemetry told = telemetry;
        InvocationContext ended = invocation;
        if (told == null) {
            return;
        }
        if (brokenOff != null && ended != null) {
            told.ended(ended, report(null), Ending.of(brokenOff));
        }
        if (outcome instanceof Failed failed) {
            told.answered(failed);
        } else {
            told.answered(noted());
        }
    }

    /** The caller gets no answer. */
    void refused(Throwable refusal) {
        if (telemetry != null) {
            telemetry.refused(refusal);
        }
    }

    /** The result, from an outcome: a value, or a {@link Failed}. */
    @SuppressWarnings("unchecked")
    <O> InvocationResult<O> toResult(@Nullable Object outcome) {
        InvocationReport report = report(telemetry == null ? null : telemetry.tail());
        if (outcome instanceof Failed failed) {
            return new InvocationResult.Failure<>(failed.error(), failed.requestId(), failed.executedVersion(), report);
        }
        String version = noted().functionVersion();
        return new InvocationResult.Success<>((O) outcome, requestId(), version, report);
    }

    private InvocationReport report(byte @Nullable [] tail) {
        InvocationContext ended = invocation;
        InitializationType type = ended == null
                ? InitializationType.ON_DEMAND
                : ended.executionContext().initializationType();
        long waited = queueWait == null ? 0 : queueWait.waitedNanos();
        return new InvocationReport(durationNanos, coldStart, initNanos, type, waited, allocatedBytes, cpuNanos, tail);
    }

    UUID requestId() {
        return noted().requestId();
    }

    private InvocationContext noted() {
        return Objects.requireNonNull(invocation, "an invocation that ran has noted itself");
    }
}
