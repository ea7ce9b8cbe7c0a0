package io.faas4j.function;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param items as many as were asked for, or fewer; immutable
 * @param nextMarker what to ask for the next page with; empty on the last one
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, Optional<String> nextMarker) {

    /** Takes a copy of the items. */
    public Page {
        items = List.copyOf(items);
    }
}
