package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.Queues;
import io.faas4j.queue.SentMessage;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever is done to a {@link MessageQueue}, in any order: it answers as a list of messages does that is looked through each time. Extended by a
 * test class for each place that queues are kept in.
 */
public abstract class MessageQueueContract {

    private static final int CAPACITY = 15;
    private static final int CAPACITY_FOR_BATCHES = 60;
    private static final Duration RETENTION = Duration.ofHours(20);

    private final VirtualTime time = VirtualTime.create();
    private @Nullable Queues opened;

    /** The messages that are there by their ids, the oldest first. */
    private final Map<String, Known> there = new LinkedHashMap<>();

    private final List<Handle> handles = new ArrayList<>();

    /** What receives gave, as they gave it. */
    private final List<Receive> receives = new ArrayList<>();

    private @Nullable MessageQueue made;
    private int capacity = CAPACITY;
    private boolean isOldestFirst;

    private record Handle(String text, String id, int receive) {}

    private record Receive(List<QueueMessage> messages, List<Handle> handles) {}

    private static final class Known {
        private final @Nullable String group;
        private final long sentAt;
        private int receives;
        private long receivedAt;
        private long hiddenUntil;

        Known(@Nullable String group, long sentAt, long visibleAt) {
            this.group = group;
            this.sentAt = sentAt;
            this.hiddenUntil = visibleAt;
        }
    }

    /** For the test class of a place. */
    protected MessageQueueContract() {}

    /** No queues yet. */
    protected abstract Queues open(TimeSource source);

    /** Lets go of what was opened. */
    protected void close() {}

    /** How many sequences of steps are tried for each kind of queue. */
    protected abstract int sequences();

    /** How many steps each has. */
    protected abstract int steps();

    /** Whether a standard queue gives out the oldest message first, also where it came back later than others; SQS promises no order. */
    protected abstract boolean isOldestFirst();

    @BeforeEach
    void openQueues() {
        opened = open(time);
        isOldestFirst = isOldestFirst();
    }

    @AfterEach
    void closeQueues() {
        close();
    }

    private MessageQueue queue() {
        return Objects.requireNonNull(made, "queue");
    }

    private void create(String name, QueueAttributes attributes) {
        there.clear();
        handles.clear();
        receives.clear();
        made = Objects.requireNonNull(opened, "queues")
                .create(name, attributes.capacity(capacity).retention(RETENTION));
    }

    @Test
    void a_standard_queue_behaves_as_its_description() {
        for (int sequence = 1; sequence <= sequences(); sequence++) {
            create("orders-" + sequence, QueueAttributes.NONE);
            run(sequence);
        }
    }

    @Test
    void a_queue_that_is_sent_batches_behaves_as_its_description() {
        capacity = CAPACITY_FOR_BATCHES;
        for (int sequence = 1; sequence <= sequences(); sequence++) {
            create("orders-" + sequence, QueueAttributes.NONE);
            runBatches(sequence);
        }
    }

