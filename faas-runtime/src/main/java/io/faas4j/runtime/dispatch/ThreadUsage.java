package io.faas4j.runtime.dispatch;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What the current thread has allocated and computed so far, where the JVM measures it: not on virtual threads. */
final class ThreadUsage {

    /** Instead of a number. */
    static final long NOT_MEASURED = -1;

    private static final @Nullable ThreadMXBean THREADS = find();

    private ThreadUsage() {}

    /** A JVM without that module, or another JVM, has none. */
    private static @Nullable ThreadMXBean find() {
        try {
            return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean found ? found : null;
        } catch (LinkageError | RuntimeException none) {
            return null;
        }
    }

    static long allocatedBytes() {
        ThreadMXBean threads = THREADS;
        try {
            return threads == null ? NOT_MEASURED : threads.getCurrentThreadAllocatedBytes();
        } catch (UnsupportedOperationException notMeasured) {
            return NOT_MEASURED;
        }
    }

    static long cpuNanos() {
        ThreadMXBean threads = THREADS;
        try {
            return threads == null ? NOT_MEASURED : threads.getCurrentThreadCpuTime();
        } catch (UnsupportedOperationException notMeasured) {
            return NOT_MEASURED;
        }
    }

    /** The difference, unless one of the two was not measured. */
    static long since(long before, long now) {
        return before < 0 || now < 0 ? NOT_MEASURED : now - before;
    }
}
