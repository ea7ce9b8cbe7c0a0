package io.faas4j.samples.service;

import io.faas4j.Faas;
import io.faas4j.runtime.snapshot.ConcurrencySnapshot;
import io.faas4j.runtime.snapshot.Health;
import io.faas4j.runtime.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** {@code GET /functions}: what is deployed, and how it goes, for operators who look now and then. */
final class FunctionsEndpoint implements Endpoint {

    private final Faas faas;
    private final AtomicReference<Snapshot> lastLook;

    FunctionsEndpoint(Faas faas) {
        this.faas = faas;
        this.lastLook = new AtomicReference<>(faas.snapshot());
    }

    /**
     * The whole.
     *
     * @param concurrency the limit on all functions together, and what is taken of it
     * @param health what is not well: who was throttled since the last look, whose handlers run on after their deadline,
     *     what could not be provisioned
     * @param functions by name
     */
    private record View(ConcurrencySnapshot concurrency, Health health, List<FunctionView> functions) {}

    @Override
    public Answer answer(Call call) {
        Snapshot now = faas.snapshot();
        Snapshot before = lastLook.getAndSet(now);
        List<FunctionView> functions = now.functions().stream()
                .map(function -> FunctionView.of(function, faas.functions()))
                .toList();
        return Answer.json(200, new View(now.concurrency(), now.healthSince(before), functions));
    }
}
