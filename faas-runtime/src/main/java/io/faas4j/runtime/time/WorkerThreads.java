package io.faas4j.runtime.time;

/**
 * Where a runtime takes its threads from: virtual ones from Java 21 on, platform ones on 17. Safe for use by many threads.
 */
@FunctionalInterface
public interface WorkerThreads {

    /**
     * Makes a thread that is not started yet.
     *
     * @param name the thread's name
     * @param body what it runs
     */
    Thread newThread(String name, Runnable body);

    /**
     * Makes a way to run tasks that nobody waits for, each on a thread of its own while it runs; a thread is used again, and
     * ends when it was idle for ten seconds.
     *
     * @param name the threads' names begin with it
     * @param time tells how long a thread is idle
     * @return to be closed by its owner
     */
    default Tasks tasks(String name, TimeSource time) {
        return new ReusedThreads(this, name, time);
    }

    /** Virtual threads where the JVM has them, platform threads elsewhere. */
    static WorkerThreads best() {
        return VirtualThreads.areSupported() ? virtual() : platform();
    }

    /** Platform threads, daemons. */
    static WorkerThreads platform() {
        return (name, body) -> {
            Thread thread = new Thread(body, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Virtual threads.
     *
     * @throws IllegalStateException before Java 21
     */
    static WorkerThreads virtual() {
        return VirtualThreads.create();
    }
}
