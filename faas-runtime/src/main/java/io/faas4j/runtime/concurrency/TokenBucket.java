package io.faas4j.runtime.concurrency;

import io.faas4j.runtime.time.TimeSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate: full at first, it refills continuously and holds no more than what comes in one period. Safe for use by many
 * threads.
 *
 * <p>Resilience4j's rate limiters read the system's clock and refill in steps; this one goes by the runtime's own time,
 * so that it is exact under virtual time too.
 */
final class TokenBucket {

    /*
     * Tokens are numbered from 0. In the time t since the beginning floor(t * tokens / per) have come in, besides those
     * that were there at first; `next` is the number of the next one to be taken.
     *
     * I1  next <= arrived(now) + tokens after every take: no more is taken than has come in.
     * I2  a take first lifts `next` to arrived(now): what came in and was not taken within a period is lost. So a token that
     *     is put back after it would have been lost is lost.
     * Both counts are whole numbers computed from the whole elapsed time, so that nothing is rounded twice: no drift.
     * Cost: a clock read and one compare-and-set.
     */
    /** No token. */
    static final long NONE = -1;

    private final TimeSource time;
    private final Rate rate;
    private final long tokens;
    private final long per;
    private final long origin;
    private final AtomicLong next = new AtomicLong();

    TokenBucket(TimeSource time, Rate rate) {
        this.time = time;
        this.rate = rate;
        this.tokens = rate.tokens();
        this.per = rate.per().toNanos();
        this.origin = time.nanoTime();
    }

    /** A bucket with another rate that holds as much as this one, or as it can. */
    TokenBucket changedTo(Rate changed) {
        TokenBucket bucket = new TokenBucket(time, changed);
        bucket.next.set(bucket.tokens - Math.min(bucket.tokens, available()));
        return bucket;
    }

    Rate rate() {
        return rate;
    }

    boolean tryTake() {
        return take() != NONE;
    }

    /** Takes a token and answers its number, for {@link #putBack}; or {@link #NONE}. */
    long take() {
        while (true) {
            long seen = next.get();
            long arrived = arrived();
            if (seen >= arrived + tokens) {
                return NONE;
            }
            long taken = Math.max(seen, arrived);
            if (next.compareAndSet(seen, taken + 1)) {
                return taken;
            }
        }
    }

    /** Undoes a take. */
    void putBack(long taken) {
        long seen;
        do {
            seen = next.get();
            if (taken < arrived()) {
                return;
            }
        } while (!next.compareAndSet(seen, seen - 1));
    }

    /** How many can be taken now. */
    long available() {
        long arrived = arrived();
        return arrived + tokens - Math.max(next.get(), arrived);
    }

    /** In how many nanoseconds one can be taken, if nobody else does; 0 for now. */
    long nanosUntilNext() {
        long wanted = next.get() - tokens + 1;
        long remainder = wanted % tokens * per;
        long comesIn = wanted / tokens * per + (remainder + tokens - 1) / tokens;
        return Math.max(0, comesIn - elapsed());
    }

    private long arrived() {
        long elapsed = elapsed();
        return elapsed / per * tokens + elapsed % per * tokens / per;
    }

    private long elapsed() {
        return Math.max(0, time.nanoTime() - origin);
    }
}
