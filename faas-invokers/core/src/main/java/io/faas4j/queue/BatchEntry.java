package io.faas4j.queue;

import java.util.Objects;

/**
 * One of 1 to 10 entries of a batch (rules QUEUE-60, QUEUE-61).
 *
 * @param id by which its result is found: 1 to 80 of {@code [A-Za-z0-9_-]}, another one for each entry
 * @param value what it is about
 * @param <T> a message, a receipt handle, or a change of visibility
 */
public record BatchEntry<T>(String id, T value) {

    /** Checks that there are both. */
    public BatchEntry {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(value, "value");
    }
}
