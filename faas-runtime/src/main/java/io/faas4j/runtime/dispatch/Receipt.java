package io.faas4j.runtime.dispatch;

import io.faas4j.invocation.InvocationReport;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.runtime.concurrency.QueueWait;
import io.faas4j.runtime.context.InvocationContext;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is noted of one invocation for those who ask for a result with a report. Written once, by who runs it. */
final class Receipt {

    private @Nullable InvocationContext invocation;
    private long durationNanos;
    private long initNanos = -1;
    private boolean coldStart;
    private @Nullable QueueWait queueWait;

    void note(InvocationContext ended, Phase phase, long endNanos) {
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

    /** Takes over another receipt's wait. */
    Receipt withQueueWait(Receipt other) {
        queueWait = other.queueWait;
        return this;
    }

    /** Takes over what another receipt says: the one of the thread that ran the handler. */
    void copy(Receipt other) {
        invocation = other.invocation;
        durationNanos = other.durationNanos;
        initNanos = other.initNanos;
        coldStart = other.coldStart;
    }

    /** The result, from an outcome: a value, or a {@link Failed}. */
    @SuppressWarnings("unchecked")
    <O> InvocationResult<O> toResult(@Nullable Object outcome) {
        InvocationReport report = new InvocationReport(
                durationNanos, coldStart, initNanos, queueWait == null ? 0 : queueWait.waitedNanos());
        if (outcome instanceof Failed failed) {
            return new InvocationResult.Failure<>(failed.error(), failed.requestId(), failed.executedVersion(), report);
        }
        String version = noted().functionVersion();
        return new InvocationResult.Success<>((O) outcome, requestId(), version, report);
    }

    UUID requestId() {
        return noted().requestId();
    }

    private InvocationContext noted() {
        return Objects.requireNonNull(invocation, "an invocation that ran has noted itself");
    }
}
