package io.faas4j.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a FIFO queue accepted within the last five minutes (rules FIFO-3 to FIFO-5). Used under the queue's lock. */
final class Deduplication {

    private static final long WINDOW = Duration.ofMinutes(5).toNanos();

    /** A message that was accepted; itself it may be gone long since. */
    record Accepted(String groupId, String deduplicationId, MessageId messageId, String sequenceNumber, long nanos) {}

    /** Within the whole queue the group does not count. */
    private record Key(String deduplicationId, @Nullable String groupId) {}

    private final ArrayDeque<Accepted> accepted = new ArrayDeque<>();
    private final Map<Key, Accepted> byKey = new HashMap<>();
    private DeduplicationScope scope = DeduplicationScope.QUEUE;

    /** What was accepted under the same id; null if nothing was. */
    @Nullable
    Accepted find(String groupId, String deduplicationId, long now) {
        forgetOld(now);
        return byKey.get(key(groupId, deduplicationId));
    }

    void add(Accepted message) {
        accepted.add(message);
        byKey.putIfAbsent(key(message.groupId, message.deduplicationId), message);
    }

    /** What was accepted before stays known (rule FIFO-5). */
    void changeScope(DeduplicationScope changed) {
        if (scope != changed) {
            scope = changed;
            byKey.clear();
            accepted.forEach(message -> byKey.putIfAbsent(key(message.groupId, message.deduplicationId), message));
        }
    }

    void clear() {
        accepted.clear();
        byKey.clear();
    }

    private void forgetOld(long now) {
        for (Accepted oldest = accepted.peek();
                oldest != null && now - oldest.nanos >= WINDOW;
                oldest = accepted.peek()) {
            accepted.remove();
            byKey.remove(key(oldest.groupId, oldest.deduplicationId), oldest);
        }
    }

    private Key key(String groupId, String deduplicationId) {
        return new Key(deduplicationId, scope == DeduplicationScope.QUEUE ? null : groupId);
    }
}
