package io.faas4j.runtime.tally;

import java.time.Instant;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that ran of one version through one qualifier: the tallies of the execution contexts there are, and what those that
 * ended have left. Safe for use by many threads.
 */
public final class Totals {

    private final Traffic traffic;
    private final String version;
    private @Nullable LongConsumer durations;

    // Changed with this object's monitor held; that there is no remainder may be read without.
    private @Nullable Tally live;
    private volatile @Nullable Remainder remainder;

    /** The next version of the same qualifier; changed by {@link Traffic}. */
    volatile @Nullable Totals next;

    Totals(Traffic traffic, String version) {
        this.traffic = traffic;
        this.version = version;
    }

    /** What no tally holds: made when first needed, since most functions neither fail nor lose a context. */
    private static final class Remainder {
        private Counts ended = Counts.NONE;
        private long timeouts;
        private long overruns;
        private long overrunNanos;
        private @Nullable LastError lastError;

        Counts counts() {
            return ended.plus(new Counts(0, 0, timeouts, 0, 0, 0, overruns, overrunNanos));
        }
    }

    private Remainder remainder() {
        Remainder made = remainder;
        if (made == null) {
            made = new Remainder();
            remainder = made;
        }
        return made;
    }

    /** Through which qualifier. */
    public Traffic traffic() {
        return traffic;
    }

    /** The executed version: {@code $LATEST} or a number. */
    public String version() {
        return version;
    }

    /**
     * Has each duration told as well, in nanoseconds. To be called while {@link TrafficListener#began} is told of this.
     *
     * @param each throws nothing
     */
    public void recordDurations(LongConsumer each) {
        durations = each;
    }

    /**
     * A tally for one more execution context.
     *
     * @param free a tally that counts nothing yet, to be used if it will do; null for none
     */
    public synchronized Tally begin(@Nullable Tally free) {
        LongConsumer each = durations;
        Tally begun = each != null ? new RecordingTally(each) : free != null ? free : new Tally();
        begun.begin(this);
        Tally first = live;
        begun.next = first;
        if (first != null) {
            first.previous = begun;
        }
        live = begun;
        return begun;
    }

    synchronized void end(Tally tally) {
        Tally before = tally.previous;
        Tally after = tally.next;
        if (before == null && live != tally) {
            return;
        }
        if (before == null) {
            live = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        tally.next = null;
        tally.previous = null;
        Remainder kept = remainder();
        kept.ended = kept.ended.plus(tally.counts());
    }

    /** Called with this object's monitor held. */
    void timedOut(long tookOverNanos) {
        Remainder kept = remainder();
        kept.timeouts++;
        if (tookOverNanos >= 0) {
            kept.overruns++;
            kept.overrunNanos += tookOverNanos;
        }
    }

    /**
     * Notes a function error, which is counted besides.
     *
     * @param type Lambda's error type
     * @param time now
     */
    public synchronized void note(String type, Instant time) {
        remainder().lastError = new LastError(type, time);
    }

    /** The last function error, null if there was none. */
    public @Nullable LastError lastError() {
        Remainder kept = remainder;
        if (kept == null) {
            return null;
        }
        synchronized (this) {
            return kept.lastError;
        }
    }

    /**
     * What was counted so far: never less than before, except that what had just been counted as one outcome may become a
     * timeout, if the deadline fell into the very moment of its end.
     */
    public synchronized Counts counts() {
        Remainder kept = remainder;
        Counts sum = kept == null ? null : kept.counts();
        for (Tally tally = live; tally != null; tally = tally.next) {
            sum = sum == null ? tally.counts() : sum.plus(tally.counts());
        }
        return sum == null ? Counts.NONE : sum;
    }
}
