package io.faas4j.invocation;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one invocation took: the facts of Lambda's REPORT line (rules LOG-1, LOG-2). Immutable.
 */
public final class InvocationReport {

    private final long durationNanos;
    private final long initNanos;
    private final boolean coldStart;
    private final long queueNanos;

    /**
     * Makes a report.
     *
     * @param durationNanos from the start of the invoke phase to its end, in nanoseconds
     * @param coldStart whether the invocation waited for the init phase of its execution context
     * @param initNanos what that init phase took, in nanoseconds; negative if there was none of its own
     */
    public InvocationReport(long durationNanos, boolean coldStart, long initNanos) {
        this(durationNanos, coldStart, initNanos, 0);
    }

    /**
     * Makes a report of an invocation that may have waited for concurrency.
     *
     * @param durationNanos from the start of the invoke phase to its end, in nanoseconds
     * @param coldStart whether the invocation waited for the init phase of its execution context
     * @param initNanos what that init phase took, in nanoseconds; negative if there was none of its own
     * @param queueNanos how long it waited for concurrency, in nanoseconds
     */
    public InvocationReport(long durationNanos, boolean coldStart, long initNanos, long queueNanos) {
        this.durationNanos = durationNanos;
        this.coldStart = coldStart;
        this.initNanos = initNanos;
        this.queueNanos = queueNanos;
    }

    /** The invoke phase, without a cold start's init phase. An init that ran within it (rule CTX-3) counts. */
    public Duration duration() {
        return Duration.ofNanos(durationNanos);
    }

    /** {@link #duration()} rounded up to whole milliseconds, the init phase included (rule LOG-2). */
    public Duration billedDuration() {
        long nanos = durationNanos + Math.max(0, initNanos);
        return Duration.ofMillis((nanos + 999_999) / 1_000_000);
    }

    /** What the init phase took; only in the first invocation of a context, and not if it ran within the invocation. */
    public Optional<Duration> initDuration() {
        return initNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(initNanos));
    }

    /** Whether the invocation had to wait for a handler to be made. */
    public boolean coldStart() {
        return coldStart;
    }

    /** How long the invocation waited for concurrency, before all else; zero unless its caller asked to wait. */
    public Duration queueWait() {
        return Duration.ofNanos(queueNanos);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InvocationReport that
                && durationNanos == that.durationNanos
                && initNanos == that.initNanos
                && coldStart == that.coldStart
                && queueNanos == that.queueNanos;
    }

    @Override
    public int hashCode() {
        return Long.hashCode((durationNanos * 31 + initNanos) * 31 + queueNanos) + (coldStart ? 1 : 0);
    }

    @Override
    public String toString() {
        String init = initNanos < 0 ? "" : "\tInit Duration: %.2f ms".formatted(initNanos / 1e6);
        return "Duration: %.2f ms\tBilled Duration: %d ms%s"
                .formatted(durationNanos / 1e6, billedDuration().toMillis(), init);
    }
}
