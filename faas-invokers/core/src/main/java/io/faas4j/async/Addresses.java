package io.faas4j.async;

import io.faas4j.async.queue.EventTarget;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.FunctionRuntime;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The addresses that the events of one function were sent to. Safe for use by many threads. */
final class Addresses {

    private final FunctionRuntime runtime;
    private final ConcurrentMap<FunctionRef, Address> known = new ConcurrentHashMap<>();

    Addresses(FunctionRuntime runtime) {
        this.runtime = runtime;
    }

    /** The one address of a reference, found or made. */
    Address of(FunctionRef ref) {
        return known.computeIfAbsent(
                ref, wanted -> new Address(runtime.invoker().events(wanted), runtime.functions()));
    }

    /** The address of events: their own, unless they come from a store. */
    Address of(EventTarget target) {
        return target instanceof Address address ? address : of(target.function());
    }

    /** Forgets them: the function was deleted. */
    void clear() {
        known.clear();
    }
}
