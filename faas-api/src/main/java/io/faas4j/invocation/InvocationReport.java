package io.faas4j.invocation;

import io.faas4j.function.InitializationType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one invocation took: the facts of Lambda's REPORT line (rules LOG-1, LOG-2), and what the JVM knows beyond. Immutable.
 */
public final class InvocationReport {

    private final long durationNanos;
    private final long initNanos;
    private final long queueWaitNanos;
    private final long allocatedBytes;
    private final long cpuNanos;
    private final boolean coldStart;
    private final InitializationType initializationType;
    private final byte @Nullable [] logTail;

    /**
     * Makes a report. A negative number stands for what was not measured.
     *
     * @param durationNanos from the start of the invoke phase to its end, in nanoseconds
     * @param coldStart whether the invocation waited for the init phase of its execution context
     * @param initNanos what that init phase took, in nanoseconds; negative if there was none of its own
     * @param initializationType how the execution context came to be
     * @param queueWaitNanos how long the invocation waited for concurrency, in nanoseconds
     * @param allocatedBytes what the handler's thread allocated during the invoke phase
     * @param cpuNanos what processor time that thread took during the invoke phase, in nanoseconds
     * @param logTail the end of the log in UTF-8, not copied; null if nobody asked for it
     */
    public InvocationReport(
            long durationNanos,
            boolean coldStart,
            long initNanos,
            InitializationType initializationType,
            long queueWaitNanos,
            long allocatedBytes,
            long cpuNanos,
            byte @Nullable [] logTail) {
        this.durationNanos = durationNanos;
        this.coldStart = coldStart;
        this.initNanos = initNanos;
        this.initializationType = initializationType;
        this.queueWaitNanos = queueWaitNanos;
        this.allocatedBytes = allocatedBytes;
        this.cpuNanos = cpuNanos;
        this.logTail = logTail;
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

    /** How the execution context came to be that ran the invocation (rule CTX-14). */
    public InitializationType initializationType() {
        return initializationType;
    }

    /** How long the invocation waited for concurrency before its init or invoke phase; zero if it did not wait. */
    public Duration queueWait() {
        return Duration.ofNanos(Math.max(0, queueWaitNanos));
    }

    /**
     * How many bytes the handler's thread allocated during the invoke phase; those of threads that the handler began do not
     * count. Empty on a virtual thread, on a JVM that does not measure it, and where the deadline came first in worker mode.
     */
    public OptionalLong allocatedBytes() {
        return allocatedBytes < 0 ? OptionalLong.empty() : OptionalLong.of(allocatedBytes);
    }

    /**
     * What processor time the handler's thread took during the invoke phase. Only if it was asked for with
     * {@link InvokeOptions#cpuTime()}, and empty where {@link #allocatedBytes()} is.
     */
    public Optional<Duration> cpuTime() {
        return cpuNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(cpuNanos));
    }

    /**
     * The last 4 KB of the invocation's log, from START to REPORT, with what the handler wrote to its context's logger (rule
     * SYNC-8). Only if it was asked for with {@link InvokeOptions#logTail()}. A character that the cut went through is U+FFFD.
     */
    public Optional<String> logTail() {
        return logTail == null ? Optional.empty() : Optional.of(new String(logTail, StandardCharsets.UTF_8));
    }

    /** {@link #logTail()} as Lambda's Invoke API gives it: base64 of the bytes. */
    public Optional<String> logTailAsBase64() {
        return logTail == null
                ? Optional.empty()
                : Optional.of(Base64.getEncoder().encodeToString(logTail));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InvocationReport that
                && durationNanos == that.durationNanos
                && initNanos == that.initNanos
                && queueWaitNanos == that.queueWaitNanos
                && allocatedBytes == that.allocatedBytes
                && cpuNanos == that.cpuNanos
                && coldStart == that.coldStart
                && initializationType == that.initializationType
                && Arrays.equals(logTail, that.logTail);
    }

    @Override
    public int hashCode() {
        return Objects.hash(durationNanos, initNanos, queueWaitNanos, allocatedBytes, cpuNanos, coldStart);
    }

    @Override
    public String toString() {
        String init = initNanos < 0 ? "" : "\tInit Duration: %.2f ms".formatted(initNanos / 1e6);
        return "Duration: %.2f ms\tBilled Duration: %d ms%s"
                .formatted(durationNanos / 1e6, billedDuration().toMillis(), init);
    }
}
