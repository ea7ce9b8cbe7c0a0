package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are received again and again, and where they go. */
class QueueDeadLetterTest extends QueueFixture {

    private final MessageQueue dead = queues.create("dead");
    private final MessageQueue orders = queues.create("orders", QueueAttributes.NONE.deadLetterQueue("dead", 1));

    /** Receives once without hiding anything. */
    private static List<String> look(MessageQueue queue) {
        return bodies(queue.receive(10, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    @Rule("QUEUE-71")
    void a_message_is_received_so_often_and_the_next_receive_moves_it(int maxReceiveCount) {
        orders.setAttributes(QueueAttributes.NONE.deadLetterQueue("dead", maxReceiveCount));
        orders.send("a");
        for (int i = 0; i < maxReceiveCount; i++) {
            assertThat(look(orders)).containsExactly("a");
        }
        orders.send("b");
        assertCounts(dead, 0, 0, 0);

        assertThat(look(orders)).containsExactly("b");

        assertThat(look(dead)).containsExactly("a");
    }

    @Test
    @Rule("QUEUE-72")
    void a_message_that_was_moved_is_the_same_but_for_its_handle_and_where_it_comes_from() {
        String id = orders.send(NewMessage.of("a")
                        .attribute("k", MessageAttribute.string("v"))
                        .traceHeader("Root=1"))
                .messageId();
        QueueMessage before = orders.receive(1, Duration.ZERO).get(0);
        time.advance(SECOND);
        orders.receive(1);

        QueueMessage moved = receiveOne(dead);

        assertThat(moved.messageId()).isEqualTo(id);
        assertThat(moved.attributes()).containsEntry("k", MessageAttribute.string("v"));
        assertThat(moved.receiveCount()).isEqualTo(2);
        assertThat(moved.firstReceivedAt()).isEqualTo(START);
        assertThat(moved.systemAttributes())
                .containsEntry("DeadLetterQueueSourceArn", orders.arn())
                .containsEntry("AWSTraceHeader", "Root=1");
        assertThat(moved.receiptHandle()).isNotEqualTo(before.receiptHandle());
        orders.delete(before.receiptHandle());
        assertCounts(dead, 0, 1, 0);
    }

    @Test
    @Rule("QUEUE-73")
    void a_dead_letter_queue_is_there_and_of_the_same_kind() {
        queues.create("dead.fifo", QueueAttributes.FIFO);

        refused(
                Reason.NON_EXISTENT_QUEUE,
                () -> queues.create("new", QueueAttributes.NONE.deadLetterQueue("missing", 1)));
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> queues.create("new", QueueAttributes.NONE.deadLetterQueue("dead.fifo", 1)));
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> queues.create("new.fifo", QueueAttributes.FIFO.deadLetterQueue("dead", 1)));
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> orders.setAttributes(QueueAttributes.NONE.deadLetterQueue("orders", 1)));
        assertThat(queues.find("new")).isEmpty();
    }

    @Test
    @Rule("QUEUE-73")
    void dead_letters_die_again() {
        MessageQueue last = queues.create("last");
        dead.setAttributes(QueueAttributes.NONE.deadLetterQueue("last", 2));
        orders.send("a");
        look(orders);
        look(orders);

        assertThat(look(dead)).containsExactly("a");
        assertThat(look(dead)).isEmpty();

        QueueMessage moved = receiveOne(last);
        assertThat(moved.receiveCount()).isEqualTo(3);
        assertThat(moved.systemAttributes()).containsEntry("DeadLetterQueueSourceArn", dead.arn());
    }

    @Test
    @Rule("QUEUE-74")
    void a_standard_message_stays_as_old_as_it_was() {
        dead.setAttributes(QueueAttributes.NONE.retention(MINUTE));
        orders.send("a");
        look(orders);
        time.advance(MINUTE.minus(SECOND));
        dead.send("sent there");
        look(orders);

        assertThat(dead.receive(10, Duration.ZERO))
                .extracting(QueueMessage::sentAt)
                .contains(START);
        time.advance(SECOND);
        assertThat(look(dead)).containsExactly("sent there");
    }

