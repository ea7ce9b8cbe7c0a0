package io.faas4j.runtime.context;

import io.faas4j.function.AfterInvokeHook;
import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import io.faas4j.runtime.failures.FailureLog;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A handler whose hooks run after each call (rule LIB-2).
 *
 * @param handler the user's, or an adapter before it
 * @param hooks in the order they were added
 * @param log where a hook's failure is told
 */
record HookedHandler(Handler<Object, Object> handler, List<AfterInvokeHook> hooks, Logger log)
        implements AdaptedHandler {

    @Override
    public @Nullable Object handle(Object event, Context context) throws Exception {
        try {
            return handler.handle(event, context);
        } finally {
            for (AfterInvokeHook hook : hooks) {
                run(hook, context);
            }
        }
    }

    private void run(AfterInvokeHook hook, Context context) {
        try {
            hook.afterInvoke(context);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | LinkageError | AssertionError e) {
            FailureLog.warn(log, "An after-invoke hook failed, request id {}", context.requestId(), e);
        }
    }

    @Override
    public @Nullable Object own() {
        return AdaptedHandler.ownOf(handler);
    }
}