    private void runBatches(int sequence) {
        Draws random = new Draws(sequence);
        for (int step = 0; step < steps(); step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> sendAll(random, step);
                case 3 -> receive(1 + random.nextInt(40), timeout(random));
                case 4, 5 -> deleteAll(random);
                case 6 -> changeVisibilityOfAll(random);
                default -> step(random, step);
            }
            forgetOld();
            assertCounts();
        }
    }

    @Test
    void a_fifo_queue_behaves_as_its_description() {
        for (int sequence = 1; sequence <= sequences(); sequence++) {
            create("orders-" + sequence + ".fifo", QueueAttributes.FIFO);
            run(sequence);
        }
    }

    private void run(int sequence) {
        Draws random = new Draws(sequence);
        for (int step = 0; step < steps(); step++) {
            step(random, step);
            forgetOld();
            assertCounts();
        }
    }

    private void step(Draws random, int step) {
        switch (random.nextInt(7)) {
            case 0, 1, 2 -> send(random, step);
            case 3 -> receive(1 + random.nextInt(10), timeout(random));
            case 4 -> delete(random);
            case 5 -> changeVisibility(random);
            default -> time.advance(Duration.ofSeconds(random.nextInt(5) == 0 ? 20_000 : random.nextInt(40)));
        }
    }

    private void forgetOld() {
        there.values().removeIf(known -> time.nanoTime() - known.sentAt >= RETENTION.toNanos());
    }

    private static Duration timeout(Draws random) {
        return Duration.ofSeconds(random.nextInt(4) == 0 ? 0 : random.nextInt(60));
    }

    private boolean isVisible(Known known) {
        return known.hiddenUntil <= time.nanoTime();
    }

    private void send(Draws random, int step) {
        forgetOld();
        boolean isFull = there.size() == capacity;
        NewMessage message = NewMessage.of("m" + step);
        String group = queue().isFifo() ? "g" + random.nextInt(4) : null;
        Duration delay = group == null ? timeout(random) : Duration.ZERO;
        NewMessage sent =
                group == null ? message.delay(delay) : message.groupId(group).deduplicationId("d" + step);
        try {
            String id = queue().send(sent).messageId();
            assertThat(isFull).isFalse();
            there.put(id, new Known(group, time.nanoTime(), time.nanoTime() + delay.toNanos()));
        } catch (QueueFullException full) {
            assertThat(isFull).isTrue();
        }
    }

    /** Mostly nothing but bodies, so that they stay together. */
    private void sendAll(Draws random, int step) {
        forgetOld();
        List<NewMessage> messages = new ArrayList<>();
        Duration delay = random.nextInt(4) == 0 ? timeout(random) : Duration.ZERO;
        int count = random.nextInt(4) == 0 ? random.nextInt(30) : 10;
        for (int i = 0; i < count; i++) {
            NewMessage message = NewMessage.of("m" + step + "-" + i);
            messages.add(delay.isZero() ? message : message.delay(delay));
        }
        try {
            List<SentMessage> sent = queue().sendAll(messages);
            assertThat(there.size() + count).isLessThanOrEqualTo(capacity);
            assertThat(sent).hasSize(count);
            for (SentMessage each : sent) {
                there.put(each.messageId(), new Known(null, time.nanoTime(), time.nanoTime() + delay.toNanos()));
            }
        } catch (QueueFullException full) {
            assertThat(there.size() + count).isGreaterThan(capacity);
        }
    }

    private void receive(int max, Duration timeout) {
        List<String> deliverable = deliverable();

        List<QueueMessage> received = queue().receive(max, timeout);

        List<String> ids = received.stream().map(QueueMessage::messageId).toList();
        assertThat(ids).hasSize(Math.min(max, deliverable.size()));
        if (queue().isFifo()) {
            assertGrouped(ids, deliverable);
        } else if (isOldestFirst) {
            assertThat(ids).isEqualTo(deliverable.subList(0, ids.size()));
        } else {
            assertThat(deliverable).containsAll(ids);
        }
        List<Handle> given = new ArrayList<>();
        for (QueueMessage message : received) {
            Known known = known(message.messageId());
            known.receives++;
            known.receivedAt = time.nanoTime();
            known.hiddenUntil = time.nanoTime() + timeout.toNanos();
            assertThat(message.receiveCount()).isEqualTo(known.receives);
            given.add(new Handle(message.receiptHandle(), message.messageId(), known.receives));
        }
        handles.addAll(given);
        receives.add(new Receive(received, given));
    }

    private Known known(String id) {
        Known known = there.get(id);
        assertThat(known).as("message " + id).isNotNull();
        return Objects.requireNonNull(known);
    }

    /** Rule FIFO-7, word by word. */
    private List<String> deliverable() {
        Set<String> stopped = new HashSet<>();
        List<String> deliverable = new ArrayList<>();
        there.forEach((id, known) -> {
            if (known.group != null && stopped.contains(known.group)) {
                return;
            }
            if (isVisible(known)) {
                deliverable.add(id);
            } else if (known.group != null) {
                stopped.add(known.group);
            }
        });
        return deliverable;
    }

    /** Whole groups in any order, and of the last one its beginning. */
    private void assertGrouped(List<String> ids, List<String> deliverable) {
        Set<@Nullable String> groups = new HashSet<>();
        for (int i = 0; i < ids.size(); ) {
            String group = known(ids.get(i)).group;
            assertThat(groups.add(group)).as("a group is served once").isTrue();
            List<String> ofGroup = deliverable.stream()
                    .filter(id -> Objects.equals(known(id).group, group))
                    .toList();
            int end = Math.min(ids.size(), i + ofGroup.size());
            assertThat(ids.subList(i, end)).isEqualTo(ofGroup.subList(0, end - i));
            i = end;
        }
    }

    private @Nullable Handle anyHandle(Draws random) {
        if (handles.isEmpty()) {
            return null;
        }
        int last = Math.max(0, handles.size() - 20);
        return handles.get(
                random.nextInt(3) == 0 ? random.nextInt(handles.size()) : random.nextInt(last, handles.size()));
    }

    private @Nullable Receive anyReceive(Draws random) {
        int last = Math.max(0, receives.size() - 5);
        return receives.isEmpty() ? null : receives.get(random.nextInt(last, receives.size()));
    }

    /** The whole list of a receive, or a part of it. */
    private static List<QueueMessage> some(Draws random, Receive receive) {
        int end = receive.messages().size();
        return random.nextInt(3) == 0 ? receive.messages().subList(random.nextInt(end + 1), end) : receive.messages();
    }

    private static List<Handle> handlesOf(Receive receive, List<QueueMessage> some) {
        return receive.handles()
                .subList(
                        receive.handles().size() - some.size(),
                        receive.handles().size());
    }

    private void deleteAll(Draws random) {
        Receive receive = anyReceive(random);
        if (receive != null) {
            List<QueueMessage> some = some(random, receive);
            assertThat(queue().delete(some)).isEmpty();
            handlesOf(receive, some).forEach(handle -> there.remove(handle.id()));
        }
    }

    private void changeVisibilityOfAll(Draws random) {
        Receive receive = anyReceive(random);
        if (receive == null) {
            return;
        }
        Duration timeout = timeout(random);
        List<QueueMessage> some = some(random, receive);
        queue().changeVisibility(some, timeout);
        for (Handle handle : handlesOf(receive, some)) {
            Known known = there.get(handle.id());
            if (known != null && !isTooLong(known, timeout)) {
                known.hiddenUntil = time.nanoTime() + timeout.toNanos();
            }
        }
    }

    private boolean isExpired(@Nullable Known known, Handle handle) {
        return queue().isFifo() && known != null && (isVisible(known) || handle.receive() != known.receives);
    }

    private void delete(Draws random) {
        Handle handle = anyHandle(random);
        if (handle == null) {
            return;
        }
        boolean isRefused = isExpired(there.get(handle.id()), handle);
        try {
            queue().delete(handle.text());
            assertThat(isRefused).isFalse();
            there.remove(handle.id());
        } catch (QueueException refused) {
            assertThat(isRefused).isTrue();
        }
    }

    private void changeVisibility(Draws random) {
        Handle handle = anyHandle(random);
        if (handle == null) {
            return;
        }
        Known known = there.get(handle.id());
        Duration timeout = timeout(random);
        boolean isRefused = known == null || isExpired(known, handle) || isTooLong(known, timeout);
        try {
            queue().changeVisibility(handle.text(), timeout);
            assertThat(isRefused).isFalse();
            known(handle.id()).hiddenUntil = time.nanoTime() + timeout.toNanos();
        } catch (QueueException refused) {
            assertThat(isRefused).isTrue();
        }
    }

    private boolean isTooLong(Known known, Duration timeout) {
        long sinceReceive = time.nanoTime() - known.receivedAt;
        return !timeout.isZero()
                && sinceReceive + timeout.toNanos() > Duration.ofHours(12).toNanos();
    }

    private void assertCounts() {
        int visible = (int) there.values().stream().filter(this::isVisible).count();
        assertThat(queue().approximateNumberOfMessages()).isEqualTo(visible);
        assertThat(queue().approximateNumberOfMessagesNotVisible() + queue().approximateNumberOfMessagesDelayed())
                .isEqualTo(there.size() - visible);
    }
}
