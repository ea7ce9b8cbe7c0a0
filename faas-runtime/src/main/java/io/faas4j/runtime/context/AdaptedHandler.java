package io.faas4j.runtime.context;

import io.faas4j.function.Handler;
import org.jspecify.annotations.Nullable;

/** A handler of the runtime's own that stands before the user's code. */
interface AdaptedHandler extends Handler<Object, Object> {

    /** The object that the runtime made for the context and closes with it; null if there is none. */
    @Nullable
    Object own();

    /** What is to be closed of a handler. */
    static @Nullable Object ownOf(@Nullable Handler<Object, Object> handler) {
        return handler instanceof AdaptedHandler adapted ? adapted.own() : handler;
    }
}
