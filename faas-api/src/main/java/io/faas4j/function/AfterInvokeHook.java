package io.faas4j.function;

/**
 * Called after each invocation of an execution context. On Lambda a context is frozen between invocations; in a JVM it is
 * not, so this is the place to stop what a handler leaves running (rule LIB-2).
 */
@FunctionalInterface
public interface AfterInvokeHook {

    /**
     * Tidies up after one invocation, on its thread and before its deadline ends.
     *
     * @param context the invocation that has just ended
     * @throws Exception any failure: logged, and the invocation's outcome stays what it is
     */
    void afterInvoke(Context context) throws Exception;
}