    @Test
    @Rule({"QUEUE-74", "QUEUE-75", "FIFO-20"})
    void a_fifo_message_is_as_new_as_its_move_keeps_its_group_and_lets_the_next_one_pass() {
        MessageQueue deadFifo = queues.create("dead.fifo", QueueAttributes.FIFO.contentBasedDeduplication(true));
        MessageQueue fifo = queues.create(
                "orders.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true).deadLetterQueue("dead.fifo", 1));
        send(fifo, "g", "a", "b");
        send(deadFifo, "g", "a");
        time.advance(SECOND);
        fifo.receive(1, Duration.ZERO);
        time.advance(SECOND);

        assertThat(bodies(fifo.receive(1))).containsExactly("b");

        List<QueueMessage> moved = deadFifo.receive(10);
        assertThat(bodies(moved)).containsExactly("a", "a");
        assertThat(moved.get(1).groupId()).contains("g");
        assertThat(moved.get(1).sentAt()).isEqualTo(START.plusSeconds(2));
        assertThat(moved.get(1).deduplicationId()).contains(moved.get(1).messageId());
        assertThat(moved.get(1).sequenceNumber().orElseThrow())
                .isGreaterThan(moved.get(0).sequenceNumber().orElseThrow());
    }

    @Test
    @Rule("QUEUE-75")
    void a_whole_run_of_a_group_may_be_moved_at_once() {
        queues.create("dead.fifo", QueueAttributes.FIFO);
        MessageQueue fifo = queues.create(
                "orders.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true).deadLetterQueue("dead.fifo", 1));
        send(fifo, "g", "a", "b");
        fifo.receive(10, Duration.ZERO);
        send(fifo, "g", "c");
        send(fifo, "h", "d");

        assertThat(bodies(fifo.receive(10))).containsExactlyInAnyOrder("c", "d");

        assertThat(bodies(queues.get("dead.fifo").receive(10))).containsExactly("a", "b");
    }

    @Test
    @Rule("QUEUE-76")
    void a_queue_says_whose_dead_letters_it_takes() {
        QueueAttributes toDead = QueueAttributes.NONE.deadLetterQueue("dead", 1);

        dead.setAttributes(QueueAttributes.NONE.redriveAllowPolicy(RedriveAllowPolicy.denyAll()));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queues.create("new", toDead));
        dead.setAttributes(QueueAttributes.NONE.redriveAllowPolicy(RedriveAllowPolicy.byQueue("new", ARN + "other")));
        queues.create("new", toDead);
        queues.create("other", toDead);
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queues.create("third", toDead));
        dead.setAttributes(QueueAttributes.NONE.redriveAllowPolicy(RedriveAllowPolicy.allowAll()));
        queues.create("third", toDead);

        assertThat(queues.deadLetterSources("dead"))
                .containsExactly(ARN + "new", ARN + "orders", ARN + "other", ARN + "third");
    }

    @Test
    @Rule("QUEUE-77")
    void without_a_policy_a_message_stays() {
        orders.setAttributes(QueueAttributes.NONE.withoutDeadLetterQueue());
        orders.send("a");

        look(orders);
        look(orders);

        assertThat(look(orders)).containsExactly("a");
        assertThat(queues.deadLetterSources("dead")).isEmpty();
    }

    @Test
    void what_its_dead_letter_queue_cannot_take_is_received_again() {
        dead.setAttributes(QueueAttributes.NONE.capacity(1));
        orders.send("a");
        orders.send("b");
        look(orders);

        assertThat(look(orders)).containsExactly("b");
        assertThat(look(orders)).containsExactly("b");
        dead.delete(receiveOne(dead).receiptHandle());
        assertThat(look(orders)).isEmpty();
        orders.send("c");
        look(orders);
        queues.delete("dead");
        assertThat(look(orders)).containsExactly("c");
    }
}
