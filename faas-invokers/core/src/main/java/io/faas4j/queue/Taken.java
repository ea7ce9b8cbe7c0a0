package io.faas4j.queue;

import java.util.ArrayList;
import java.util.List;

/** What one receive took: each message with which receive of it that was. */
final class Taken {

    final List<StoredMessage> messages;
    private final List<Integer> receiveCounts;

    Taken(int expected) {
        this.messages = new ArrayList<>(expected);
        this.receiveCounts = new ArrayList<>(expected);
    }

    void add(StoredMessage message) {
        messages.add(message);
        receiveCounts.add(message.receiveCount);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    int size() {
        return messages.size();
    }

    int receiveCount(int index) {
        return receiveCounts.get(index);
    }
}
