package io.faas4j.mapping;

import io.faas4j.source.QueueMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that were received and are on their way through a function. In one thread's hands at a time. */
final class PendingMessages {

    /** What one receive gave, as it gave it, or a list of our own. */
    private List<QueueMessage> messages = List.of();

    private boolean isOwn;
    private long bytes;
    private boolean isTraced;
    private long visibleAgainNanos;

    /** How often in a row the function could not be invoked, or the queue not be reached. */
    int refusals;

    /** Whether a handler has had them, or none is to. */
    boolean isSettled;

    /** Whether none of them failed, and none was left. */
    boolean isHandledWhole;

    /** Whether some were taken out, for the queue to give them out again. */
    private boolean hasLeft;

    /** What was received with them, and is too much for one event (rule ESM-15); null for nothing. */
    @Nullable
    PendingMessages following;

    /** When it goes whatever its size, with a batching window. */
    long dueNanos;

    /** Whether that is settled. */
    boolean isDue;

    /** What is left to be deleted, once the function has run; null before. */
    @Nullable
    List<QueueMessage> handled;

    List<QueueMessage> messages() {
        return messages;
    }

    int size() {
        return messages.size();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /**
     * Adds some. Those of a single receive stay the list that it gave: its source may know that again.
     *
     * @param some not changed any more by anybody
     * @param size what they count in an event
     * @param areTraced whether one of them comes with a chain of invocations
     * @param visibleAgain when others may receive them
     */
    void add(List<QueueMessage> some, long size, boolean areTraced, long visibleAgain) {
        if (messages.isEmpty()) {
            visibleAgainNanos = visibleAgain;
            messages = some;
            isOwn = false;
        } else {
            visibleAgainNanos = visibleAgain - visibleAgainNanos < 0 ? visibleAgain : visibleAgainNanos;
            own().addAll(some);
        }
        bytes += size;
        isTraced |= areTraced;
    }

    /** Whether one of them comes with a chain of invocations. */
    boolean isTraced() {
        return isTraced;
    }

    /** Takes some out, for the queue to give them out again. */
    void leave(List<QueueMessage> some) {
        own().removeAll(some);
        hasLeft = true;
    }

    private List<QueueMessage> own() {
        if (!isOwn) {
            messages = new ArrayList<>(messages);
            isOwn = true;
        }
        return messages;
    }

    boolean hasLeft() {
        return hasLeft;
    }

    /** From when on the first of them may be in somebody else's hands. */
    long visibleAgainNanos() {
        return visibleAgainNanos;
    }
}
