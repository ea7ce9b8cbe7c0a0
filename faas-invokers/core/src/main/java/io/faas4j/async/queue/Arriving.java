package io.faas4j.async.queue;

import java.time.Duration;

/**
 * What came from elsewhere and is not ready yet: it is taken into account when more is wanted. Guarded by the same lock as the events.
 *
 * <p>What is due soon counts as if it were ready. What stands behind another event of its lane does not, as that may take long to end,
 * and others need not wait for it: of that, there is a bound of its own.
 */
final class Arriving {

    /** What is due later is of no concern to those who are idle until then. */
    private static final long SOON = Duration.ofSeconds(5).toNanos();

    private static final int MOST_BEHIND = 1_000;

    private int soon;
    private int behind;

    /** An event that came from elsewhere has its place. */
    void add(QueuedEvent event, long nowNanos) {
        if (event.place == Place.BEHIND) {
            behind++;
            event.isArriving = true;
        } else if (event.place == Place.WAITING && event.dueNanos - nowNanos <= SOON) {
            soon++;
            event.isArriving = true;
        }
    }

    /** An event is about to leave its place. */
    void leaves(QueuedEvent event) {
        if (!event.isArriving) {
            return;
        }
        event.isArriving = false;
        if (event.place == Place.BEHIND) {
            behind--;
        } else {
            soon--;
        }
    }

    /** How many are due soon. */
    int soon() {
        return soon;
    }

    /** How many more may come that stand behind others; nobody knows of which ones that do so before. */
    int room() {
        return Math.max(0, MOST_BEHIND - behind);
    }
}
