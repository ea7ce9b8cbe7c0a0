package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of messages that were received. */
class QueueSettleTest extends QueueFixture {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final MessageQueue queue = standard();
    private final MessageQueue fifo = fifo();

    private QueueMessage received(String body) {
        queue.send(body);
        return receiveOne(queue);
    }

    private static String wrong(QueueMessage message, String reason) {
        return "Value " + message.receiptHandle() + " for parameter ReceiptHandle is invalid. Reason: " + reason;
    }

    private static String notInFlight(QueueMessage message) {
        return wrong(message, "Message does not exist or is not available for visibility timeout change.");
    }

    // ---- deleting --------------------------------------------------------------------------------------------------

    @Test
    @Rule("QUEUE-50")
    void a_deleted_message_does_not_come_back() {
        QueueMessage message = received("a");

        queue.delete(message.receiptHandle());

        time.advance(Duration.ofDays(1));
        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-50")
    void a_message_is_deleted_also_after_its_timeout() {
        QueueMessage message = received("a");
        time.advance(TIMEOUT);
        assertCounts(queue, 1, 0, 0);

        queue.delete(message.receiptHandle());

        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-51")
    void an_older_handle_deletes_too() {
        QueueMessage first = received("a");
        time.advance(TIMEOUT);
        receiveOne(queue);

        queue.delete(first.receiptHandle());

        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-52")
    void a_message_is_deleted_again_without_an_error() {
        QueueMessage message = received("a");
        queue.delete(message.receiptHandle());
        queue.send("takes its slot");

        queue.delete(message.receiptHandle());

        assertCounts(queue, 1, 0, 0);
    }

    @Test
    @Rule("QUEUE-53")
    void on_a_fifo_queue_a_handle_ends_with_its_timeout() {
        send(fifo, "g", "a");
        QueueMessage expired = receiveOne(fifo);
        time.advance(TIMEOUT);

        refused(Reason.INVALID_PARAMETER_VALUE, () -> fifo.delete(expired.receiptHandle()))
                .withMessage(wrong(expired, "The receipt handle has expired."));
        QueueMessage again = receiveOne(fifo);
        refused(Reason.INVALID_PARAMETER_VALUE, () -> fifo.delete(expired.receiptHandle()));
        fifo.changeVisibility(again.receiptHandle(), MINUTE);
        time.advance(TIMEOUT);
        fifo.delete(again.receiptHandle());
        fifo.delete(again.receiptHandle());
        assertCounts(fifo, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-54")
    void a_text_that_no_receive_gave_out_is_no_handle() {
        String handle = received("a").receiptHandle();
        send(fifo, "g", "a");
        String ofAnother = receiveOne(fifo).receiptHandle();
        String notYet = handle.substring(0, 15) + "B" + handle.substring(16);
        String neverReceived = handle.substring(0, 24) + "C";

        for (String none :
                List.of("", "a", handle + "A", "\u00e4" + handle.substring(1), ofAnother, notYet, neverReceived)) {
            refused(Reason.RECEIPT_HANDLE_IS_INVALID, () -> queue.delete(none))
                    .withMessage("The input receipt handle \"" + none + "\" is not a valid receipt handle.");
            refused(Reason.RECEIPT_HANDLE_IS_INVALID, () -> queue.changeVisibility(none, SECOND));
        }
        assertCounts(queue, 0, 1, 0);
    }

    @Test
    void messages_are_deleted_as_they_were_received_and_those_that_stay_are_told() {
        send(fifo, "g", "a");
        send(fifo, "h", "b");
        List<QueueMessage> both = fifo.receive(10, TIMEOUT);
        fifo.changeVisibility(both.subList(0, 1), Duration.ZERO);

        assertThat(fifo.delete(both)).isEqualTo(both.subList(0, 1));

        assertThat(receive(fifo, 10)).containsExactly(both.get(0).bodyAsText());
    }

    // ---- changing visibility ---------------------------------------------------------------------------------------

    @Test
    @Rule("QUEUE-55")
    void a_change_counts_from_now_on() {
        QueueMessage message = received("a");
        time.advance(Duration.ofSeconds(20));

        queue.changeVisibility(message.receiptHandle(), MINUTE);

        time.advance(MINUTE.minusNanos(1));
        assertCounts(queue, 0, 1, 0);
        time.advance(Duration.ofNanos(1));
        assertCounts(queue, 1, 0, 0);
    }

    @Test
    @Rule("QUEUE-55")
    void a_change_to_0_makes_the_message_visible_and_leaves_later_receives_alone() {
        queue.changeVisibility(received("a").receiptHandle(), Duration.ZERO);
        assertCounts(queue, 1, 0, 0);

        receiveOne(queue);
        time.advance(TIMEOUT.minusNanos(1));
        assertCounts(queue, 0, 1, 0);
        assertThat(queue.visibilityTimeout()).isEqualTo(TIMEOUT);
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> queue.changeVisibility(received("b").receiptHandle(), Duration.ofSeconds(43_201)));
    }

    @Test
    @Rule("QUEUE-56")
    void a_message_stays_hidden_for_at_most_12_hours_since_its_receive() {
        QueueMessage message = received("a");
        time.advance(Duration.ofSeconds(10));

        queue.changeVisibility(message.receiptHandle(), Duration.ofSeconds(43_190));

        refused(
                        Reason.INVALID_PARAMETER_VALUE,
                        () -> queue.changeVisibility(message.receiptHandle(), Duration.ofSeconds(43_191)))
                .withMessage("Value 43191 for parameter VisibilityTimeout is invalid. Reason: "
                        + "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
        time.advance(Duration.ofHours(13));
        queue.changeVisibility(message.receiptHandle(), Duration.ZERO);
        assertCounts(queue, 1, 0, 0);
    }

    @Test
    @Rule("QUEUE-57")
    void a_standard_message_whose_timeout_has_ended_is_hidden_again() {
        QueueMessage message = received("a");
        time.advance(TIMEOUT);
        assertCounts(queue, 1, 0, 0);

        queue.changeVisibility(message.receiptHandle(), SECOND);

        assertCounts(queue, 0, 1, 0);
    }

    @Test
    @Rule({"QUEUE-57", "QUEUE-58"})
    void what_is_deleted_or_expired_on_a_fifo_queue_cannot_be_changed() {
        QueueMessage deleted = received("a");
        queue.delete(deleted.receiptHandle());
        send(fifo, "g", "a");
        QueueMessage expired = receiveOne(fifo);
        time.advance(TIMEOUT);

        refused(Reason.INVALID_PARAMETER_VALUE, () -> queue.changeVisibility(deleted.receiptHandle(), SECOND))
                .withMessage(notInFlight(deleted));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> fifo.changeVisibility(expired.receiptHandle(), SECOND))
                .withMessage(notInFlight(expired));
    }
}
