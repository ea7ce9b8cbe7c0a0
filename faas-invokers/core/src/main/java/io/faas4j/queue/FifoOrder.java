package io.faas4j.queue;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The order of FIFO queues: kept within each group (rules FIFO-7 to FIFO-14). */
final class FifoOrder implements ReceiveOrder {

    /*
     * I1  a group is in `open` exactly if its first message is visible, but for the one that is being served.
     * I2  what is polled is the run of visible messages at the head of a group: the first that is not visible ends it.
     * I3  there are no parcels: each entry is a message with a group.
     * Cost: constant time for each call.
     */
    private final Map<String, Group> groups = new HashMap<>();

    /** Who was served or opened last is at the end (rule FIFO-14). */
    private final LinkedHashSet<Group> open = new LinkedHashSet<>();

    /** The group whose run is being polled, and what of it comes next (rule FIFO-8). */
    private @Nullable Group served;

    private @Nullable StoredMessage next;

    @Override
    public void add(Entry entry) {
        String id = Objects.requireNonNull(entry.groupId(), "groupId");
        groups.computeIfAbsent(id, Group::new).append((StoredMessage) entry);
    }

    @Override
    public void show(Entry entry) {
        openOrClose(groupOf(entry));
    }

    @Override
    public void hide(Entry entry) {
        openOrClose(groupOf(entry));
    }

    @Override
    public void remove(Entry entry, boolean wasVisible) {
        Group group = groupOf(entry);
        group.remove((StoredMessage) entry);
        openOrClose(group);
        if (group.isEmpty()) {
            groups.remove(group.id);
        }
    }

    private void openOrClose(Group group) {
        if (group == served) {
            return;
        }
        if (group.isOpen()) {
            open.add(group);
        } else {
            open.remove(group);
        }
    }

    private static Group groupOf(Entry entry) {
        return Objects.requireNonNull(((StoredMessage) entry).group, "group");
    }

    @Override
    public boolean hasNext() {
        return !open.isEmpty();
    }

    @Override
    public @Nullable Entry poll(long now) {
        if (next == null) {
            polled();
            serveNext();
        }
        StoredMessage polled = next;
        if (polled != null) {
            StoredMessage behind = polled.groupBehind;
            next = behind != null && behind.state == Entry.State.VISIBLE ? behind : null;
        }
        return polled;
    }

    private void serveNext() {
        Iterator<Group> first = open.iterator();
        if (first.hasNext()) {
            Group group = first.next();
            first.remove();
            served = group;
            next = group.head;
        }
    }

    @Override
    public void polled() {
        Group last = served;
        served = null;
        next = null;
        if (last != null) {
            openOrClose(last);
        }
    }
}
