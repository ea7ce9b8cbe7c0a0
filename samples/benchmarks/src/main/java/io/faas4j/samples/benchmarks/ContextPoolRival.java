package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.context.ContextPool;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.registry.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The execution contexts of one deployed function: two steps to borrow and one to give back, as each invocation takes them. */
final class ContextPoolRival implements Rival<ExecutionContext> {

    private final Faas faas;
    private final ContextPool pool;

    ContextPoolRival(int contexts) throws Exception {
        faas = Faas.builder().concurrency(2 * contexts + 100).build();
        faas.deploy(FunctionDefinition.of("pooled", String.class, String.class, (event, context) -> event));
        pool = poolOf(faas, FunctionRef.parse("pooled"));
        fill(contexts);
    }

    /** The contexts of a function that is deployed. */
    static ContextPool poolOf(Faas faas, FunctionRef function) {
        Target target = Objects.requireNonNull(faas.functions().route(function).target(), "it was deleted");
        return target.primary().pool();
    }

    private void fill(int contexts) throws Exception {
        List<ExecutionContext> made = new ArrayList<>();
        for (int i = 0; i < contexts; i++) {
            made.add(borrow());
        }
        made.forEach(this::giveBack);
    }

    @Override
    public ExecutionContext borrow() throws Exception {
        ExecutionContext context = pool.borrowWarm();
        if (context == null) {
            context = Objects.requireNonNull(pool.borrow(), "the pool is drained");
        }
        return context.isWarm() ? context : warmed(context);
    }

    private static ExecutionContext warmed(ExecutionContext cold) throws Exception {
        try {
            cold.initialize();
        } catch (Throwable failure) {
            throw new IllegalStateException("a handler could not be made", failure);
        }
        return cold;
    }

    @Override
    public void giveBack(ExecutionContext lent) {
        lent.giveBack();
    }

    int size() {
        return pool.size();
    }

    @Override
    public void close() {
        faas.close();
    }
}
