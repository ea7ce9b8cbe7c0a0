package io.faas4j.queue;

import java.time.Duration;

/** A sum of durations over about the last five minutes. */
final class RecentTime {

    private static final long HALF = Duration.ofSeconds(150).toNanos();

    private long half;
    private long current;
    private long previous;

    void add(long duration, long now) {
        turn(now);
        current += duration;
    }

    /** In nanoseconds; of the last 150 to 300 seconds. */
    long sum(long now) {
        turn(now);
        return current + previous;
    }

    private void turn(long now) {
        long reached = Math.floorDiv(now, HALF);
        if (reached != half) {
            previous = reached == half + 1 ? current : 0;
            current = 0;
            half = reached;
        }
    }
}
