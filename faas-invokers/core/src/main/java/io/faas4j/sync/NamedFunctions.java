package io.faas4j.sync;

import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.FunctionRuntime;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The handles of those who invoke by name: for each spelling of a reference those of the types it was last used with. Safe
 * for use by many threads.
 */
public final class NamedFunctions {

    /** More spellings than anybody uses; above it the handles are found anew. */
    private static final int MAX_NAMES = 200_000;

    /** Pairs of types for each spelling; enough for the members of a sealed event type. */
    static final int MAX_TYPES = 8;

    /** So few that it does not matter if their functions are deleted. */
    private static final int FEW_NAMES = 256;

    private final FunctionRuntime runtime;
    private final ConcurrentHashMap<String, Named> names = new ConcurrentHashMap<>();
    private volatile int tidyAt = FEW_NAMES;

    /**
     * No handles yet.
     *
     * @param runtime where functions are found
     */
    public NamedFunctions(FunctionRuntime runtime) {
        this.runtime = runtime;
    }

    /** A handle and the ones found before it, the latest first. */
    private record Named(
            Class<?> event,
            Class<?> result,
            FunctionHandle<Object, Object> handle,
            @Nullable Named earlier) {

        static @Nullable Named latest(@Nullable Named from, int most) {
            return from == null || most == 0
                    ? null
                    : new Named(from.event, from.result, from.handle, latest(from.earlier, most - 1));
        }
    }

    /**
     * A handle for an event as it is.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the event, or null
     * @param result the type the caller wants
     */
    @SuppressWarnings("unchecked")
    public <O> FunctionHandle<Object, O> handle(String function, @Nullable Object event, Class<O> result) {
        Class<?> type = event == null ? Object.class : event.getClass();
        Named named = names.get(function);
        while (named != null && (named.event != type || named.result != result)) {
            named = named.earlier;
        }
        return (FunctionHandle<Object, O>) (named == null ? find(function, type, result) : named.handle);
    }

    private FunctionHandle<Object, Object> find(String function, Class<?> event, Class<?> result) {
        FunctionHandle<Object, Object> found = runtime.handle(FunctionRef.parse(function), event, result);
        if (names.size() >= tidyAt) {
            tidy();
        }
        Named earlier = Named.latest(names.get(function), MAX_TYPES - 1);
        names.put(function, new Named(event, result, found, earlier));
        return found;
    }

    /**
     * Forgets functions that were deleted, which would be kept alive by their handles; each time the names have doubled, so
     * that it costs a new name next to nothing. What is deployed anew meanwhile is found anew.
     */
    private void tidy() {
        names.values().removeIf(named -> !isThere(named.handle.ref()));
        if (names.size() >= MAX_NAMES) {
            names.clear();
        }
        tidyAt = Math.min(MAX_NAMES, Math.max(FEW_NAMES, 2 * names.size()));
    }

    private boolean isThere(FunctionRef ref) {
        try {
            runtime.functions().route(ref);
            return true;
        } catch (ResourceNotFoundException deleted) {
            return false;
        }
    }

    /** For how many spellings handles are kept. */
    int size() {
        return names.size();
    }
}
