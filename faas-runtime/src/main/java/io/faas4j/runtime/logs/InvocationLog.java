package io.faas4j.runtime.logs;

import io.faas4j.function.ContextLogger;
import io.faas4j.function.InitializationType;
import io.faas4j.invocation.InvocationReport;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is written of one invocation: START, END and REPORT, each once and in this order, whichever thread is first to tell of
 * its end. Safe for use by many threads.
 */
public final class InvocationLog {

    private static final long BYTES_PER_MB = 1024L * 1024;

    private final FunctionLog log;
    private final UUID requestId;
    private final @Nullable String tenantId;
    private final int memoryInMb;
    private final boolean toLogger;
    private final @Nullable LogTail tail;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean started;
    private boolean reported;

    /**
     * Nothing written yet.
     *
     * @param log the function's
     * @param requestId the invocation's id
     * @param tenantId who it is for; null for nobody
     * @param memoryInMb the configured memory
     * @param toLogger whether the function's own log has these lines
     * @param tail where they go besides; null if nobody asked
     */
    public InvocationLog(
            FunctionLog log,
            UUID requestId,
            @Nullable String tenantId,
            int memoryInMb,
            boolean toLogger,
            @Nullable LogTail tail) {
        this.log = log;
        this.requestId = requestId;
        this.tenantId = tenantId;
        this.memoryInMb = memoryInMb;
        this.toLogger = toLogger && log.takesInvocations();
        this.tail = tail;
    }

    /** Where the handler writes. */
    public ContextLogger ofHandler() {
        return new HandlerLog(log, requestId, tenantId, tail);
    }

    /** INIT_START. */
    public void initStart(InitializationType type) {
        if (toLogger) {
            log.initStart(type);
        }
    }

    /** INIT_REPORT, where there is one (rule LOG-4); one within the invocation is a part of the tail. */
    public void initEnded(InitializationType type, InitPhase phase, long nanos, Ending ending) {
        if (tail != null && phase == InitPhase.INVOKE) {
            toTail(log.lines().initDone(type, phase, ending));
            toTail(log.lines().initReport(type, phase, nanos, ending));
        }
        if (toLogger) {
            log.initEnded(type, phase, nanos, ending);
        }
    }

    /** START, unless it was written. */
    public void start() {
        lock.lock();
        try {
            write(startIfNew());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String startIfNew() {
        boolean isNew = !started;
        started = true;
        return isNew ? log.lines().start(requestId, log.version()) : null;
    }

    /** END and REPORT, unless they were written; before them START, if the handler was not reached. */
    public void end(InvocationReport report, Ending ending) {
        lock.lock();
        try {
            if (!reported) {
                reported = true;
                Lines.Memory memory = new Lines.Memory(memoryInMb, usedMemoryInMb());
                write(
                        startIfNew(),
                        log.lines().end(requestId, ending),
                        log.lines().report(requestId, report, memory, ending));
            }
        } finally {
            lock.unlock();
        }
    }

    private static long usedMemoryInMb() {
        Runtime jvm = Runtime.getRuntime();
        return (jvm.totalMemory() - jvm.freeMemory() + BYTES_PER_MB - 1) / BYTES_PER_MB;
    }

    /** To the tail first: the logger may throw. */
    private void write(@Nullable String... written) {
        for (String line : written) {
            toTail(line);
        }
        if (tail != null && reported) {
            tail.complete();
        }
        for (String line : written) {
            if (line != null && toLogger) {
                log.logger().info(line);
            }
        }
    }

    private void toTail(@Nullable String line) {
        if (line != null && tail != null) {
            tail.add(line);
        }
    }
}
