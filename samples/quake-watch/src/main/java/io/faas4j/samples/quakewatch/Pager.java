package io.faas4j.samples.quakewatch;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * A pager that fails now and then, but in each run alike. It is down for six hours of the week. When it is up, the line is busy
 * for three in ten events at their first call: for one in ten once, for one in ten twice, and for one in ten three times; which
 * ones follows from their ids. Safe for use by many threads.
 */
final class Pager {

    static final Instant BREAKS = Instant.parse("2018-02-06T15:00:00Z");
    static final Instant REPAIRED = Instant.parse("2018-02-06T21:00:00Z");

    private static final int MOST_BUSY_CALLS = 3;

    private final Supplier<Instant> clock;
    private final ConcurrentMap<String, Integer> calls = new ConcurrentHashMap<>();

    /** @param clock the time of the week */
    Pager(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /**
     * Pages whoever is on duty.
     *
     * @throws PagerDownException from {@link #BREAKS} until {@link #REPAIRED}
     * @throws LineBusyException if the line is busy this time
     */
    void page(SeismicEvent event) throws PagerDownException, LineBusyException {
        Instant now = clock.get();
        if (!now.isBefore(BREAKS) && now.isBefore(REPAIRED)) {
            throw new PagerDownException();
        }
        int call = calls.merge(event.id(), 1, Integer::sum);
        if (call <= busyCalls(event.id())) {
            throw new LineBusyException(call);
        }
    }

    /** How often the line is busy for an event before it is free: 0 to 3 times. */
    static int busyCalls(String id) {
        return Math.max(0, MOST_BUSY_CALLS - Math.floorMod(id.hashCode(), 10));
    }
}
