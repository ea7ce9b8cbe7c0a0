package io.faas4j.sync;

import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.FunctionRuntime;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The handles of those who invoke by name: one for each spelling of a reference, for the types it was last used with. Safe
 * for use by many threads.
 */
public final class NamedFunctions {

    /** More spellings than anybody uses; above it the handles are found anew. */
    private static final int MAX_NAMES = 200_000;

    private final FunctionRuntime runtime;
    private final ConcurrentHashMap<String, Named> names = new ConcurrentHashMap<>();

    /**
     * No handles yet.
     *
     * @param runtime where functions are found
     */
    public NamedFunctions(FunctionRuntime runtime) {
        this.runtime = runtime;
    }

    private record Named(Class<?> event, Class<?> result, FunctionHandle<Object, Object> handle) {}

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
        if (named == null || named.event() != type || named.result() != result) {
            named = find(function, type, result);
        }
        return (FunctionHandle<Object, O>) named.handle();
    }

    private Named find(String function, Class<?> event, Class<?> result) {
        Named found = new Named(event, result, runtime.handle(FunctionRef.parse(function), event, result));
        if (names.size() >= MAX_NAMES) {
            names.clear();
        }
        names.put(function, found);
        return found;
    }
}
