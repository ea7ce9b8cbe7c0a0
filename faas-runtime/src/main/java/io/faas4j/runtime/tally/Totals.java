package io.faas4j.runtime.tally;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All that ran of one version through one qualifier: the tallies of the execution contexts there are, and what those that
 * ended have left. Safe for use by many threads.
 */
public final class Totals {

    private final Traffic traffic;
    private final String version;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Tally> live = new HashSet<>();
    private Counts ended = Counts.NONE;

    Totals(Traffic traffic, String version) {
        this.traffic = traffic;
        this.version = version;
    }

    /** Through which qualifier. */
    public Traffic traffic() {
        return traffic;
    }

    /** The executed version: {@code $LATEST} or a number. */
    public String version() {
        return version;
    }

    /** A tally for one more execution context. */
    public Tally begin() {
        Tally begun = new Tally(this);
        lock.lock();
        try {
            live.add(begun);
        } finally {
            lock.unlock();
        }
        return begun;
    }

    void end(Tally tally) {
        lock.lock();
        try {
            if (live.remove(tally)) {
                ended = ended.plus(tally.counts());
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was counted so far; never less than before. */
    public Counts counts() {
        lock.lock();
        try {
            Counts sum = ended;
            for (Tally tally : live) {
                sum = sum.plus(tally.counts());
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }
}
