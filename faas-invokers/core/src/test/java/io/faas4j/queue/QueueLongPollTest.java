package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receives that wait; virtual time moves on by itself while they do. */
class QueueLongPollTest extends QueueFixture {

    private static final ReceiveOptions WAITING = ReceiveOptions.max(10).waitTime(Duration.ofSeconds(20));

    private final MessageQueue queue = standard();

    private void assertWaited(Duration waited) {
        assertThat(time.now()).isEqualTo(START.plus(waited));
    }

    @Test
    @Rule("QUEUE-34")
    void what_is_there_is_received_at_once() throws Exception {
        queue.send("a");

        assertThat(queue.receive(WAITING)).hasSize(1);

        assertWaited(Duration.ZERO);
    }

    @Test
    @Rule("QUEUE-34")
    void nothing_comes_in_time() throws Exception {
        assertThat(queue.receive(WAITING)).isEmpty();

        assertWaited(Duration.ofSeconds(20));
        assertThat(time.isIdle()).isTrue();
    }

    @Test
    @Rule({"QUEUE-34", "QUEUE-4"})
    void the_queue_says_how_long_if_the_receive_does_not() throws Exception {
        queue.setAttributes(QueueAttributes.NONE.receiveWaitTime(Duration.ofSeconds(5)));

        assertThat(queue.receive(ReceiveOptions.max(1))).isEmpty();
        assertWaited(Duration.ofSeconds(5));
        assertThat(queue.receive(ReceiveOptions.max(1).waitTime(Duration.ZERO))).isEmpty();
        assertThat(queue.receive(1)).isEmpty();
        assertWaited(Duration.ofSeconds(5));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> ReceiveOptions.max(1).waitTime(Duration.ofSeconds(21)))
                .withMessage(
                        "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.");
    }

    @Test
    @Rule({"QUEUE-34", "QUEUE-36"})
    void the_first_message_that_is_sent_ends_the_wait() throws Exception {
        time.schedule(Duration.ofSeconds(3), () -> queue.send("a"));
        time.schedule(Duration.ofSeconds(4), () -> queue.send("b"));

        assertThat(bodies(queue.receive(WAITING))).containsExactly("a");

        assertWaited(Duration.ofSeconds(3));
    }

    @Test
    @Rule("QUEUE-36")
    void a_delay_that_ends_ends_the_wait() throws Exception {
        queue.send(NewMessage.of("a").delay(Duration.ofSeconds(7)));

        assertThat(bodies(queue.receive(WAITING))).containsExactly("a");

        assertWaited(Duration.ofSeconds(7));
    }

    @Test
    @Rule("QUEUE-36")
    void a_visibility_timeout_that_ends_ends_the_wait() throws Exception {
        queue.send("a");
        queue.receive(1, Duration.ofSeconds(5));

        assertThat(bodies(queue.receive(WAITING))).containsExactly("a");

        assertWaited(Duration.ofSeconds(5));
    }

    @Test
    @Rule({"QUEUE-36", "QUEUE-55"})
    void a_message_that_is_given_back_ends_the_wait() throws Exception {
        queue.send("a");
        QueueMessage message = receiveOne(queue);
        time.schedule(Duration.ofSeconds(2), () -> queue.changeVisibility(message.receiptHandle(), Duration.ZERO));

        assertThat(bodies(queue.receive(WAITING))).containsExactly("a");

        assertWaited(Duration.ofSeconds(2));
    }

    @Test
    @Rule({"QUEUE-36", "FIFO-10"})
    void a_group_that_opens_ends_the_wait() throws Exception {
        MessageQueue fifo = fifo();
        send(fifo, "g", "a", "b");
        QueueMessage first = receiveOne(fifo);
        time.schedule(Duration.ofSeconds(2), () -> fifo.delete(first.receiptHandle()));

        assertThat(bodies(fifo.receive(WAITING))).containsExactly("b");

        assertWaited(Duration.ofSeconds(2));
    }

    @Test
    @Rule({"QUEUE-36", "QUEUE-41"})
    void a_group_opens_when_its_first_message_is_too_old() throws Exception {
        MessageQueue fifo = queues.create(
                "brief.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true).retention(MINUTE));
        send(fifo, "g", "a");
        fifo.receive(1, Duration.ofHours(1));
        time.advance(Duration.ofSeconds(50));
        send(fifo, "g", "b");

        assertThat(bodies(fifo.receive(WAITING))).containsExactly("b");

        assertWaited(MINUTE);
    }

    @Test
    void a_dead_letter_that_arrives_ends_the_wait() throws Exception {
        MessageQueue dead = queues.create("dead");
        queue.setAttributes(QueueAttributes.NONE.deadLetterQueue("dead", 1));
        queue.send("a");
        queue.receive(1, Duration.ZERO);
        time.schedule(Duration.ofSeconds(1), () -> assertThat(queue.receive(1)).isEmpty());

        assertThat(bodies(dead.receive(WAITING))).containsExactly("a");

        assertWaited(Duration.ofSeconds(1));
    }

    @Test
    void a_deleted_queue_ends_the_wait_with_an_error() {
        time.schedule(Duration.ofSeconds(1), () -> queues.delete("orders"));

        refused(Reason.NON_EXISTENT_QUEUE, () -> queue.receive(WAITING));
    }

    @Test
    void who_is_interrupted_leaves_nothing_behind() throws Exception {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> queue.receive(WAITING));

        queue.send("a");
        assertThat(receive(queue, 1)).isEqualTo(List.of("a"));
    }

    @Test
    void a_queue_that_nobody_waits_for_sets_no_timer() {
        queue.send(NewMessage.of("a").delay(MINUTE));
        queue.send("b");
        queue.receive(1);

        assertThat(time.isIdle()).isTrue();
    }
}
