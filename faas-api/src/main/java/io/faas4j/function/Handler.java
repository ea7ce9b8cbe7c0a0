package io.faas4j.function;

import org.jspecify.annotations.Nullable;

/**
 * The code of a function: one event in, one result out.
 *
 * <p>An execution context has its own handler instance where the definition names a class or a factory, and serves one
 * invocation at a time, so that such a handler need not be thread-safe. A handler given as an object (a lambda, say) is
 * shared by all contexts and must be. A handler that is {@link AutoCloseable} and was made by the runtime is closed
 * when its context is retired.
 *
 * @param <I> the event's type
 * @param <O> the result's type
 */
@FunctionalInterface
public interface Handler<I, O> {

    /**
     * Handles one event.
     *
     * <p>Whatever is thrown ends the invocation as a function error; the context stays warm, unless it was a
     * {@link VirtualMachineError} or an {@link java.io.IOError} (rules CTX-6, CTX-7).
     *
     * @param event the event; null if the caller sent none
     * @param context what is known of this invocation, valid also after the return
     * @return the result, or null
     * @throws Exception any failure of the handler's own
     */
    @Nullable
    O handle(I event, Context context) throws Exception;
}
