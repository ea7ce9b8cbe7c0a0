package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.QueueFullException;
import io.faas4j.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making, finding, emptying and deleting queues. */
class QueuesTest extends QueueFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a.b",
                "a.fifo",
                "\u00e4",
                "123456789012345678901234567890123456789012345678901234567890123456789012345678901"
            })
    @Rule("QUEUE-9")
    void a_name_is_1_to_80_letters_digits_hyphens_or_underscores(String name) {
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queues.create(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".fifo",
                "a.fif",
                "a b.fifo",
                "1234567890123456789012345678901234567890123456789012345678901234567890123456.fifo"
            })
    @Rule("QUEUE-9")
    void the_name_of_a_fifo_queue_ends_in_fifo_which_counts(String name) {
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queues.create(name, QueueAttributes.FIFO));
    }

    @Test
    @Rule("QUEUE-9")
    void the_longest_names_are_allowed() {
        String longest = "a".repeat(75);

        assertThat(queues.create(longest + "-_012").arn()).isEqualTo(ARN + longest + "-_012");
        assertThat(queues.create(longest + ".fifo", QueueAttributes.FIFO).isFifo())
                .isTrue();
    }

    @Test
    @Rule("QUEUE-10")
    void a_queue_is_made_once_if_what_is_asked_for_is_so() {
        MessageQueue queue =
                queues.create("orders", QueueAttributes.NONE.capacity(7).delay(SECOND));

        assertThat(queues.create("orders")).isSameAs(queue);
        assertThat(queues.create("orders", QueueAttributes.NONE.capacity(7))).isSameAs(queue);
        assertThat(queues.create(
                        "orders",
                        QueueAttributes.NONE.retention(queue.attributes().retention())))
                .isSameAs(queue);
        refused(Reason.QUEUE_ALREADY_EXISTS, () -> queues.create("orders", QueueAttributes.NONE.capacity(8)))
                .withMessage("A queue already exists with the same name and a different value for attribute Capacity");
    }

    @Test
    void queues_are_found_by_name_and_by_arn() {
        MessageQueue orders = standard();
        MessageQueue dead = queues.create("dead");

        assertThat(queues.get("orders")).isSameAs(orders);
        assertThat(queues.get(ARN + "orders")).isSameAs(orders);
        assertThat(queues.find("missing")).isEmpty();
        assertThat(queues.names()).containsExactly("dead", "orders");
        assertThat(queues.arns()).containsExactly(dead.arn(), orders.arn());
    }

    @Test
    @Rule("QUEUE-11")
    void a_name_is_free_again_a_minute_after_its_queue_was_deleted() {
        MessageQueue first = standard();
        queues.delete("orders");

        time.advance(MINUTE.minusNanos(1));
        refused(Reason.QUEUE_DELETED_RECENTLY, this::standard);
        time.advance(SECOND);

        assertThat(standard()).isNotSameAs(first);
    }

    @Test
    @Rule("QUEUE-12")
    void a_missing_queue_is_refused_everywhere() {
        MessageQueue queue = standard();
        queue.send("a");
        queues.delete(queue.arn());

        refused(Reason.NON_EXISTENT_QUEUE, () -> queues.get("orders"));
        refused(Reason.NON_EXISTENT_QUEUE, () -> queues.delete("orders"));
        refused(Reason.NON_EXISTENT_QUEUE, () -> queue.send("b"))
                .satisfies(gone -> assertThat(gone.code()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue"));
        refused(Reason.NON_EXISTENT_QUEUE, () -> queue.receive(1));
        refused(Reason.NON_EXISTENT_QUEUE, queue::purge);
        refused(Reason.NON_EXISTENT_QUEUE, queue::approximateNumberOfMessages);
    }

    @Test
    @Rule("QUEUE-13")
    void a_purge_takes_everything_and_is_allowed_once_a_minute() {
        MessageQueue queue = standard();
        queue.send("in flight");
        receive(queue, 1);
        queue.send("visible");
        queue.send(NewMessage.of("delayed").delay(MINUTE));
        assertCounts(queue, 1, 1, 1);

        queue.purge();

        assertCounts(queue, 0, 0, 0);
        time.advance(MINUTE.minusNanos(1));
        assertThat(receive(queue, 10)).isEmpty();
        refused(Reason.PURGE_QUEUE_IN_PROGRESS, queue::purge)
                .satisfies(early -> assertThat(early.code()).isEqualTo("AWS.SimpleQueueService.PurgeQueueInProgress"));
        time.advance(SECOND);
        queue.purge();
    }

    @Test
    @Rule("QUEUE-13")
    void a_purge_forgets_duplicates() {
        MessageQueue queue = fifo();
        send(queue, "g", "a");

        queue.purge();
        send(queue, "g", "a");

        assertCounts(queue, 1, 0, 0);
    }

    @Test
    void a_full_queue_takes_nothing_until_a_message_is_gone() {
        MessageQueue queue =
                queues.create("orders", QueueAttributes.NONE.capacity(2).retention(MINUTE));
        queue.send("a");
        assertThat(queue.sendAll(List.of())).isEmpty();
        Assertions.assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> queue.sendAll(List.of(NewMessage.of("b"), NewMessage.of("c"))))
                .withMessage("The queue 'orders' is full: at most 2 messages.");
        queue.sendAll(List.of(NewMessage.of("b")));

        Assertions.assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("c"));
        queue.delete(receiveOne(queue).receiptHandle());
        queue.send("d");
        Assertions.assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("e"));

        queue.setAttributes(QueueAttributes.NONE.capacity(3));
        queue.send("e");
        time.advance(MINUTE);
        queue.sendAll(List.of(NewMessage.of("f"), NewMessage.of("g"), NewMessage.of("h")));
        queue.purge();
        queue.sendAll(List.of(NewMessage.of("i"), NewMessage.of("j"), NewMessage.of("k")));
        assertThat(receive(queue, 10)).containsExactly("i", "j", "k");
    }

    @Test
    void whoever_listens_is_told_that_the_queue_is_gone() {
        List<String> told = new ArrayList<>();
        MessageQueue queue = standard();
        queue.listen(() -> told.add("!"));

        queues.delete("orders");

        assertThat(told).hasSize(1);
    }
}
