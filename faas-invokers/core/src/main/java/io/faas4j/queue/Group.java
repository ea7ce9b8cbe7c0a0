package io.faas4j.queue;

import org.jspecify.annotations.Nullable;

/** The messages of one group, in their order (rule FIFO-13). Used under the queue's lock. */
final class Group {

    final String id;

    @Nullable
    StoredMessage head;

    private @Nullable StoredMessage tail;

    Group(String id) {
        this.id = id;
    }

    /** Whether its first message is visible (rule FIFO-7). */
    boolean isOpen() {
        return head != null && head.state == Entry.State.VISIBLE;
    }

    boolean isEmpty() {
        return head == null;
    }

    void append(StoredMessage message) {
        StoredMessage last = tail;
        message.group = this;
        message.groupBefore = last;
        if (last == null) {
            head = message;
        } else {
            last.groupBehind = message;
        }
        tail = message;
    }

    void remove(StoredMessage message) {
        StoredMessage before = message.groupBefore;
        StoredMessage behind = message.groupBehind;
        if (before == null) {
            head = behind;
        } else {
            before.groupBehind = behind;
        }
        if (behind == null) {
            tail = before;
        } else {
            behind.groupBefore = before;
        }
        message.groupBefore = null;
        message.groupBehind = null;
    }
}
