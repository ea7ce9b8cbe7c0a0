package io.faas4j.testkit.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.EventSourceMappings;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads events from files on the class path; see {@link EventFile} and {@link Events}, which do so for parameters of tests. */
public final class EventFiles {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PayloadCodec CODEC = EventSourceMappings.readingBatches(PayloadCodec.jackson());

    private EventFiles() {}

    /**
     * Reads one event.
     *
     * @param near a class that the file lies beside
     * @param file its name; from the root of the class path if it begins with a slash
     * @param type what a handler would receive
     * @throws IllegalArgumentException if there is no such file, or it holds something else
     */
    @SuppressWarnings("unchecked") // what is read is of the type
    public static <T> T read(Class<?> near, String file, TypeRef<T> type) {
        return (T) event(near, file, type.type());
    }

    /**
     * Reads all events of a file.
     *
     * @param near a class that the file lies beside
     * @param file its name, as for {@link Events}
     * @param type what a handler would receive
     * @throws IllegalArgumentException if there is no such file, or it holds something else
     */
    @SuppressWarnings("unchecked") // what is read is of the type
    public static <T> List<T> readAll(Class<?> near, String file, TypeRef<T> type) {
        return (List<T>) events(near, file, type.type());
    }

    static Object event(Class<?> near, String file, Type type) {
        return value(file, bytes(near, file), type);
    }

    static List<Object> events(Class<?> near, String file, Type type) {
        byte[] content = bytes(near, file);
        List<Object> events = new ArrayList<>();
        if (file.endsWith(".jsonl")) {
            String[] lines = new String(content, StandardCharsets.UTF_8).split("\\R", -1);
            for (int i = 0; i < lines.length; i++) {
                if (!lines[i].isBlank()) {
                    events.add(value(file + ", line " + (i + 1), lines[i].getBytes(StandardCharsets.UTF_8), type));
                }
            }
            return Collections.unmodifiableList(events);
        }
        JsonNode whole = json(file, content);
        if (!whole.isArray()) {
            events.add(value(file, content, type));
        }
        for (int i = 0; whole.isArray() && i < whole.size(); i++) {
            byte[] each = whole.get(i).toString().getBytes(StandardCharsets.UTF_8);
            events.add(value(file + ", event " + (i + 1), each, type));
        }
        return Collections.unmodifiableList(events);
    }

    private static JsonNode json(String file, byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (IOException wrong) {
            throw new IllegalArgumentException(file + " is no JSON: " + wrong.getMessage(), wrong);
        }
    }

    private static Object value(String where, byte[] content, Type type) {
        if (type == byte[].class) {
            return content;
        }
        if (type == String.class) {
            return text(new String(content, StandardCharsets.UTF_8));
        }
        try {
            Object value = CODEC.bind(type).decode(content);
            if (value == null) {
                throw new IllegalArgumentException("it is null");
            }
            return value;
        } catch (PayloadException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "%s is no %s: %s".formatted(where, type.getTypeName(), wrong.getMessage()), wrong);
        }
    }

    /** A JSON string is what stands between its quotes; all else is the text as it is. */
    private static String text(String content) {
        try {
            JsonNode json = JSON.readTree(content);
            return json.isTextual() ? json.textValue() : content;
        } catch (IOException noJson) {
            return content;
        }
    }

    private static byte[] bytes(Class<?> near, String file) {
        try (InputStream in = near.getResourceAsStream(file)) {
            if (in == null) {
                String folder =
                        file.startsWith("/") ? "" : near.getPackageName().replace('.', '/') + "/";
                throw new IllegalArgumentException(
                        "there is no file %s%s on the class path; put it among the test's resources"
                                .formatted(folder, file));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
