package io.faas4j.queue;

import io.faas4j.queue.Entry.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The receives of a FIFO queue that can be repeated (rule FIFO-16). Used under the queue's lock. */
final class ReceiveAttempts {

    private static final long WINDOW = Duration.ofMinutes(5).toNanos();

    private record Attempt(String id, Taken taken, List<Integer> stays, long nanos) {

        /** Whether each message is still where that receive put it. */
        boolean holds() {
            for (int i = 0; i < taken.count(); i++) {
                Entry message = taken.entry(i);
                if (message.state != State.IN_FLIGHT || message.stays != stays.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
    private final Map<String, Attempt> byId = new HashMap<>();

    void add(String id, Taken taken, long now) {
        List<Integer> stays = new ArrayList<>();
        for (int i = 0; i < taken.count(); i++) {
            stays.add(taken.entry(i).stays);
        }
        Attempt attempt = new Attempt(id, taken, stays, now);
        attempts.add(attempt);
        byId.put(id, attempt);
    }

    /** What the receive of this id took; null if it is not known, is too old, or one of its messages has moved on. */
    @Nullable
    Taken find(String id, long now) {
        for (Attempt oldest = attempts.peek();
                oldest != null && now - oldest.nanos >= WINDOW;
                oldest = attempts.peek()) {
            attempts.remove();
            byId.remove(oldest.id, oldest);
        }
        Attempt found = byId.get(id);
        return found != null && found.holds() ? found.taken : null;
    }
}
