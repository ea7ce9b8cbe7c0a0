package io.faas4j.runtime.payload;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Turns values into JSON and back. Safe for use by many threads. */
public interface PayloadCodec {

    /**
     * What is needed for one type, found once.
     *
     * @param type any type
     */
    Binding bind(Type type);

    /**
     * Checks that bytes are one JSON text in UTF-8.
     *
     * @param json the bytes, at least one
     * @throws PayloadException otherwise
     */
    void check(byte[] json) throws PayloadException;

    /** Jackson 2, configured for events: ISO-8601 dates, unknown properties ignored. Made when first needed. */
    static PayloadCodec jackson() {
        return new LazyCodec();
    }

    /** Reads and writes values of one type. Safe for use by many threads. */
    interface Binding {

        /**
         * Writes a value.
         *
         * @param value null becomes the JSON {@code null}
         * @throws PayloadException if the value cannot be written
         */
        byte[] encode(@Nullable Object value) throws PayloadException;

        /**
         * Reads a value.
         *
         * @param json no bytes mean null
         * @throws PayloadException if it is not JSON, or not of the type
         */
        @Nullable
        Object decode(byte[] json) throws PayloadException;
    }
}
