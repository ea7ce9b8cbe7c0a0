package io.faas4j.samples.benchmarks.durable;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import java.util.function.LongConsumer;

/** The library. */
final class FaasContestant implements Contestant {

    private final Faas faas;

    FaasContestant(Store store, LongConsumer started) {
        faas = Faas.builder().durable(store.jdbcStore()).build();
        faas.deploy(FunctionDefinition.of("work", String.class, Void.class, (text, context) -> {
            started.accept(Job.id(text));
            return null;
        }));
    }

    @Override
    public void submit(long id) {
        faas.invokeAsync("work", Job.text(id));
    }

    @Override
    public String countOpen() {
        return "select count(*) from faas_event";
    }

    @Override
    public void close() {
        faas.close();
    }
}
