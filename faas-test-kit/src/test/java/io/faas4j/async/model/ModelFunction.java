package io.faas4j.async.model;

import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is expected of one function's events, and what holds for them. */
final class ModelFunction {

    private record Key(UUID first, long until) {}

    final String name;

    /** Whether its handlers may take time: then its workers may be late, and nothing else is done to it. */
    final boolean isSlow;

    final boolean hasDeadLetterQueue;
    final Map<UUID, ModelEvent> open = new LinkedHashMap<>();
    final Map<UUID, ModelEvent> letters = new LinkedHashMap<>();
    private final Map<String, List<ModelEvent>> lanes = new HashMap<>();
    private final Map<String, EventInvokeConfig> configs = new HashMap<>();
    private final Map<String, Key> keys = new HashMap<>();
    private final Map<EventState, Long> counts = new EnumMap<>(EventState.class);
    String live = "";
    boolean isReservedNothing;
    long acceptedEvents;

    ModelFunction(String name, boolean isSlow, boolean hasDeadLetterQueue) {
        this.name = name;
        this.isSlow = isSlow;
        this.hasDeadLetterQueue = hasDeadLetterQueue;
    }

    void count(EventState state, int by) {
        counts.merge(state, (long) by, Long::sum);
    }

    long count(EventState state) {
        return counts.getOrDefault(state, 0L);
    }

    EventInvokeConfig config(String qualifier) {
        return configs.getOrDefault(qualifier, EventInvokeConfig.create());
    }

    boolean hasConfig(String qualifier) {
        return configs.containsKey(qualifier);
    }

    void config(String qualifier, @Nullable EventInvokeConfig config) {
        if (config == null) {
            configs.remove(qualifier);
        } else {
            configs.put(qualifier, config);
        }
    }

    String version(String qualifier) {
        return qualifier.isEmpty() ? "$LATEST" : live;
    }

    String reference(String qualifier) {
        return qualifier.isEmpty() ? name : name + ":" + qualifier;
    }

    @Nullable
    UUID firstWith(String key, long now) {
        Key known = keys.get(key);
        return known == null || known.until() <= now ? null : known.first();
    }

    void know(String key, UUID id, long until) {
        keys.put(key, new Key(id, until));
    }

    void forget(UUID first) {
        keys.values().removeIf(key -> key.first().equals(first));
    }

    // ---- lanes ----------------------------------------------------------------------------------------------------

    void enter(ModelEvent event) {
        open.put(event.id, event);
        if (event.orderKey != null) {
            lanes.computeIfAbsent(event.orderKey, key -> new ArrayList<>()).add(event);
        }
    }

    /** Its attempts are over: the next one's may begin. */
    void leaveLane(ModelEvent event, long now) {
        if (event.orderKey == null) {
            return;
        }
        List<ModelEvent> lane = lane(event);
        boolean wasFirst = lane.indexOf(event) == 0;
        lane.remove(event);
        if (wasFirst && !lane.isEmpty()) {
            lane.get(0).due = Math.max(lane.get(0).due, now);
        }
    }

    private List<ModelEvent> lane(ModelEvent event) {
        return lanes.getOrDefault(event.orderKey, List.of());
    }

    /** Who is to be over before the event may be tried; null if nobody is. */
    @Nullable
    ModelEvent before(ModelEvent event) {
        ModelEvent first = event.orderKey == null ? event : lane(event).get(0);
        return first == event ? null : first;
    }

    /** The function was deleted, and another has its name. */
    void discardAll() {
        for (ModelEvent event : List.copyOf(open.values())) {
            if (event.state == EventState.DELIVERING) {
                event.isOrphan = true;
            } else {
                event.to(EventState.DISCARDED);
                open.remove(event.id);
            }
        }
        letters.values().forEach(letter -> letter.isOrphan = true);
        lanes.clear();
        configs.clear();
        keys.clear();
        isReservedNothing = false;
    }

    @Override
    public String toString() {
        return name;
    }
}
