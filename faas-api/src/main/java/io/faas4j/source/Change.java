package io.faas4j.source;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of one item, as a stream of changes tells it (rules CHANGE-1, CHANGE-2). Immutable if its images are.
 *
 * @param <T> what an item is
 */
public final class Change<T> {

    /** What happened. */
    public enum Type {
        /** There was no such item. */
        INSERT,
        /** There was another one. */
        MODIFY,
        /** There is none any more. */
        REMOVE
    }

    private final String eventId;
    private final Type type;
    private final Map<String, String> keys;
    private final @Nullable T oldImage;
    private final @Nullable T newImage;
    private final Instant createdAt;
    private final boolean isExpiry;

    /**
     * A change.
     *
     * @param eventId the same each time it is read
     * @param type what happened
     * @param keys by what the item is known; copied
     * @param oldImage what it was; null if it was not, or the stream does not tell
     * @param newImage what it is; null if it is no more, or the stream does not tell
     * @param createdAt when, about, in whole seconds
     * @param isExpiry whether its time was over, rather than that somebody removed it (rule CHANGE-5)
     */
    public Change(
            String eventId,
            Type type,
            Map<String, String> keys,
            @Nullable T oldImage,
            @Nullable T newImage,
            Instant createdAt,
            boolean isExpiry) {
        this.eventId = eventId;
        this.type = type;
        this.keys = Map.copyOf(keys);
        this.oldImage = oldImage;
        this.newImage = newImage;
        this.createdAt = createdAt;
        this.isExpiry = isExpiry;
    }

    /** The same each time it is read. */
    public String eventId() {
        return eventId;
    }

    /** What happened. */
    public Type type() {
        return type;
    }

    /** By what the item is known, by attribute name; numbers as text. */
    public Map<String, String> keys() {
        return keys;
    }

    /** What it was; empty if it was not, or the stream does not tell (rule CHANGE-2). */
    public Optional<T> oldImage() {
        return Optional.ofNullable(oldImage);
    }

    /** What it is; empty if it is no more, or the stream does not tell (rule CHANGE-2). */
    public Optional<T> newImage() {
        return Optional.ofNullable(newImage);
    }

    /** When, about. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Whether its time was over, rather than that somebody removed it (rule CHANGE-5). */
    public boolean isExpiry() {
        return isExpiry;
    }

    @Override
    public String toString() {
        return "Change[%s %s]".formatted(type, keys);
    }
}
