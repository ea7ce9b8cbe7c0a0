package io.faas4j.runtime.context;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.function.StreamHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A handler named as on Lambda: {@code pkg.Class::method}, or {@code pkg.Class} for a class with one of our interfaces
 * (rule CTX-20). A name that leads nowhere makes a handler that says so at each invocation.
 */
final class NamedHandler {

    private NamedHandler() {}

    static boolean isStream(String name) {
        try {
            return !name.contains("::") && StreamHandler.class.isAssignableFrom(find(name));
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    static Handler<Object, Object> load(String name, InitContext init) throws Exception {
        int at = name.lastIndexOf("::");
        String className = at < 0 ? name : name.substring(0, at);
        String methodName = at < 0 ? "" : name.substring(at + 2);
        if (className.isEmpty() || (at >= 0 && methodName.isEmpty())) {
            return fault("java.lang.RuntimeException", "Invalid handler: `" + name + "'");
        }
        Class<?> type;
        try {
            type = find(className);
        } catch (ClassNotFoundException | NoClassDefFoundError none) {
            return fault("java.lang.ClassNotFoundException", "Class not found: " + className);
        }
        if (at < 0) {
            return implementing(type, init);
        }
        Optional<Method> method = bestMethod(type, methodName);
        return method.isEmpty()
                ? fault(
                        "java.lang.NoSuchMethodException",
                        "No public method named " + methodName + " with appropriate method signature found on class "
                                + className)
                : calling(method.get(), type, init);
    }

    private static Class<?> find(String className) throws ClassNotFoundException {
        ClassLoader host = Thread.currentThread().getContextClassLoader();
        return Class.forName(className, false, host == null ? NamedHandler.class.getClassLoader() : host);
    }

    private static Handler<Object, Object> implementing(Class<?> type, InitContext init) throws Exception {
        if (!Handler.class.isAssignableFrom(type) && !StreamHandler.class.isAssignableFrom(type)) {
            return fault(
                    "java.lang.ClassCastException",
                    "Class " + type.getName() + " does not implement an appropriate handler interface.");
        }
        return HandlerLoader.adapted(HandlerLoader.instantiate(type, init));
    }

    /** As on Lambda: of several methods of the name the one with the most parameters, and then one with a context last. */
    private static Optional<Method> bestMethod(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .filter(NamedHandler::isCallable)
                .max(Comparator.comparingInt(Method::getParameterCount).thenComparing(NamedHandler::takesContextLast));
    }

    private static boolean takesContextLast(Method method) {
        int count = method.getParameterCount();
        return count > 0 && method.getParameterTypes()[count - 1] == Context.class;
    }

    private static boolean isCallable(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return parameters.length <= 1 || (parameters.length == 2 && parameters[1] == Context.class);
    }

    private static Handler<Object, Object> calling(Method method, Class<?> type, InitContext init) throws Exception {
        method.setAccessible(true);
        Object target = Modifier.isStatic(method.getModifiers()) ? null : HandlerLoader.instantiate(type, init);
        return new MethodHandler(method, target, List.of(method.getParameterTypes()));
    }

    private static Handler<Object, Object> fault(String errorType, String message) {
        return (event, context) -> {
            throw new HandlerFault(errorType, message);
        };
    }

    /** Calls a method by reflection. */
    private record MethodHandler(Method method, @Nullable Object target, List<Class<?>> parameters)
            implements AdaptedHandler {

        @Override
        public @Nullable Object handle(Object event, Context context) throws Exception {
            Object[] arguments = new Object[parameters.size()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = parameters.get(i) == Context.class ? context : event;
            }
            try {
                return method.invoke(target, arguments);
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

        @Override
        public @Nullable Object own() {
            return target;
        }
    }
}
