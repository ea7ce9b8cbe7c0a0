package io.faas4j.runtime.payload;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * An event that has several forms, so that a handler gets the one it is declared for: a batch of records is a value for one
 * function, and JSON for another. Made for one invocation.
 */
public interface EventForms {

    /**
     * The event as a value.
     *
     * @param type what the handler is declared for
     * @return null if it has no such form, and is to be read from its JSON
     */
    @Nullable
    Object as(Type type);

    /** The event as JSON, for everything else. */
    byte[] json();
}
