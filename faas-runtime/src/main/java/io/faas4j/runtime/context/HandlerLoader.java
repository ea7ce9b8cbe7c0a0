package io.faas4j.runtime.context;

import io.faas4j.function.FunctionCode;
import io.faas4j.function.Handler;
import io.faas4j.function.HandlerFactory;
import io.faas4j.function.InitContext;
import io.faas4j.function.StreamHandler;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Makes the handler of an execution context from a function's code. */
public final class HandlerLoader {

    private HandlerLoader() {}

    /**
     * Whether the code works on raw bytes.
     *
     * @param code a function's code
     */
    public static boolean isStream(FunctionCode code) {
        if (code instanceof FunctionCode.OfStreamHandler) {
            return true;
        }
        if (code instanceof FunctionCode.OfClass ofClass) {
            return StreamHandler.class.isAssignableFrom(ofClass.type());
        }
        return code instanceof FunctionCode.OfName ofName && NamedHandler.isStream(ofName.name());
    }

    static Handler<Object, Object> load(FunctionCode code, InitContext init) throws Exception {
        if (code instanceof FunctionCode.OfHandler given) {
            return erased(given.handler());
        }
        if (code instanceof FunctionCode.OfStreamHandler given) {
            return new StreamAdapter(given.handler(), false);
        }
        if (code instanceof FunctionCode.OfFactory given) {
            return fromFactory(given.factory(), init);
        }
        if (code instanceof FunctionCode.OfClass given) {
            return adapted(instantiate(given.type(), init));
        }
        return NamedHandler.load(((FunctionCode.OfName) code).name(), init);
    }

    private static Handler<Object, Object> fromFactory(HandlerFactory<?, ?> factory, InitContext init)
            throws Exception {
        Handler<?, ?> made = factory.create(init);
        if (made == null) {
            throw new NullPointerException("the handler factory of function '" + init.functionName() + "' gave null");
        }
        return erased(made);
    }

    static Handler<Object, Object> adapted(Object handler) {
        return handler instanceof StreamHandler stream
                ? new StreamAdapter(stream, true)
                : erased((Handler<?, ?>) handler);
    }

    /** The dispatcher converts events to the definition's type before, so that the handler gets what it declares. */
    @SuppressWarnings("unchecked")
    private static Handler<Object, Object> erased(Handler<?, ?> handler) {
        return (Handler<Object, Object>) handler;
    }

    /** An instance by the constructor that takes an {@link InitContext}, or else by the one without arguments. */
    static Object instantiate(Class<?> type, InitContext init) throws Exception {
        try {
            Constructor<?> withInit = constructor(type, InitContext.class);
            if (withInit != null) {
                return withInit.newInstance(init);
            }
            Constructor<?> plain = constructor(type);
            if (plain != null) {
                return plain.newInstance();
            }
        } catch (InvocationTargetException | ExceptionInInitializerError | NoClassDefFoundError e) {
            // The last is what a class answers whose static initialiser failed before; its cause says how.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new InitFault(type, cause);
        }
        throw new InitFault(
                type,
                new NoSuchMethodException(
                        "it needs a constructor without arguments, or one that takes an InitContext; is it an inner class?"));
    }

    private static @Nullable Constructor<?> constructor(Class<?> type, Class<?>... parameters) {
        try {
            Constructor<?> found = type.getDeclaredConstructor(parameters);
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException none) {
            return null;
        }
    }
}
