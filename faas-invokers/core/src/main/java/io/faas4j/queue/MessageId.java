package io.faas4j.queue;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message's id, whose text is made when it is asked for: many messages are handled and deleted without. */
final class MessageId {

    private final long high;
    private final long low;

    // Racy on purpose: any of them will do.
    private @Nullable String text;

    MessageId(UUID id) {
        this(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    MessageId(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** As a UUID. */
    UUID uuid() {
        return new UUID(high, low);
    }

    /** That as text. */
    @Override
    public String toString() {
        String made = text;
        if (made == null) {
            made = uuid().toString();
            text = made;
        }
        return made;
    }
}
