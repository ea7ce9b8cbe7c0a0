package io.faas4j.source;

import java.util.Objects;

/**
 * A record that a handler could not handle.
 *
 * @param itemIdentifier a message's id, or a stream record's sequence number
 */
public record BatchItemFailure(String itemIdentifier) {

    /** Checks that there is one. */
    public BatchItemFailure {
        Objects.requireNonNull(itemIdentifier, "itemIdentifier");
    }
}
