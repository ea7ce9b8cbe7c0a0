package io.faas4j.testkit;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A handler with its script before it, and its calls noted. */
class ScriptedHandler implements Handler<Object, Object> {

    private final Handler<Object, Object> handler;
    private final HandlerScript script;
    private final CallLog log;

    @SuppressWarnings("unchecked") // the runtime converts events before, so that the handler gets what it declares
    ScriptedHandler(Handler<?, ?> handler, HandlerScript script, CallLog log) {
        this.handler = (Handler<Object, Object>) handler;
        this.script = script;
        this.log = log;
    }

    /** The handler of one execution context, which is closed with it if it can be. */
    @SuppressWarnings("unchecked") // as above; and it gives what the handler gives
    static <I, O> Handler<I, O> ofContext(@Nullable Handler<?, ?> made, HandlerScript script, CallLog log) {
        Handler<?, ?> handler = Objects.requireNonNull(made, "the handler factory gave null");
        ScriptedHandler scripted = handler instanceof AutoCloseable closeable
                ? new Closeable(handler, closeable, script, log)
                : new ScriptedHandler(handler, script, log);
        return (Handler<I, O>) (Handler<?, ?>) scripted;
    }

    @Override
    @SuppressWarnings("NullAway") // an event may be null for a handler that takes it
    public @Nullable Object handle(@Nullable Object event, Context context) throws Exception {
        CallLog.Entry entry = log.begin(context);
        Throwable thrown = null;
        try {
            script.play(event, context);
            return handler.handle(event, context);
        } catch (Throwable failure) {
            thrown = failure;
            throw failure;
        } finally {
            entry.ended(thrown);
        }
    }

    @SuppressWarnings("try") // it may throw what the own one throws
    private static final class Closeable extends ScriptedHandler implements AutoCloseable {
        private final AutoCloseable own;

        Closeable(Handler<?, ?> handler, AutoCloseable own, HandlerScript script, CallLog log) {
            super(handler, script, log);
            this.own = own;
        }

        @Override
        public void close() throws Exception {
            own.close();
        }
    }
}
