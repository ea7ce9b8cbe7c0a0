package io.faas4j.function;

/** What a function does with an event. */
@FunctionalInterface
public interface Handler<I, O> {

    O handle(I event) throws Exception;
}
