package io.faas4j.runtime.tally;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What comes to a function through one qualifier: counted by version where it runs, and here where it is refused. Safe for
 * use by many threads.
 */
public final class Traffic {

    private final String function;
    private final String qualifier;
    private final TrafficListener listener;
    private final Predicate<String> versionExists;
    // Made with the first invocation: most of 100,000 functions are idle. A chain, since few versions run through one
    // way.
    private volatile @Nullable Totals totals;
    private volatile @Nullable Refusals refusals;
    private volatile boolean ended;

    /**
     * Nothing counted yet.
     *
     * @param function the function's name
     * @param qualifier {@code $LATEST}, a version or an alias
     * @param listener told of what is counted for the first time
     * @param versionExists whether there is a version, which is asked before it is counted for the first time: a deleted
     *     one may still be running, and shall not come back
     */
    public Traffic(String function, String qualifier, TrafficListener listener, Predicate<String> versionExists) {
        this.function = function;
        this.qualifier = qualifier;
        this.listener = listener;
        this.versionExists = versionExists;
    }

    /** Invocations that were refused, by why. */
    private static final class Refusals {
        private final LongAdder throttles = new LongAdder();
        private volatile @Nullable LongAdder concurrencyThrottles;
        private final LongAdder loops = new LongAdder();
        private final LongAdder others = new LongAdder();
    }

    /** The function's name. */
    public String function() {
        return function;
    }

    /** {@code $LATEST}, a version or an alias. */
    public String qualifier() {
        return qualifier;
    }

    /**
     * The totals of a version.
     *
     * @param version the executed version
     */
    public Totals totals(String version) {
        Totals found = find(version);
        return found == null ? add(version) : found;
    }

    private @Nullable Totals find(String version) {
        Totals known = totals;
        while (known != null && !known.version().equals(version)) {
            known = known.next;
        }
        return known;
    }

    private synchronized Totals add(String version) {
        Totals found = find(version);
        if (found != null) {
            return found;
        }
        Totals added = new Totals(this, version);
        if (!ended && versionExists.test(version)) {
            listener.began(added);
            added.next = totals;
            totals = added;
        }
        return added;
    }

    /** The totals of all versions that ran and are there still. */
    public List<Totals> all() {
        Totals known = totals;
        if (known == null || known.next == null) {
            return known == null ? List.of() : List.of(known);
        }
        List<Totals> all = new ArrayList<>();
        while (known != null) {
            all.add(known);
            known = known.next;
        }
        return all;
    }

    // ---- at the door -----------------------------------------------------------------------------------------------

    /** Counts an invocation that was throttled (MET Throttles). */
    public void throttled() {
        refusals().throttles.increment();
    }

    /** Counts a throttled one besides whose contexts serve several invocations at once (MET ConcurrencyThrottles). */
    public void concurrencyThrottled() {
        Refusals counted = refusals();
        LongAdder throttles = counted.concurrencyThrottles;
        (throttles == null ? firstConcurrencyThrottle(counted) : throttles).increment();
    }

    /** Counts an invocation that was refused as part of a loop (MET RecursiveInvocationsDropped). */
    public void loopStopped() {
        refusals().loops.increment();
    }

    /** Counts an invocation that was refused for any other reason. */
    public void refused() {
        refusals().others.increment();
    }

    /** How many were throttled. */
    public long throttles() {
        Refusals counted = refusals;
        return counted == null ? 0 : counted.throttles.sum();
    }

    /** How many of the throttled ones came to contexts that serve several invocations at once. */
    public long concurrencyThrottles() {
        Refusals counted = refusals;
        LongAdder throttles = counted == null ? null : counted.concurrencyThrottles;
        return throttles == null ? 0 : throttles.sum();
    }

    /** How many were stopped as part of a loop. */
    public long stoppedLoops() {
        Refusals counted = refusals;
        return counted == null ? 0 : counted.loops.sum();
    }

    /** How many were refused for another reason. */
    public long otherRefusals() {
        Refusals counted = refusals;
        return counted == null ? 0 : counted.others.sum();
    }

    private Refusals refusals() {
        Refusals counted = refusals;
        return counted == null ? firstRefusal() : counted;
    }

    private synchronized Refusals firstRefusal() {
        Refusals counted = refusals;
        if (counted == null) {
            counted = new Refusals();
            refusals = counted;
            if (!ended) {
                listener.refuses(this);
            }
        }
        return counted;
    }

    private synchronized LongAdder firstConcurrencyThrottle(Refusals refusing) {
        LongAdder throttles = refusing.concurrencyThrottles;
        if (throttles == null) {
            throttles = new LongAdder();
            refusing.concurrencyThrottles = throttles;
            if (!ended) {
                listener.throttlesConcurrency(this);
            }
        }
        return throttles;
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    /**
     * Forgets a version that was deleted.
     *
     * @param version its number
     */
    public synchronized void forget(String version) {
        Totals forgotten = find(version);
        if (forgotten == null) {
            return;
        }
        Totals before = totals;
        if (before == forgotten) {
            totals = forgotten.next;
        }
        while (before != null && before != forgotten) {
            if (before.next == forgotten) {
                before.next = forgotten.next;
            }
            before = before.next;
        }
        listener.ended(forgotten);
    }

    /** Whether the qualifier was deleted: what still runs through it is the last. */
    public boolean isEnded() {
        return ended;
    }

    /** Nothing can come through this qualifier any more: it was deleted. */
    public synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        all().forEach(listener::ended);
        if (refusals != null) {
            listener.refusesNoMore(this);
        }
    }
}
