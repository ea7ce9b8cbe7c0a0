package io.faas4j.stream;

import io.faas4j.runtime.time.TimeSource;

/** So much a second: full at first, holds what comes in one second, and may be overdrawn by one who takes without asking. */
final class Throughput {

    /*
     * Held are billionths of a unit, so that nothing is rounded: a nanosecond brings in `perSecond` of them.
     */
    private static final long SECOND = 1_000_000_000;

    private final TimeSource time;
    private final long perSecond;
    private long held;
    private long since;

    Throughput(TimeSource time, int perSecond) {
        this.time = time;
        this.perSecond = perSecond;
        this.held = perSecond * SECOND;
        this.since = time.nanoTime();
    }

    private long held() {
        long now = time.nanoTime();
        long room = perSecond * SECOND - held;
        long elapsed = Math.max(0, now - since);
        // Compared before it is multiplied, so that a long rest does not overflow.
        held += elapsed >= room / perSecond ? room : elapsed * perSecond;
        since = now;
        return held;
    }

    synchronized boolean tryTake(long units) {
        if (held() < units * SECOND) {
            return false;
        }
        held -= units * SECOND;
        return true;
    }

    /** Whether nothing is owed. */
    synchronized boolean isOpen() {
        return held() > 0;
    }

    synchronized void take(long units) {
        held -= units * SECOND;
    }
}
