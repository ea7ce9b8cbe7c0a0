package io.faas4j.function;

/** Called when an execution context ends or is reset (rule CTX-13). */
@FunctionalInterface
public interface ShutdownHook {

    /**
     * Gives back what the context holds.
     *
     * @param reason why the context ends
     * @throws Exception any failure: logged, and the other hooks still run
     */
    void shutdown(ShutdownReason reason) throws Exception;
}
