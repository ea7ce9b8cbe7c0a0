package io.faas4j.testkit;

import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Makes a handler of a class as the runtime does. */
final class HandlerClasses {

    private HandlerClasses() {}

    static Handler<?, ?> instantiate(Class<?> type, InitContext init) throws Exception {
        boolean takesInit = Arrays.stream(type.getDeclaredConstructors())
                .anyMatch(each -> Arrays.equals(each.getParameterTypes(), new Class<?>[] {InitContext.class}));
        try {
            return takesInit
                    ? (Handler<?, ?>) accessible(type, InitContext.class).newInstance(init)
                    : (Handler<?, ?>) accessible(type).newInstance();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static Constructor<?> accessible(Class<?> type, Class<?>... parameters) throws NoSuchMethodException {
        Constructor<?> found = type.getDeclaredConstructor(parameters);
        found.setAccessible(true);
        return found;
    }
}
