package io.faas4j.async;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps the events that a durable queue has brought along from being handled before their function is deployed: they would be
 * taken for those of a deleted one. Safe for use by many threads.
 */
final class Undeployed {

    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Predicate<String> isThere;
    private final Consumer<String> wake;

    /**
     * Nobody waits.
     *
     * @param isThere whether there is a function of a name
     * @param wake has a function's events handled
     */
    Undeployed(Predicate<String> isThere, Consumer<String> wake) {
        this.isThere = isThere;
        this.wake = wake;
    }

    /** A function has events to be handled. */
    void ready(String function) {
        if (isThere.test(function)) {
            wake.accept(function);
            return;
        }
        waiting.add(function);
        if (isThere.test(function)) {
            // It came between the two questions, and may not have seen that somebody waits.
            deployed(function);
        }
    }

    /** There is a function from now on. */
    void deployed(String function) {
        if (waiting.remove(function)) {
            wake.accept(function);
        }
    }
}
