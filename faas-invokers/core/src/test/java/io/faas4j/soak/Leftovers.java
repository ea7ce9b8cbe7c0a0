package io.faas4j.soak;

import io.faas4j.runtime.time.WorkerThreads;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Counts what a run makes and has to end again: handlers, threads, scratch directories; and the heap it leaves. */
final class Leftovers {

    private final Path scratchRoot;
    private final AtomicInteger handlers = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Leftovers(Path scratchRoot) {
        this.scratchRoot = scratchRoot;
    }

    /** One per execution context that was initialised, closed with it. */
    final class Handle implements AutoCloseable {

        private boolean closed;

        Handle() {
            handlers.incrementAndGet();
        }

        @Override
        public synchronized void close() {
            if (closed) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            handlers.decrementAndGet();
        }
    }

    /** Threads that are known here until their body has ended. */
    WorkerThreads threads() {
        WorkerThreads real = WorkerThreads.best();
        return (name, body) -> real.newThread(name, () -> {
            threads.add(Thread.currentThread());
            try {
                body.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
    }

    int liveHandlers() {
        return handlers.get();
    }

    int liveThreads() {
        return threads.size();
    }

    /** Directories of contexts: below the one that the runtime keeps for all of them. */
    long scratchDirectories() throws IOException {
        try (Stream<Path> found = Files.walk(scratchRoot, 2)) {
            return found.filter(path -> scratchRoot.relativize(path).getNameCount() == 2)
                    .count();
        }
    }

    /** What the runtime itself keeps, empty or not. */
    long scratchRoots() throws IOException {
        try (Stream<Path> found = Files.list(scratchRoot)) {
            return found.count();
        }
    }

    /** The heap that is used, in bytes, once another collection finds nothing more. */
    static long usedHeap() {
        long used = Long.MAX_VALUE;
        while (true) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= used) {
                return used;
            }
            used = now;
        }
    }
}
