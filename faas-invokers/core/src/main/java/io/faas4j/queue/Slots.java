package io.faas4j.queue;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All messages of a queue, each under a small number by which a receipt handle finds it. */
final class Slots {

    private @Nullable StoredMessage[] messages = new StoredMessage[64];

    /** Numbers that were given back; the first `unused` are. */
    private int[] free = new int[64];

    private int unused;

    /** Numbers from here on were never given. */
    private int fresh;

    int size() {
        return fresh - unused;
    }

    void add(StoredMessage message) {
        if (unused > 0) {
            message.slot = free[--unused];
        } else {
            if (fresh == messages.length) {
                messages = Arrays.copyOf(messages, 2 * fresh);
                free = Arrays.copyOf(free, 2 * fresh);
            }
            message.slot = fresh++;
        }
        messages[message.slot] = message;
    }

    void remove(StoredMessage message) {
        messages[message.slot] = null;
        free[unused++] = message.slot;
    }

    /** The message of this number, if it is still the one that had this place in the queue; else null. */
    @Nullable
    StoredMessage find(int slot, long order) {
        StoredMessage found = slot < fresh ? messages[slot] : null;
        return found != null && found.order == order ? found : null;
    }

    /** Visits all, in no order; they may be removed. */
    void forEach(Consumer<StoredMessage> visitor) {
        for (int i = 0; i < fresh; i++) {
            StoredMessage message = messages[i];
            if (message != null) {
                visitor.accept(message);
            }
        }
    }
}
