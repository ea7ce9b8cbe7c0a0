package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.durable.DurableStore;
import io.faas4j.durable.OpenStore;
import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.QueueFullException;
import io.faas4j.queue.BatchEntry;
import io.faas4j.queue.BatchResult;
import io.faas4j.queue.DeduplicationScope;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.Queues;
import io.faas4j.queue.ReceiveOptions;
import io.faas4j.queue.SentMessage;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SQS's rules for queues in a store, as far as they are kept there. */
abstract class QueueRulesContract {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final QueueAttributes FIFO = QueueAttributes.FIFO.contentBasedDeduplication(true);

    private final VirtualTime time = VirtualTime.create();
    private OpenStore opened;
    private Queues queues;

    /** A new one. */
    abstract DurableStore store();

    @BeforeEach
    void open() {
        opened = store().open(time);
        queues = KeptQueues.queues(opened, time, 1);
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private static List<String> bodies(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::bodyAsText).toList();
    }

    private static void assertCounts(MessageQueue queue, int visible, int inFlight, int delayed) {
        assertThat(List.of(
                        queue.approximateNumberOfMessages(),
                        queue.approximateNumberOfMessagesNotVisible(),
                        queue.approximateNumberOfMessagesDelayed()))
                .containsExactly(visible, inFlight, delayed);
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThat(catchThrowableOfType(QueueException.class, call).reason()).isEqualTo(reason);
    }

    // ---- times -----------------------------------------------------------------------------------------------------

    @Test
    @Rule({"QUEUE-26", "QUEUE-28", "QUEUE-8"})
    void a_delayed_message_is_neither_visible_nor_in_flight() {
        MessageQueue queue = queues.create("orders", QueueAttributes.NONE.delay(MINUTE));
        queue.send("a");
        queue.send(NewMessage.of("b").delay(Duration.ZERO));

        assertCounts(queue, 1, 0, 1);
        assertThat(bodies(queue.receive(10))).containsExactly("b");
        assertCounts(queue, 0, 1, 1);
        time.advance(MINUTE);
        assertThat(bodies(queue.receive(10))).contains("a");
    }

