package io.faas4j.async.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What only some events have, all of it known when they are accepted. Immutable.
 *
 * @param orderKey the event's lane: events of one key start one after the other; null for none
 * @param deduplicationKey a second event with this key is not accepted within the window; null for none
 * @param tenantId for a function with tenants; null for none
 * @param chain the functions whose invocations led to this event, the first one first (rule REC-1); copied
 * @param carried what the sending thread carried; null for nothing. A durable queue loses it.
 * @param origin where it comes from if a mapping has given it up; null otherwise
 */
public record EventExtras(
        @Nullable String orderKey,
        @Nullable String deduplicationKey,
        @Nullable String tenantId,
        List<String> chain,
        @Nullable Object carried,
        @Nullable StreamOrigin origin) {

    /** Nothing. */
    public static final EventExtras NONE = new EventExtras(null, null, null, List.of(), null);

    /** Takes a copy of the chain. */
    public EventExtras {
        chain = List.copyOf(chain);
    }

    /**
     * Those of an event that somebody sent.
     *
     * @param orderKey the event's lane; null for none
     * @param deduplicationKey null for none
     * @param tenantId null for none
     * @param chain the functions whose invocations led to this event; copied
     * @param carried what the sending thread carried; null for nothing
     */
    public EventExtras(
            @Nullable String orderKey,
            @Nullable String deduplicationKey,
            @Nullable String tenantId,
            List<String> chain,
            @Nullable Object carried) {
        this(orderKey, deduplicationKey, tenantId, chain, carried, null);
    }
}
