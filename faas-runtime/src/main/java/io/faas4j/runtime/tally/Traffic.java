package io.faas4j.runtime.tally;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What comes to a function through one qualifier: counted by version where it runs, and here where it is refused. Safe for
 * use by many threads.
 */
public final class Traffic {

    private final String function;
    private final String qualifier;
    private final TrafficListener listener;
    // Made with the first invocation: most of 100,000 functions are idle.
    private volatile @Nullable Map<String, Totals> totals;
    private volatile @Nullable Refusals refusals;
    private boolean ended;

    /**
     * Nothing counted yet.
     *
     * @param function the function's name
     * @param qualifier {@code $LATEST}, a version or an alias
     * @param listener told of what is counted for the first time
     */
    public Traffic(String function, String qualifier, TrafficListener listener) {
        this.function = function;
        this.qualifier = qualifier;
        this.listener = listener;
    }

    /** Invocations that were refused, by why. */
    private static final class Refusals {
        private final LongAdder throttles = new LongAdder();
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
        Map<String, Totals> known = totals;
        Totals found = known == null ? null : known.get(version);
        return found == null ? add(version) : found;
    }

    private synchronized Totals add(String version) {
        Map<String, Totals> known = totals;
        if (known == null) {
            known = new ConcurrentHashMap<>(2);
            totals = known;
        }
        Totals found = known.get(version);
        if (found == null) {
            found = new Totals(this, version);
            known.put(version, found);
            if (!ended) {
                listener.began(found);
            }
        }
        return found;
    }

    /** The totals of all versions that ran. */
    public Collection<Totals> all() {
        Map<String, Totals> known = totals;
        return known == null ? List.of() : List.copyOf(known.values());
    }

    // ---- at the door -----------------------------------------------------------------------------------------------

    /** Counts an invocation that was throttled (MET Throttles). */
    public void throttled() {
        refusals().throttles.increment();
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

    // ---- the end ---------------------------------------------------------------------------------------------------

    /**
     * Forgets a version that was deleted.
     *
     * @param version its number
     */
    public synchronized void forget(String version) {
        Map<String, Totals> known = totals;
        Totals forgotten = known == null ? null : known.remove(version);
        if (forgotten != null) {
            listener.ended(forgotten);
        }
    }

    /** Nothing can come through this qualifier any more: it was deleted. */
    public synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        Map<String, Totals> known = totals;
        if (known != null) {
            new ArrayList<>(known.values()).forEach(listener::ended);
        }
        if (refusals != null) {
            listener.refusesNoMore(this);
        }
    }
}
