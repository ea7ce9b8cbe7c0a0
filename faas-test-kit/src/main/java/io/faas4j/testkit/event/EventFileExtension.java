package io.faas4j.testkit.event;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Behind {@link EventFile} and {@link Events}. */
final class EventFileExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.isAnnotated(EventFile.class) || parameter.isAnnotated(Events.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> near = parameter.getDeclaringExecutable().getDeclaringClass();
        Type type = parameter.getParameter().getParameterizedType();
        try {
            Optional<EventFile> one = parameter.findAnnotation(EventFile.class);
            return one.isPresent()
                    ? EventFiles.event(near, one.get().value(), type)
                    : all(near, parameter.findAnnotation(Events.class).orElseThrow(), type);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterResolutionException(wrong.getMessage(), wrong);
        }
    }

    private static List<Object> all(Class<?> near, Events files, Type type) {
        if (!(type instanceof ParameterizedType list) || list.getRawType() != List.class) {
            throw new IllegalArgumentException(
                    "a parameter with @Events is a List of what a handler receives, not a " + type.getTypeName());
        }
        List<Object> events = new ArrayList<>();
        for (String file : files.value()) {
            events.addAll(EventFiles.events(near, file, list.getActualTypeArguments()[0]));
        }
        return events;
    }
}
