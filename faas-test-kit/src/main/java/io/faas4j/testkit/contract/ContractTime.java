package io.faas4j.testkit.contract;

import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Virtual time that only the test moves, also for those who wait. Who waits for more than half a minute of real time fails.
 */
final class ContractTime implements TimeSource {

    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int MAX_LOOKS = 15_000;

    private final VirtualTime virtual = VirtualTime.create();
    private final TimeSource real = TimeSource.system();
    private final AtomicInteger waits = new AtomicInteger();

    void advance(Duration duration) {
        virtual.advance(duration);
    }

    /** How many waits have begun so far. */
    int waits() {
        return waits.get();
    }

    @Override
    public boolean await(Future<?> done, Duration limit) throws InterruptedException {
        long end = virtual.nanoTime() + limit.toNanos();
        waits.incrementAndGet();
        for (int look = 0; look < MAX_LOOKS; look++) {
            if (real.await(done, LOOK)) {
                return true;
            }
            if (virtual.nanoTime() - end >= 0) {
                return false;
            }
        }
        throw new AssertionError("it did not come about");
    }

    @Override
    public Instant now() {
        return virtual.now();
    }

    @Override
    public long nanoTime() {
        return virtual.nanoTime();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return virtual.schedule(delay, task);
    }

    @Override
    public Cancellable scheduleHousekeeping(Duration delay, Runnable task) {
        return virtual.scheduleHousekeeping(delay, task);
    }

    @Override
    public void close() {
        virtual.close();
        real.close();
    }
}
