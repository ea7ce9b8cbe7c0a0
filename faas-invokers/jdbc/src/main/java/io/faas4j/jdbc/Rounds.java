package io.faas4j.jdbc;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Has one round of each kind at a time; who asks meanwhile has another one follow. Safe for use by many threads. */
final class Rounds<K> {

    /** The kinds that are under way, and whether another round is to follow. */
    private final ConcurrentMap<K, Boolean> underWay = new ConcurrentHashMap<>();

    /** Whether the caller begins a round; otherwise one more follows that which is under way. */
    boolean begins(K kind) {
        boolean[] begins = {false};
        underWay.compute(kind, (key, follows) -> {
            begins[0] = follows == null;
            return follows != null;
        });
        return begins[0];
    }

    /** Whether a round that was begun ends; otherwise the caller does it once more. */
    boolean ends(K kind) {
        return underWay.computeIfPresent(kind, (key, follows) -> follows ? false : null) == null;
    }
}
