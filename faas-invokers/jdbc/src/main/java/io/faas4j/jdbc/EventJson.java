package io.faas4j.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of an event that are stored as JSON: they are read by people and by this class, and by no query. */
final class EventJson {

    /** Of an error's text, in characters. */
    static final int LONGEST_TEXT = 1_024;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<List<StoredAttempt>> ATTEMPTS = new TypeReference<>() {};

    private EventJson() {}

    private record StoredAttempt(
            String at,
            long nanos,
            @Nullable String version,
            @Nullable String errorType,
            @Nullable String errorMessage) {}

    private record StoredDelivery(
            String condition,
            int statusCode,
            @Nullable String errorMessage,
            @Nullable String record,
            @Nullable String deadLetter,
            boolean orphan,
            int pending,
            int taken,
            int failed,
            int tries,
            @Nullable String lastError,
            List<String> undelivered) {}

    /** Null for none. */
    static @Nullable String chain(List<String> functions) {
        return functions.isEmpty() ? null : write(functions);
    }

    static List<String> readChain(@Nullable String text) {
        return text == null ? List.of() : read(text, NAMES);
    }

    /** The last attempt and those before it; null for none. */
    static @Nullable String attempts(@Nullable Attempt last) {
        if (last == null) {
            return null;
        }
        List<StoredAttempt> attempts = new ArrayList<>();
        for (Attempt attempt = last; attempt != null; attempt = attempt.previous()) {
            attempts.add(new StoredAttempt(
                    attempt.at().toString(),
                    attempt.durationNanos(),
                    attempt.version(),
                    attempt.errorType(),
                    cut(attempt.errorMessage())));
        }
        Collections.reverse(attempts);
        return write(attempts);
    }

    /**
     * The attempts, the first one first.
     *
     * @param response what the last one of them has answered
     */
    static List<Attempt> readAttempts(@Nullable String text, byte @Nullable [] response) {
        if (text == null) {
            return List.of();
        }
        List<StoredAttempt> stored = read(text, ATTEMPTS);
        List<Attempt> attempts = new ArrayList<>(stored.size());
        for (int i = 0; i < stored.size(); i++) {
            StoredAttempt one = stored.get(i);
            attempts.add(new Attempt(
                    Instant.parse(one.at()),
                    one.nanos(),
                    one.version(),
                    one.errorType(),
                    one.errorMessage(),
                    i == stored.size() - 1 ? response : null));
        }
        return attempts;
    }

    /** Null for none. */
    static @Nullable String delivery(@Nullable Delivery delivery) {
        if (delivery == null) {
            return null;
        }
        return write(new StoredDelivery(
                delivery.condition().name(),
                delivery.statusCode(),
                cut(delivery.errorMessage()),
                text(delivery.targets().record()),
                text(delivery.targets().deadLetter()),
                delivery.isOrphan(),
                delivery.pending(),
                delivery.taken(),
                delivery.failed(),
                delivery.tries(),
                cut(delivery.lastError()),
                delivery.undelivered().stream().map(DestinationRef::toString).toList()));
    }

    static @Nullable Delivery readDelivery(@Nullable String text) {
        if (text == null) {
            return null;
        }
        StoredDelivery stored = read(text, new TypeReference<>() {});
        return new Delivery(
                EventCondition.valueOf(stored.condition()),
                stored.statusCode(),
                stored.errorMessage(),
                new Delivery.Targets(destination(stored.record()), destination(stored.deadLetter())),
                stored.orphan(),
                stored.pending(),
                stored.taken(),
                stored.failed(),
                stored.tries(),
                stored.lastError(),
                stored.undelivered().stream().map(DestinationRef::parse).toList());
    }

    private static @Nullable String text(@Nullable DestinationRef destination) {
        return destination == null ? null : destination.toString();
    }

    private static @Nullable DestinationRef destination(@Nullable String text) {
        return text == null ? null : DestinationRef.parse(text);
    }

    /** Never between the halves of a surrogate pair. */
    static @Nullable String cut(@Nullable String text) {
        if (text == null || text.length() <= LONGEST_TEXT) {
            return text;
        }
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT);
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is made of strings and numbers cannot be written", e);
        }
    }

    static <T> T read(String text, TypeReference<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the store has JSON that is not the library's: " + cut(text), e);
        }
    }
}
