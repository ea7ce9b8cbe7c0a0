package io.faas4j.source;

import org.jspecify.annotations.Nullable;

/**
 * Reads what one record holds.
 *
 * @param <T> what it is to the function
 */
@FunctionalInterface
public interface RecordDecoder<T> {

    /**
     * Reads it.
     *
     * @param data a message's body, or a record's data
     * @throws Exception if it is none
     */
    @Nullable
    T decode(byte[] data) throws Exception;
}
