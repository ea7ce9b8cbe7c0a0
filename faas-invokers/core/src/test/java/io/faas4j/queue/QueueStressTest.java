package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads, real time: nothing is lost, nothing is in two hands, and groups keep their order. */
@Tag("slow")
@Timeout(60)
class QueueStressTest {

    private static final int PRODUCERS = 3;
    private static final int CONSUMERS = 4;
    private static final int EACH = 20_000;
    private static final int GROUPS = 7;

    private final TimeSource time = TimeSource.system();
    private final Queues queues = new Queues(ArnScope.DEFAULT, time, RandomSource.system());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger done = new AtomicInteger();
    private final Map<String, String> inHand = new ConcurrentHashMap<>();
    private final Map<String, Integer> lastOfGroup = new ConcurrentHashMap<>();
    private final List<String> wrong = new ArrayList<>();

    @AfterEach
    void close() {
        threads.shutdownNow();
        time.close();
    }

    @Test
    void each_message_of_a_standard_queue_is_handled_and_is_in_one_hand_at_a_time() throws Exception {
        run(queues.create("orders", QueueAttributes.NONE.capacity(1_000_000)));
    }

    @Test
    void each_group_of_a_fifo_queue_keeps_its_order() throws Exception {
        run(queues.create("orders.fifo", QueueAttributes.FIFO.capacity(1_000_000)));
    }

    private void run(MessageQueue queue) throws Exception {
        AtomicInteger wakeUps = new AtomicInteger();
        queue.listen(wakeUps::incrementAndGet);
        List<Callable<Void>> parts = new ArrayList<>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            String name = "p" + producer;
            parts.add(() -> produce(queue, name));
        }
        for (int consumer = 0; consumer < CONSUMERS; consumer++) {
            parts.add(() -> consume(queue));
        }
        for (Future<Void> part : threads.invokeAll(parts, 50, TimeUnit.SECONDS)) {
            part.get();
        }
        assertThat(wrong).isEmpty();
        assertThat(done).hasValue(PRODUCERS * EACH);
        assertThat(queue.approximateNumberOfMessages() + queue.approximateNumberOfMessagesNotVisible())
                .isZero();
        assertThat(wakeUps.get()).isPositive();
    }

    private Void produce(MessageQueue queue, String producer) {
        for (int i = 0; i < EACH; i += 10) {
            List<NewMessage> messages = new ArrayList<>();
            for (int j = i; j < i + 10; j++) {
                String group = producer + "-" + j % GROUPS;
                NewMessage message = NewMessage.of(group + ":" + j);
                messages.add(queue.isFifo() ? message.groupId(group).deduplicationId(producer + j) : message);
            }
            queue.sendAll(messages);
        }
        return null;
    }

    private Void consume(MessageQueue queue) throws InterruptedException {
        ReceiveOptions waiting =
                ReceiveOptions.max(10).visibilityTimeout(Duration.ofMinutes(1)).waitTime(Duration.ofMillis(200));
        while (done.get() < PRODUCERS * EACH) {
            handle(queue, queue.receive(waiting));
        }
        return null;
    }

    private void handle(MessageQueue queue, List<QueueMessage> received) {
        received.forEach(message -> take(message.messageId()));
        int good = ThreadLocalRandom.current().nextInt(10) == 0
                ? ThreadLocalRandom.current().nextInt(received.size() + 1)
                : received.size();
        List<QueueMessage> handled = received.subList(0, good);
        handled.forEach(message -> inOrder(queue, message));
        received.forEach(message -> inHand.remove(message.messageId()));
        check(queue.delete(handled).isEmpty(), "something was not deleted");
        queue.changeVisibility(received.subList(good, received.size()), Duration.ZERO);
        done.addAndGet(good);
    }

    private void take(String id) {
        check(inHand.put(id, Thread.currentThread().getName()) == null, id + " is in two hands");
    }

    /** Groups are handed from thread to thread by the queue, so that what the last one wrote is seen. */
    private void inOrder(MessageQueue queue, QueueMessage message) {
        if (queue.isFifo()) {
            int colon = message.bodyAsText().indexOf(':');
            int number = Integer.parseInt(message.bodyAsText().substring(colon + 1));
            Integer last = lastOfGroup.put(message.bodyAsText().substring(0, colon), number);
            check(last == null || last + GROUPS == number, message.bodyAsText() + " after " + last);
        }
    }

    private void check(boolean isRight, String otherwise) {
        if (!isRight) {
            synchronized (wrong) {
                wrong.add(otherwise);
            }
        }
    }
}
