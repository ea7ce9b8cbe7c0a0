package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many senders and receivers at once, in real time. */
@Tag("slow")
class MessageQueueStressTest {

    private static final long SENDING = Duration.ofSeconds(3).toNanos();
    private static final Duration TIMEOUT = Duration.ofMillis(20);
    private static final int SENDERS = 2;
    private static final int RECEIVERS = 4;
    private static final int CAPACITY = 2_000;

    /**
     * One receive of one message.
     *
     * @param count the message's receive count
     * @param begun before the call
     * @param ended after it
     */
    private record Receive(int count, long begun, long ended) {}

    private final TimeSource time = TimeSource.system();
    private final MessageQueue queue = new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(1))
            .create("q", QueueAttributes.NONE.capacity(CAPACITY).visibilityTimeout(TIMEOUT));
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Map<String, Queue<Receive>> receives = new ConcurrentHashMap<>();
    private final Map<String, Long> deleted = new ConcurrentHashMap<>();

    /** Whose visibility somebody has changed: they may have come back early. */
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    private final AtomicInteger sending = new AtomicInteger(SENDERS);

    @AfterEach
    void close() {
        time.close();
    }

    private int send(int sender) {
        long end = System.nanoTime() + SENDING;
        int count = 0;
        while (System.nanoTime() - end < 0) {
            try {
                if (count % 3 == 0) {
                    queue.sendAll(batch(sender, count)).forEach(each -> sent.add(each.messageId()));
                } else {
                    sent.add(queue.send(message(sender, count)).messageId());
                }
                count++;
            } catch (QueueFullException full) {
                Thread.onSpinWait();
            }
        }
        sending.decrementAndGet();
        return count;
    }

    private static NewMessage message(int sender, int count) {
        return NewMessage.of((sender + ":" + count).getBytes(StandardCharsets.UTF_8));
    }

    private static List<NewMessage> batch(int sender, int count) {
        return IntStream.range(0, 2 + count % 12)
                .mapToObj(i -> message(sender, count))
                .toList();
    }

    private int receive(int receiver) {
        SplittableRandom random = new SplittableRandom(receiver);
        int count = 0;
        while (sending.get() > 0 || deleted.size() < sent.size()) {
            long begun = System.nanoTime();
            List<QueueMessage> messages = queue.receive(1 + random.nextInt(10));
            long ended = System.nanoTime();
            for (QueueMessage message : messages) {
                receives.computeIfAbsent(message.messageId(), id -> new ConcurrentLinkedQueue<>())
                        .add(new Receive(message.receiveCount(), begun, ended));
                count++;
            }
            if (random.nextInt(3) == 0) {
                deleteAll(messages);
            } else {
                messages.forEach(message -> handle(message, random));
            }
        }
        return count;
    }

    private void deleteAll(List<QueueMessage> messages) {
        assertThat(queue.delete(messages)).isEmpty();
        messages.forEach(message -> deleted.putIfAbsent(message.messageId(), System.nanoTime()));
    }

    private void handle(QueueMessage message, SplittableRandom random) {
        int chosen = random.nextInt(100);
        if (chosen < 80) {
            queue.delete(message.receiptHandle());
            deleted.putIfAbsent(message.messageId(), System.nanoTime());
        } else if (chosen < 85 && !deleted.containsKey(message.messageId())) {
            changed.add(message.messageId());
            try {
                queue.changeVisibility(message.receiptHandle(), Duration.ZERO);
            } catch (QueueException late) {
                // Its timeout was over, and another has received and deleted it.
            }
        }
        // All others come back.
    }

    @Test
    void nothing_is_lost_nothing_comes_to_two_within_its_timeout_and_what_is_deleted_stays_so() {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            all.add(Threads.start(() -> send(sender)));
        }
        for (int i = 0; i < RECEIVERS; i++) {
            int receiver = i;
            all.add(Threads.start(() -> receive(receiver)));
        }
        all.forEach(each -> assertThat(Threads.get(each)).isPositive());

        assertThat(receives.keySet()).isEqualTo(sent);
        assertThat(deleted.keySet()).isEqualTo(sent);
        assertThat(queue.approximateNumberOfMessages()).isZero();
        assertThat(queue.approximateNumberOfMessagesNotVisible()).isZero();
        assertThat(receives.values()).anyMatch(each -> each.size() > 1);
        receives.forEach(this::check);
    }

    private void check(String id, Queue<Receive> seen) {
        List<Receive> inOrder = new ArrayList<>(seen);
        inOrder.sort(Comparator.comparingInt(Receive::count));
        for (int i = 0; i < inOrder.size(); i++) {
            Receive receive = inOrder.get(i);
            assertThat(receive.count()).as("each receive is counted once").isEqualTo(i + 1);
            assertThat(receive.begun() - deleted.get(id))
                    .as("nothing that was deleted before is received")
                    .isNegative();
            if (i > 0 && !changed.contains(id)) {
                assertThat(receive.ended() - inOrder.get(i - 1).begun())
                        .as("nothing is received within its timeout")
                        .isGreaterThanOrEqualTo(TIMEOUT.toNanos());
            }
        }
    }
}
