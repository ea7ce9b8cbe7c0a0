package io.faas4j.runtime.registry;

import org.jspecify.annotations.Nullable;

/**
 * The way to a function, version or alias: found once, then followed by one volatile read, through all updates and moves.
 */
public final class Route {

    private volatile @Nullable Target target;

    Route(Target target) {
        this.target = target;
    }

    /** Where it leads now; null once the function, version or alias was deleted: look it up again. */
    public @Nullable Target target() {
        return target;
    }

    void lead(@Nullable Target to) {
        target = to;
    }
}
