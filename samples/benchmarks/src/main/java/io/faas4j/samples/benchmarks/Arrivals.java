package io.faas4j.samples.benchmarks;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.CompilerControl;

/** The handler of every asynchronous contestant: it counts events, whichever threads they come on, and tells of the last. */
public final class Arrivals implements Handler<Reading, Boolean> {

    private final AtomicInteger missing = new AtomicInteger();
    private volatile CountDownLatch last = new CountDownLatch(1);

    /** Before so many events are sent. */
    void expect(int events) {
        missing.set(events);
        last = new CountDownLatch(1);
    }

    @Override
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public Boolean handle(Reading event, @Nullable Context context) {
        boolean isLast = missing.decrementAndGet() == 0;
        if (isLast) {
            last.countDown();
        }
        return isLast;
    }

    void await() throws InterruptedException {
        last.await();
    }
}
