package io.faas4j.function;

import java.util.Objects;

/**
 * What a function runs: what the deployment package is on Lambda. Two codes are the same code, for a publish (rule VER-2),
 * if they are equal: the same class, handler name, or the very same handler or factory object.
 */
public sealed interface FunctionCode {

    /**
     * A handler object, shared by all execution contexts; it belongs to whoever gave it, and is never closed here.
     *
     * @param handler thread-safe
     */
    record OfHandler(Handler<?, ?> handler) implements FunctionCode {
        /** Checks for null. */
        public OfHandler {
            Objects.requireNonNull(handler, "handler");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfHandler that && handler == that.handler;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(handler);
        }
    }

    /**
     * A handler object on raw bytes, shared by all execution contexts.
     *
     * @param handler thread-safe
     */
    record OfStreamHandler(StreamHandler handler) implements FunctionCode {
        /** Checks for null. */
        public OfStreamHandler {
            Objects.requireNonNull(handler, "handler");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfStreamHandler that && handler == that.handler;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(handler);
        }
    }

    /**
     * A factory, called once for each execution context.
     *
     * @param factory thread-safe
     */
    record OfFactory(HandlerFactory<?, ?> factory) implements FunctionCode {
        /** Checks for null. */
        public OfFactory {
            Objects.requireNonNull(factory, "factory");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfFactory that && factory == that.factory;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(factory);
        }
    }

    /**
     * A handler class, instantiated once for each execution context by its constructor that takes an {@link InitContext},
     * or else by the one without arguments.
     *
     * @param type a {@link Handler} or a {@link StreamHandler}
     */
    record OfClass(Class<?> type) implements FunctionCode {
        /** Checks for null. */
        public OfClass {
            Objects.requireNonNull(type, "handlerClass");
        }
    }

    /**
     * A handler named as on Lambda, looked up in the host's class path when a context is made (rule CTX-20).
     *
     * @param name {@code pkg.Class::method}, or {@code pkg.Class} for a {@link Handler} or {@link StreamHandler}
     */
    record OfName(String name) implements FunctionCode {
        /** Checks for null. */
        public OfName {
            Objects.requireNonNull(name, "handlerName");
        }
    }
}
