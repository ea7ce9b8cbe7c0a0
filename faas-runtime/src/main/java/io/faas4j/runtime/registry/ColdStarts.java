package io.faas4j.runtime.registry;

import io.faas4j.runtime.context.ContextPool;
import io.faas4j.runtime.context.Revision;
import java.util.Map;
import java.util.WeakHashMap;

/** The cold starts of one function's versions, interval by interval. Used by one thread at a time. */
final class ColdStarts {

    private final FunctionEntry entry;
    private final int maximum;
    private final Map<ContextPool, Long> seen = new WeakHashMap<>();

    ColdStarts(FunctionEntry entry, int maximum) {
        this.entry = entry;
        this.maximum = maximum;
        entry.revisions()
                .forEach(revision -> seen.put(revision.pool(), revision.pool().coldStarts()));
    }

    /** Makes as many contexts as the last interval had cold starts, so that the next has that many fewer. */
    void follow() {
        for (Revision revision : entry.revisions()) {
            ContextPool pool = revision.pool();
            long now = pool.coldStarts();
            Long before = seen.put(pool, now);
            long lately = now - (before == null ? 0 : before);
            if (lately > 0) {
                int idle = pool.idle();
                long missing = Math.min(lately, maximum) - idle;
                pool.prewarm((int) Math.max(0, missing));
            }
        }
    }
}
