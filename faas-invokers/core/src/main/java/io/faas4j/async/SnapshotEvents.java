package io.faas4j.async;

import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.snapshot.Snapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds to a picture of all functions what their queues know. A function that never had an event costs one look-up. */
final class SnapshotEvents {

    private SnapshotEvents() {}

    static Snapshot addedTo(Snapshot snapshot, Collection<FunctionQueue> queues) {
        if (queues.isEmpty()) {
            return snapshot;
        }
        Map<String, FunctionQueue> byName = new HashMap<>(2 * queues.size());
        queues.forEach(queue -> byName.put(queue.function(), queue));
        FunctionSnapshot[] functions = snapshot.functions().toArray(FunctionSnapshot[]::new);
        for (int i = 0; i < functions.length; i++) {
            FunctionQueue queue = byName.get(functions[i].name());
            if (queue != null) {
                functions[i] = withEvents(functions[i], queue);
            }
        }
        return new Snapshot(snapshot.time(), snapshot.concurrency(), List.of(functions), snapshot.mappings());
    }

    private static FunctionSnapshot withEvents(FunctionSnapshot function, FunctionQueue queue) {
        Ledger ledger = queue.ledger();
        boolean holdsNone = ledger.open() == 0 && ledger.kept() == 0;
        return function.withEvents(ledger, holdsNone ? null : queue.full().orElse(null));
    }
}
