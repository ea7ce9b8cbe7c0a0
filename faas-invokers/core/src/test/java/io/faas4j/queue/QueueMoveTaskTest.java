package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The way back from a dead-letter queue. */
class QueueMoveTaskTest extends QueueFixture {

    private final MessageQueue dead = queues.create("dead");
    private final MessageQueue orders = queues.create("orders", QueueAttributes.NONE.deadLetterQueue("dead", 1));

    private void bury(int count) {
        for (int i = 0; i < count; i++) {
            orders.send("m" + i);
        }
        while (!orders.receive(10, Duration.ZERO).isEmpty()) {}
    }

    private static void assertState(MoveTask task, MoveTask.State state, int moved) {
        assertThat(task.state()).isEqualTo(state);
        assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(moved);
    }

    @Test
    @Rule("QUEUE-78")
    void only_a_dead_letter_queue_has_messages_moved_on() {
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queues.startMoveTask("orders", MoveOptions.to("dead")))
                .withMessage("Source queue must be configured as a Dead Letter Queue.");
        refused(Reason.NON_EXISTENT_QUEUE, () -> queues.startMoveTask("missing", MoveOptions.toSources()));
    }

    @Test
    @Rule({"QUEUE-79", "QUEUE-80"})
    void messages_go_back_to_where_they_come_from_as_new_ones() {
        bury(1200);
        QueueMessage letter = dead.receive(1, Duration.ZERO).get(0);
        time.advance(MINUTE);

        MoveTask task = queues.startMoveTask(dead.arn(), MoveOptions.toSources());
        assertState(task, MoveTask.State.RUNNING, 0);
        time.advance(Duration.ZERO);

        assertState(task, MoveTask.State.COMPLETED, 1200);
        assertThat(task.approximateNumberOfMessagesToMove()).isEqualTo(1200);
        assertCounts(dead, 0, 0, 0);
        QueueMessage back = receiveOne(orders);
        assertThat(back.bodyAsText()).isEqualTo("m0");
        assertThat(back.messageId()).isNotEqualTo(letter.messageId());
        assertThat(back.receiveCount()).isEqualTo(1);
        assertThat(back.sentAt()).isEqualTo(START.plus(MINUTE));
        assertThat(back.systemAttributes()).doesNotContainKey("DeadLetterQueueSourceArn");
    }

    @Test
    @Rule("QUEUE-79")
    void messages_may_all_go_to_one_queue() {
        MessageQueue other = queues.create("other");
        bury(2);
        dead.send("of nobody");

        queues.startMoveTask("dead", MoveOptions.to("other"));
        time.runUntilIdle();

        assertThat(receive(other, 10)).containsExactly("m0", "m1", "of nobody");
    }

    @Test
    @Rule("QUEUE-79")
    void a_rate_is_kept() {
        bury(10);

        MoveTask task = queues.startMoveTask("dead", MoveOptions.toSources().maxPerSecond(2));

        time.advance(Duration.ofMillis(1_999));
        assertState(task, MoveTask.State.RUNNING, 4);
        time.advance(Duration.ofSeconds(3));
        assertState(task, MoveTask.State.COMPLETED, 10);
        refused(Reason.INVALID_PARAMETER_VALUE, () -> MoveOptions.toSources().maxPerSecond(501));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> MoveOptions.toSources().maxPerSecond(0));
    }

    @Test
    @Rule("QUEUE-79")
    void the_messages_of_a_queue_are_moved_by_one_task_at_a_time() {
        bury(5);
        MoveTask first = queues.startMoveTask("dead", MoveOptions.toSources().maxPerSecond(1));

        refused(Reason.UNSUPPORTED_OPERATION, () -> queues.startMoveTask("dead", MoveOptions.toSources()))
                .satisfies(
                        second -> assertThat(second.code()).isEqualTo("AWS.SimpleQueueService.UnsupportedOperation"));

        time.runUntilIdle();
        bury(0);
        MoveTask second = queues.startMoveTask("dead", MoveOptions.toSources());
        assertThat(queues.moveTasks("dead")).containsExactly(second, first);
    }

    @Test
    @Rule("QUEUE-80")
    void a_task_is_taken_back_before_its_next_message() {
        bury(5);
        MoveTask task = queues.startMoveTask("dead", MoveOptions.toSources().maxPerSecond(1));
        time.advance(SECOND);

        assertThat(queues.moveTask(task.id()).cancel()).isTrue();

        assertState(task, MoveTask.State.CANCELLING, 2);
        time.runUntilIdle();
        assertState(task, MoveTask.State.CANCELLED, 2);
        assertThat(task.cancel()).isFalse();
        assertCounts(dead, 3, 0, 0);
        assertCounts(orders, 2, 0, 0);
    }

    @Test
    @Rule("QUEUE-80")
    void an_unknown_task_is_not_found() {
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> queues.moveTask(new UUID(1, 2)));
    }

    @Test
    @Rule("QUEUE-80")
    void a_task_that_does_not_know_where_to_fails_and_says_why() {
        bury(1);
        dead.send("of nobody");
        MoveTask stranded = queues.startMoveTask("dead", MoveOptions.toSources());
        time.runUntilIdle();

        assertState(stranded, MoveTask.State.FAILED, 1);
        assertThat(stranded.failureReason()).contains("CouldNotDetermineMessageSource");
        assertThat(receive(dead, 10)).containsExactly("of nobody");
    }

    @Test
    @Rule("QUEUE-80")
    void a_task_fails_when_one_of_its_queues_is_deleted() {
        MessageQueue other = queues.create("other", QueueAttributes.NONE.deadLetterQueue("dead", 1));
        bury(3);
        MoveTask toOther = queues.startMoveTask("dead", MoveOptions.to("other").maxPerSecond(1));
        time.advance(Duration.ZERO);
        queues.delete(other.name());
        time.runUntilIdle();
        assertState(toOther, MoveTask.State.FAILED, 1);
        assertThat(toOther.failureReason()).contains("AWS.SimpleQueueService.NonExistentQueue");

        MoveTask toSources = queues.startMoveTask("dead", MoveOptions.toSources());
        queues.delete("dead");
        time.runUntilIdle();
        assertState(toSources, MoveTask.State.FAILED, 0);
    }

    @Test
    @Rule("QUEUE-80")
    void a_task_waits_for_room_for_36_hours_at_most() {
        MessageQueue full = queues.create("full", QueueAttributes.NONE.capacity(1));
        bury(3);
        MoveTask task = queues.startMoveTask("dead", MoveOptions.to("full"));
        time.advance(MINUTE);
        assertState(task, MoveTask.State.RUNNING, 1);
        full.delete(receiveOne(full).receiptHandle());
        time.advance(MINUTE);
        assertState(task, MoveTask.State.RUNNING, 2);

        time.runUntilIdle();

        assertState(task, MoveTask.State.FAILED, 2);
        assertThat(time.now()).isEqualTo(START.plus(Duration.ofHours(36)));
        assertCounts(dead, 1, 0, 0);
    }

    @Test
    @Rule("QUEUE-79")
    void both_queues_are_of_the_same_kind_and_not_the_same() {
        queues.create("other.fifo", QueueAttributes.FIFO);

        refused(Reason.INVALID_PARAMETER_VALUE, () -> queues.startMoveTask("dead", MoveOptions.to("other.fifo")));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queues.startMoveTask("dead", MoveOptions.to("dead")));
    }

    @Test
    @Rule("QUEUE-79")
    void messages_of_a_fifo_queue_go_back_in_the_order_of_their_groups_and_none_is_taken_for_a_duplicate() {
        queues.create("dead.fifo", QueueAttributes.FIFO);
        MessageQueue fifo = queues.create(
                "orders.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true).deadLetterQueue("dead.fifo", 1));
        send(fifo, "g", "a", "b");
        send(fifo, "h", "c");
        fifo.receive(10, Duration.ZERO);
        assertThat(fifo.receive(10)).isEmpty();

        queues.startMoveTask("dead.fifo", MoveOptions.toSources());
        time.runUntilIdle();

        assertThat(receive(fifo, 10))
                .containsSubsequence("a", "b")
                .contains("c")
                .hasSize(3);
    }
}
