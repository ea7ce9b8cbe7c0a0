package io.faas4j.function;

/**
 * Makes the handler of one execution context: what it does is the function's cold start (rule CTX-5).
 *
 * @param <I> the event's type
 * @param <O> the result's type
 */
@FunctionalInterface
public interface HandlerFactory<I, O> {

    /**
     * Makes a handler. Called once per execution context, and again when that context was reset (rule CTX-7).
     *
     * @param init what is known of the context, and the way to add shutdown hooks
     * @return the handler that serves this context alone
     * @throws Exception any failure; the init phase is then tried once more within the invocation (rule CTX-3)
     */
    Handler<I, O> create(InitContext init) throws Exception;
}