    @Test
    @Rule({"QUEUE-55", "QUEUE-56"})
    void a_message_stays_hidden_for_at_most_12_hours_since_its_receive() {
        MessageQueue queue = queues.create("orders");
        queue.send("a");
        String handle = queue.receive(1).get(0).receiptHandle();
        queue.changeVisibility(handle, HOUR.multipliedBy(6));
        time.advance(HOUR.multipliedBy(5));

        queue.changeVisibility(handle, HOUR.multipliedBy(7));

        assertRefused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> queue.changeVisibility(handle, HOUR.multipliedBy(7).plus(SECOND)));
    }

    @Test
    @Rule({"QUEUE-14", "QUEUE-41"})
    void a_message_that_is_too_old_is_gone_whatever_its_state() {
        MessageQueue queue = queues.create("orders");
        queue.send("a");
        queue.receive(1, HOUR);
        queue.send(NewMessage.of("b").delay(Duration.ofMinutes(10)));
        queue.send("c");
        time.advance(MINUTE);

        queue.setAttributes(QueueAttributes.NONE.retention(MINUTE));

        assertCounts(queue, 0, 0, 0);
        assertThat(queue.receive(10)).isEmpty();
    }

    @Test
    @Rule({"QUEUE-34", "QUEUE-36"})
    void a_receive_waits_for_delays_timeouts_and_sends() throws Exception {
        MessageQueue queue = queues.create("orders");
        ReceiveOptions waiting = ReceiveOptions.max(1).waitTime(Duration.ofSeconds(20));
        Instant begin = time.now();
        queue.send(NewMessage.of("a").delay(Duration.ofSeconds(3)));

        assertThat(bodies(queue.receive(waiting))).containsExactly("a");
        assertThat(time.now()).isEqualTo(begin.plusSeconds(3));
        time.schedule(SECOND, () -> queue.send("b"));
        assertThat(bodies(queue.receive(waiting))).containsExactly("b");
        assertThat(time.now()).isEqualTo(begin.plusSeconds(4));
        assertThat(queue.receive(waiting)).isEmpty();
        assertThat(time.now()).isEqualTo(begin.plusSeconds(24));
        assertThat(bodies(queue.receive(waiting))).containsExactly("a");
        assertThat(time.now()).isEqualTo(begin.plusSeconds(33));
    }

    // ---- settling --------------------------------------------------------------------------------------------------

    @Test
    @Rule({"QUEUE-50", "QUEUE-51", "QUEUE-52", "QUEUE-54"})
    void any_handle_deletes_from_a_standard_queue() {
        MessageQueue queue = queues.create("orders");
        queue.send("a");
        QueueMessage first = queue.receive(1, Duration.ZERO).get(0);
        QueueMessage second = queue.receive(1).get(0);

        queue.delete(first.receiptHandle());
        queue.delete(second.receiptHandle());

        assertThat(first.receiptHandle()).isNotEqualTo(second.receiptHandle());
        assertCounts(queue, 0, 0, 0);
        String ofAnother = queues.create("other").send("a").messageId();
        assertRefused(Reason.RECEIPT_HANDLE_IS_INVALID, () -> queue.delete(ofAnother));
    }

    @Test
    @Rule({"QUEUE-53", "QUEUE-57", "FIFO-11"})
    void on_a_fifo_queue_only_the_last_handle_counts_while_its_timeout_lasts() {
        MessageQueue queue = queues.create("orders.fifo", FIFO);
        queue.send(NewMessage.of("a").groupId("g"));
        String first = queue.receive(1).get(0).receiptHandle();
        time.advance(Duration.ofSeconds(30));
        assertRefused(Reason.INVALID_PARAMETER_VALUE, () -> queue.delete(first));
        String second = queue.receive(1).get(0).receiptHandle();

        assertRefused(Reason.INVALID_PARAMETER_VALUE, () -> queue.delete(first));
        assertRefused(Reason.INVALID_PARAMETER_VALUE, () -> queue.changeVisibility(first, MINUTE));

        queue.delete(second);
        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule({"QUEUE-60", "QUEUE-63"})
    void a_batch_does_what_can_be_done() {
        MessageQueue queue = queues.create("orders", QueueAttributes.NONE.capacity(2));
        BatchResult<SentMessage> sent = queue.sendBatch(List.of(
                new BatchEntry<>("one", NewMessage.of("a")),
                new BatchEntry<>("bad", NewMessage.of("")),
                new BatchEntry<>("two", NewMessage.of("b")),
                new BatchEntry<>("full", NewMessage.of("c"))));

        assertThat(sent.successful()).containsOnlyKeys("one", "two");
        assertThat(sent.failed())
                .extracting(failure -> failure.code())
                .containsExactly("MissingParameter", "QueueFullException");
        BatchResult<String> deleted = queue.deleteBatch(List.of(
                new BatchEntry<>("there", queue.receive(1).get(0).receiptHandle()), new BatchEntry<>("no", "x")));
        assertThat(deleted.successful()).containsOnlyKeys("there");
        assertThat(deleted.failed())
                .singleElement()
                .satisfies(failure -> assertThat(failure.id()).isEqualTo("no"));
    }

    // ---- bounds ----------------------------------------------------------------------------------------------------

    @Test
    void a_full_queue_takes_all_or_none_of_what_is_sent_together() {
        MessageQueue queue = queues.create("orders", QueueAttributes.NONE.capacity(3));
        queue.send("a");
        List<NewMessage> three = List.of(NewMessage.of("b"), NewMessage.of("c"), NewMessage.of("d"));

        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.sendAll(three));
        assertCounts(queue, 1, 0, 0);
        queue.delete(queue.receive(1));
        assertThat(queue.sendAll(three)).hasSize(3);
        assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> queue.send("e"))
                .satisfies(full -> assertThat(full.capacity()).isEqualTo(3));
        queue.setAttributes(QueueAttributes.NONE.capacity(4));
        queue.send("e");
    }

    @Test
    @Rule({"QUEUE-11", "QUEUE-13"})
    void a_purge_takes_everything_and_is_allowed_once_a_minute() {
        MessageQueue queue = queues.create("orders.fifo", FIFO);
        for (int i = 0; i < 5; i++) {
            queue.send(NewMessage.of("m" + i).groupId("g" + i % 2));
        }
        queue.receive(1);
        time.advance(SECOND);

        queue.purge();

        assertCounts(queue, 0, 0, 0);
        assertRefused(Reason.PURGE_QUEUE_IN_PROGRESS, queue::purge);
        queue.send(NewMessage.of("m0").groupId("g0"));
        assertThat(bodies(queue.receive(10))).containsExactly("m0");
        queues.delete("orders.fifo");
        assertRefused(Reason.NON_EXISTENT_QUEUE, () -> queue.receive(1));
        assertRefused(Reason.QUEUE_DELETED_RECENTLY, () -> queues.create("orders.fifo", FIFO));
        time.advance(MINUTE);
        assertCounts(queues.create("orders.fifo", FIFO), 0, 0, 0);
    }

    // ---- dead letters ----------------------------------------------------------------------------------------------

    @Test
    @Rule({"QUEUE-71", "QUEUE-72", "QUEUE-74"})
    void a_message_that_was_received_too_often_is_moved_as_it_is_and_as_old_as_it_is() {
        MessageQueue failed = queues.create("failed");
        MessageQueue queue = queues.create("orders", QueueAttributes.NONE.deadLetterQueue("failed", 2));
        queue.send("a");
        queue.send("b");
        time.advance(SECOND);
        queue.receive(2, Duration.ZERO);
        QueueMessage last = queue.receive(2, Duration.ZERO).get(0);

        assertThat(queue.receive(2)).isEmpty();

        assertCounts(queue, 0, 0, 0);
        QueueMessage letter = failed.receive(1).get(0);
        assertThat(letter.messageId()).isEqualTo(last.messageId());
        assertThat(letter.receiveCount()).isEqualTo(3);
        assertThat(letter.sentAt()).isEqualTo(last.sentAt());
        assertThat(letter.firstReceivedAt()).isEqualTo(last.firstReceivedAt());
        assertThat(letter.systemAttributes()).containsEntry("DeadLetterQueueSourceArn", queue.arn());
        assertRefused(Reason.RECEIPT_HANDLE_IS_INVALID, () -> failed.delete(last.receiptHandle()));
        assertCounts(failed, 1, 1, 0);
    }

    @Test
    @Rule({"QUEUE-74", "QUEUE-75", "FIFO-20"})
    void a_fifo_message_is_as_new_as_its_move_and_lets_the_next_one_pass() {
        MessageQueue failed = queues.create("failed.fifo", FIFO);
        MessageQueue queue = queues.create("orders.fifo", FIFO.deadLetterQueue("failed.fifo", 1));
        queue.send(NewMessage.of("a").groupId("g"));
        queue.send(NewMessage.of("b").groupId("g"));
        queue.receive(1, Duration.ZERO);
        time.advance(MINUTE);

        assertThat(bodies(queue.receive(10))).containsExactly("b");

        QueueMessage letter = failed.receive(10).get(0);
        assertThat(letter.sentAt()).isEqualTo(time.now());
        assertThat(letter.groupId()).hasValue("g");
        assertThat(letter.deduplicationId()).hasValue(letter.messageId());
    }

    @Test
    @Rule("QUEUE-71")
    void what_its_dead_letter_queue_cannot_take_is_received_again() {
        queues.create("failed", QueueAttributes.NONE.capacity(1)).send("full");
        MessageQueue queue = queues.create("orders", QueueAttributes.NONE.deadLetterQueue("failed", 1));
        queue.send("a");
        queue.receive(1, Duration.ZERO);

        assertThat(queue.receive(1).get(0).receiveCount()).isEqualTo(2);
    }

    // ---- FIFO ------------------------------------------------------------------------------------------------------

    @Test
    @Rule({"FIFO-3", "FIFO-4", "FIFO-5"})
    void a_duplicate_is_known_for_five_minutes_within_the_queue_or_the_group() {
        MessageQueue queue = queues.create("orders.fifo", FIFO);
        SentMessage first = queue.send(NewMessage.of("a").groupId("g"));
        queue.delete(queue.receive(1));
        time.advance(MINUTE.multipliedBy(5).minusMillis(1));

        SentMessage again = queue.send(NewMessage.of("a").groupId("h"));
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.sequenceNumber()).isEqualTo(first.sequenceNumber());
        queue.setAttributes(QueueAttributes.NONE.deduplicationScope(DeduplicationScope.MESSAGE_GROUP));
        assertThat(queue.send(NewMessage.of("a").groupId("g")).messageId()).isEqualTo(first.messageId());
        assertThat(queue.send(NewMessage.of("a").groupId("h")).messageId()).isNotEqualTo(first.messageId());
        time.advance(Duration.ofMillis(1));
        assertThat(queue.send(NewMessage.of("a").groupId("g")).messageId()).isNotEqualTo(first.messageId());
        assertCounts(queue, 2, 0, 0);
    }

    @Test
    @Rule({"QUEUE-14", "QUEUE-27"})
    void a_new_delay_holds_for_what_a_fifo_queue_has_and_nobody_received() {
        MessageQueue queue = queues.create("orders.fifo", FIFO);
        queue.send(NewMessage.of("a").groupId("g"));

        queue.setAttributes(QueueAttributes.NONE.delay(MINUTE));

        assertCounts(queue, 0, 0, 1);
        assertThat(queue.receive(1)).isEmpty();
        time.advance(MINUTE);
        assertThat(bodies(queue.receive(1))).containsExactly("a");
    }

    @Test
    @Rule({"FIFO-8", "FIFO-10", "FIFO-12"})
    void a_receive_takes_what_it_may_from_one_group_before_the_next() {
        MessageQueue queue = queues.create("orders.fifo", FIFO);
        for (String body : List.of("g1", "h1", "g2", "h2", "g3")) {
            queue.send(NewMessage.of(body).groupId(body.substring(0, 1)));
        }

        List<QueueMessage> three = queue.receive(3);

        assertThat(bodies(three)).containsExactly("g1", "g2", "g3");
        assertThat(bodies(queue.receive(1))).containsExactly("h1");
        queue.delete(three.subList(1, 2));
        queue.changeVisibility(three.subList(0, 1), Duration.ZERO);
        assertThat(bodies(queue.receive(10))).containsExactly("g1");
    }

    @Test
    @Rule("FIFO-16")
    void a_receive_cannot_be_repeated() {
        MessageQueue queue = queues.create("orders.fifo", FIFO);

        assertRefused(
                Reason.UNSUPPORTED_OPERATION,
                () -> queue.receive(ReceiveOptions.max(1).attemptId("again")));
    }
}
