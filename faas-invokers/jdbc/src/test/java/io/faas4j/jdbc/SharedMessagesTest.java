package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.Faas;
import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.MoveOptions;
import io.faas4j.queue.MoveTask;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.ReceiveOptions;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queues of two processes on one PostgreSQL. */
class SharedMessagesTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final QueueAttributes FIFO = QueueAttributes.FIFO.contentBasedDeduplication(true);
    private static final int MESSAGES = 400;

    private final DataSource source = TestPostgres.source(TestPostgres.newSchema());
    private final TimeSource time = TimeSource.system();
    private final List<FaultyDatabase> databases = List.of(database(), database());
    private final Faas one = process(databases.get(0));
    private final Faas other = process(databases.get(1));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        one.close();
        other.close();
        time.close();
    }

    private FaultyDatabase database() {
        return new FaultyDatabase(new PostgresDatabase(source, true));
    }

    private static Faas process(Database database) {
        return Faas.builder()
                .durable(JdbcStore.of(() -> database))
                .drainLimit(Duration.ofSeconds(5))
                .build();
    }

    private static List<String> bodies(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::bodyAsText).toList();
    }

    @Test
    @Rule({"QUEUE-10", "QUEUE-32", "QUEUE-50"})
    void what_one_process_sends_the_other_receives_and_only_one_of_both() {
        MessageQueue here = one.queues().create("orders");
        MessageQueue there = other.queues().create("orders");
        here.send("a");

        List<QueueMessage> received = there.receive(10);

        assertThat(bodies(received)).containsExactly("a");
        assertThat(here.receive(10)).isEmpty();
        assertThat(here.approximateNumberOfMessagesNotVisible()).isOne();
        here.delete(received.get(0).receiptHandle());
        assertThat(there.approximateNumberOfMessagesNotVisible()).isZero();
    }

    @Test
    @Rule({"QUEUE-34", "QUEUE-36"})
    void a_receive_that_waits_is_woken_by_a_message_of_the_other_process() throws Exception {
        MessageQueue here = one.queues().create("orders");
        MessageQueue there = other.queues().create("orders");
        Future<List<QueueMessage>> waiting =
                threads.submit(() -> there.receive(ReceiveOptions.max(1).waitTime(LONG)));
        time.await(new CompletableFuture<>(), Duration.ofMillis(300));
        long sent = time.nanoTime();

        here.send("a");

        assertThat(bodies(waiting.get())).containsExactly("a");
        long millis = Duration.ofNanos(time.nanoTime() - sent).toMillis();
        System.out.printf("a message of another process ended a wait after %d ms%n", millis);
        assertThat(millis).isLessThan(5_000);
    }

    @Test
    @Rule("QUEUE-36")
    void a_process_that_hears_nothing_looks_every_second() throws Exception {
        try (Faas deaf = process(DeafDatabase.of(database()))) {
            MessageQueue there = deaf.queues().create("orders");
            Future<List<QueueMessage>> waiting =
                    threads.submit(() -> there.receive(ReceiveOptions.max(1).waitTime(LONG)));
            time.await(new CompletableFuture<>(), Duration.ofMillis(100));

            one.queues().get("orders").send("a");

            assertThat(bodies(waiting.get())).containsExactly("a");
        }
    }

    @Test
    @Rule("FIFO-9")
    void a_group_rests_for_all_while_one_process_has_a_message_of_it() {
        MessageQueue here = one.queues().create("orders.fifo", FIFO);
        MessageQueue there = other.queues().get("orders.fifo");
        here.send(NewMessage.of("g1").groupId("g"));
        there.send(NewMessage.of("g2").groupId("g"));
        there.send(NewMessage.of("h1").groupId("h"));

        QueueMessage first = here.receive(1).get(0);

        assertThat(first.bodyAsText()).isEqualTo("g1");
        assertThat(bodies(there.receive(10))).containsExactly("h1");
        there.delete(first.receiptHandle());
        assertThat(bodies(there.receive(10))).containsExactly("g2");
    }

    @Test
    @Rule("FIFO-3")
    void a_duplicate_is_known_by_both() {
        MessageQueue here = one.queues().create("orders.fifo", FIFO);
        MessageQueue there = other.queues().get("orders.fifo");
        String id = here.send(NewMessage.of("a").groupId("g")).messageId();

        assertThat(there.send(NewMessage.of("a").groupId("g")).messageId()).isEqualTo(id);

        assertThat(there.approximateNumberOfMessages()).isOne();
    }

    @Test
    @Rule("QUEUE-14")
    void what_one_process_changes_holds_for_the_other() {
        MessageQueue here = one.queues().create("orders");
        MessageQueue there = other.queues().get("orders");

        here.setAttributes(QueueAttributes.NONE.delay(Duration.ofMinutes(1)));
        there.send("a");
        there.setAttributes(QueueAttributes.NONE.visibilityTimeout(Duration.ofMinutes(5)));

        assertThat(there.receive(1)).isEmpty();
        assertThat(there.attributes().delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(one.queues().get("orders").visibilityTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(here.visibilityTimeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    @Rule({"QUEUE-11", "QUEUE-12"})
    void a_queue_that_one_process_deletes_is_no_more_for_the_other() {
        MessageQueue here = one.queues().create("orders");
        MessageQueue there = other.queues().get("orders");
        here.send("a");

        one.queues().delete("orders");

        assertThat(reason(() -> there.send("b"))).isEqualTo(Reason.NON_EXISTENT_QUEUE);
        assertThat(reason(() -> there.receive(1))).isEqualTo(Reason.NON_EXISTENT_QUEUE);
        assertThat(other.queues().names()).isEmpty();
        assertThat(reason(() -> other.queues().create("orders"))).isEqualTo(Reason.QUEUE_DELETED_RECENTLY);
    }

    private static Reason reason(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(QueueException.class, call).reason();
    }

    @Test
    @Rule({"QUEUE-71", "QUEUE-79"})
    void dead_letters_of_one_process_are_moved_on_by_the_other() throws Exception {
        one.queues().create("failed");
        MessageQueue here = one.queues().create("orders", QueueAttributes.NONE.deadLetterQueue("failed", 1));
        String id = here.send("a").messageId();
        here.receive(1, Duration.ZERO);
        assertThat(other.queues().get("orders").receive(1)).isEmpty();
        assertThat(other.queues().get("failed").receive(1, Duration.ZERO))
                .singleElement()
                .satisfies(letter -> assertThat(letter.messageId()).isEqualTo(id));

        MoveTask task = other.queues().startMoveTask("failed", MoveOptions.toSources());

        assertThat(bodies(here.receive(ReceiveOptions.max(1).waitTime(LONG)))).containsExactly("a");
        while (task.state() == MoveTask.State.RUNNING) {
            time.await(new CompletableFuture<>(), Duration.ofMillis(5));
        }
        assertThat(task.state()).isEqualTo(MoveTask.State.COMPLETED);
        assertThat(task.approximateNumberOfMessagesMoved()).isOne();
    }

    // ---- all at once -----------------------------------------------------------------------------------------------

    @Test
    void messages_are_handled_by_threads_of_both_and_transactions_do_not_wait_for_each_other_in_a_circle()
            throws Exception {
        one.queues().create("orders");
        Set<String> handled = ConcurrentHashMap.newKeySet();
        List<Future<?>> senders = new ArrayList<>();
        List<Future<?>> receivers = new ArrayList<>();
        for (Faas process : List.of(one, other)) {
            for (int i = 0; i < 4; i++) {
                String sender = "%s-%d".formatted(process == one ? "one" : "other", i);
                senders.add(threads.submit(() -> IntStream.range(0, MESSAGES / 8)
                        .forEach(n -> process.queues().get("orders").send(sender + "-" + n))));
                receivers.add(threads.submit(() -> handle(process.queues().get("orders"), handled, MESSAGES)));
            }
        }
        for (Future<?> each : senders) {
            each.get();
        }
        for (Future<?> each : receivers) {
            each.get();
        }

        assertThat(handled).hasSize(MESSAGES);
        assertThat(databases).extracting(FaultyDatabase::connections).containsExactly(1, 1);
    }

    /** With timeouts that end at once at times, so that both delete what the other has received since. */
    private static Void handle(MessageQueue queue, Set<String> handled, int all) throws Exception {
        for (int round = 0; handled.size() < all; round++) {
            List<QueueMessage> received = queue.receive(10, Duration.ofMillis(round % 3 == 0 ? 1 : 30_000));
            handled.addAll(bodies(received));
            queue.delete(received);
        }
        return null;
    }

    @Test
    @Rule({"FIFO-7", "FIFO-9", "FIFO-13"})
    void groups_keep_their_order_whoever_receives_them() throws Exception {
        one.queues().create("orders.fifo", FIFO);
        Map<String, List<Integer>> handled = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(MESSAGES);
        List<Future<?>> all = new ArrayList<>();
        for (Faas process : List.of(one, other)) {
            MessageQueue queue = process.queues().get("orders.fifo");
            for (int i = 0; i < 2; i++) {
                String group = "%s-%d".formatted(process == one ? "one" : "other", i);
                all.add(threads.submit(() -> IntStream.range(0, MESSAGES / 4)
                        .forEach(n -> queue.send(NewMessage.of(group + ":" + n).groupId(group)))));
                all.add(threads.submit(() -> handleInOrder(queue, handled, left)));
            }
        }
        for (Future<?> each : all) {
            each.get();
        }

        Map<String, List<Integer>> expected = new HashMap<>();
        for (String group : List.of("one-0", "one-1", "other-0", "other-1")) {
            expected.put(group, IntStream.range(0, MESSAGES / 4).boxed().toList());
        }
        assertThat(handled).isEqualTo(expected);
        assertThat(databases).extracting(FaultyDatabase::connections).containsExactly(1, 1);
    }

    private static Void handleInOrder(MessageQueue queue, Map<String, List<Integer>> handled, AtomicInteger left)
            throws Exception {
        while (left.get() > 0) {
            List<QueueMessage> received = queue.receive(5, Duration.ofSeconds(30));
            for (QueueMessage message : received) {
                String[] parts = message.bodyAsText().split(":", -1);
                handled.computeIfAbsent(parts[0], group -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
            }
            left.addAndGet(-received.size());
            queue.delete(received);
        }
        return null;
    }
}
