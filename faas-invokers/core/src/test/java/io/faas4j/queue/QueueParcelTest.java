package io.faas4j.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.QueueFullException;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that were sent together stay together, and nobody can tell: each is still a message of its own. */
class QueueParcelTest extends QueueFixture {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final MessageQueue queue = standard();

    private List<SentMessage> send(String... bodies) {
        return queue.sendAll(List.of(bodies).stream().map(NewMessage::of).toList());
    }

    private List<QueueMessage> received(String... bodies) {
        send(bodies);
        return queue.receive(10);
    }

    private static List<String> ids(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::messageId).toList();
    }

    private static String[] numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
    }

    // ---- whole -----------------------------------------------------------------------------------------------------

    @Test
    void what_was_sent_together_is_received_in_its_order_each_with_the_id_that_was_answered() {
        List<SentMessage> sent = send("a", "b", "c");

        List<QueueMessage> received = queue.receive(10);

        assertThat(bodies(received)).containsExactly("a", "b", "c");
        assertThat(ids(received))
                .isEqualTo(sent.stream().map(SentMessage::messageId).toList())
                .doesNotHaveDuplicates();
        assertThat(received.stream().map(QueueMessage::receiptHandle)).doesNotHaveDuplicates();
        assertThat(received).allSatisfy(message -> {
            assertThat(message.receiveCount()).isEqualTo(1);
            assertThat(message.sentAt()).isEqualTo(START);
            assertThat(message.firstReceivedAt()).isEqualTo(START);
            assertThat(message.systemAttributes()).containsKey("SenderId");
            assertThat(message.attributes()).isEmpty();
        });
        assertCounts(queue, 0, 3, 0);
    }

    @Test
    @Rule("QUEUE-24")
    void each_answer_has_the_digest_of_its_own_body() {
        List<SentMessage> sent = send("a", "b");

        assertThat(sent.get(0).md5OfBody()).isEqualTo(MessageDigests.md5OfBody("a".getBytes(UTF_8)));
        assertThat(sent.get(1).md5OfBody()).isEqualTo(MessageDigests.md5OfBody("b".getBytes(UTF_8)));
        assertThat(sent).allSatisfy(each -> assertThat(each.sequenceNumber()).isEmpty());
    }

    @Test
    void more_than_fit_in_one_parcel_are_sent_in_one_step_and_received_in_their_order() {
        List<SentMessage> sent = send(numbers(0, 25));

        List<QueueMessage> received = queue.receive(100, TIMEOUT);

        assertThat(bodies(received)).containsExactly(numbers(0, 25));
        assertThat(ids(received))
                .isEqualTo(sent.stream().map(SentMessage::messageId).toList())
                .doesNotHaveDuplicates();
        assertThat(queue.delete(received)).isEmpty();
        assertCounts(queue, 0, 0, 0);
    }

    @Test
    void a_message_that_is_looked_at_twice_is_equal_to_itself_and_to_no_other() {
        List<QueueMessage> received = received("a", "a");

        assertThat(received.get(0)).isEqualTo(received.get(0)).hasSameHashCodeAs(received.get(0));
        assertThat(received.get(0)).isNotEqualTo(received.get(1));
        assertThat(received).contains(received.get(1));
        time.advance(TIMEOUT);
        assertThat(queue.receive(10)).doesNotContainAnyElementsOf(received);
    }

    @Test
    @Rule("QUEUE-41")
    void what_is_too_old_is_gone_all_at_once() {
        queue.setAttributes(QueueAttributes.NONE.retention(MINUTE));
        send("a", "b");
        time.advance(MINUTE.minusNanos(1));
        assertCounts(queue, 2, 0, 0);

        time.advance(Duration.ofNanos(1));

        assertCounts(queue, 0, 0, 0);
        queue.setAttributes(QueueAttributes.NONE.capacity(2));
        assertThat(send("c", "d")).hasSize(2);
    }

    @Test
    void there_is_room_for_all_or_none() {
        queue.setAttributes(QueueAttributes.NONE.capacity(3));
        send("a", "b");

        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> send("c", "d"));

        assertCounts(queue, 2, 0, 0);
        queue.delete(queue.receive(10));
        assertThat(send("c", "d", "e")).hasSize(3);
    }

    @Test
    @Rule("QUEUE-21")
    void nothing_is_sent_if_something_is_wrong_with_one_of_them() {
        refused(Reason.INVALID_MESSAGE_CONTENTS, () -> send("a", "\u0001"));

        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-28")
    void where_the_queue_delays_its_messages_each_is_delayed() {
        queue.setAttributes(QueueAttributes.NONE.delay(MINUTE));
        send("a", "b");
        assertCounts(queue, 0, 0, 2);

        time.advance(MINUTE);

        assertThat(receive(queue, 10)).containsExactly("a", "b");
    }

    @Test
    void those_with_more_than_a_body_keep_it() {
        queue.sendAll(List.of(
                NewMessage.of("a"),
                NewMessage.of("b").attribute("k", MessageAttribute.string("v")),
                NewMessage.of("c")));

        List<QueueMessage> received = queue.receive(10);

        assertThat(bodies(received)).containsExactly("a", "b", "c");
        assertThat(received.get(1).attributes()).containsKey("k");
        assertThat(received.get(2).attributes()).isEmpty();
    }

    @Test
    @Rule("QUEUE-13")
    void a_purge_takes_parcels_and_what_others_were_parted_into() {
        send("a", "b", "c");
        receive(queue, 1);
        send("d", "e");

        queue.purge();

        assertCounts(queue, 0, 0, 0);
        queue.setAttributes(QueueAttributes.NONE.capacity(5));
        assertThat(send(numbers(0, 5))).hasSize(5);
    }

    @Test
    @Rule("QUEUE-36")
    void a_listener_is_told_once_until_somebody_has_looked() {
        AtomicInteger told = new AtomicInteger();
        queue.listen(told::incrementAndGet);

        send("a", "b");
        send("c", "d");
        assertThat(told).hasValue(1);

        assertThat(receive(queue, 10)).hasSize(4);
        send("e", "f");
        assertThat(told).hasValue(2);
    }

    @Test
    void a_deleted_queue_takes_nothing() {
        queues.delete("orders");

        refused(Reason.NON_EXISTENT_QUEUE, () -> send("a", "b"));
        refused(Reason.NON_EXISTENT_QUEUE, () -> queue.send("a"));
    }

    // ---- receives of another size ----------------------------------------------------------------------------------

    @Test
    @Rule("QUEUE-39")
    void a_receive_that_wants_fewer_parts_it_and_the_others_come_next() {
        send("a", "b", "c");
        send("d", "e");

        assertThat(receive(queue, 2)).containsExactly("a", "b");
        assertCounts(queue, 3, 2, 0);
        assertThat(receive(queue, 2)).containsExactly("c", "d");
        assertThat(receive(queue, 2)).containsExactly("e");
        assertCounts(queue, 0, 5, 0);
    }

    @Test
    @Rule("QUEUE-39")
    void a_receive_takes_messages_that_were_sent_alone_and_together() {
        queue.send("a");
        send(numbers(0, 8));
        queue.send("b");

        assertThat(receive(queue, 9)).containsExactly("a", "0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(receive(queue, 9)).containsExactly("b");
    }

    @Test
    @Rule("QUEUE-34")
    void messages_of_one_parcel_come_back_each_at_its_own_time_with_its_own_count() {
        send("a", "b");
        queue.receive(1, SECOND);
        queue.receive(1, MINUTE);

        time.advance(SECOND);
        QueueMessage again = receiveOne(queue);

        assertThat(again.bodyAsText()).isEqualTo("a");
        assertThat(again.receiveCount()).isEqualTo(2);
        time.advance(MINUTE.minus(SECOND));
        assertThat(bodies(queue.receive(10))).containsExactly("a", "b");
    }

    // ---- settling some ---------------------------------------------------------------------------------------------

    @Test
    @Rule("QUEUE-50")
    void one_of_it_is_deleted_and_the_others_come_back_in_their_order() {
        List<QueueMessage> received = received("a", "b", "c");

        queue.delete(received.get(1).receiptHandle());

        assertCounts(queue, 0, 2, 0);
        time.advance(TIMEOUT);
        assertThat(receive(queue, 10)).containsExactly("a", "c");
    }

    @Test
    @Rule("QUEUE-52")
    void handles_from_before_it_was_parted_stay_good() {
        List<QueueMessage> received = received("a", "b", "c");
        queue.delete(received.get(1).receiptHandle());
        queue.delete(received.get(1).receiptHandle());

        queue.changeVisibility(received.get(0).receiptHandle(), MINUTE);
        queue.delete(received.get(2).receiptHandle());

        assertCounts(queue, 0, 1, 0);
        time.advance(TIMEOUT);
        assertCounts(queue, 0, 1, 0);
        queue.delete(received.get(0).receiptHandle());
        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-53")
    void handles_of_another_receive_than_there_was_are_none() {
        QueueMessage first = received("a", "b").get(0);
        time.advance(TIMEOUT);
        List<QueueMessage> second = queue.receive(10);
        MessageQueue other = queues.create("other");
        other.sendAll(List.of(NewMessage.of("a"), NewMessage.of("b")));
        other.receive(10);

        refused(Reason.RECEIPT_HANDLE_IS_INVALID, () -> other.delete(first.receiptHandle()));
        queue.delete(first.receiptHandle());
        assertCounts(queue, 0, 1, 0);
        queue.delete(second.get(1).receiptHandle());
        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-55")
    void one_of_it_is_given_back_at_once() {
        List<QueueMessage> received = received("a", "b", "c");

        queue.changeVisibility(received.get(2).receiptHandle(), Duration.ZERO);

        assertCounts(queue, 1, 2, 0);
        assertThat(receive(queue, 10)).containsExactly("c");
    }

    @Test
    void one_of_it_is_deleted_after_the_whole_has_become_visible_again() {
        List<QueueMessage> received = received("a", "b", "c");
        time.advance(TIMEOUT);
        assertCounts(queue, 3, 0, 0);

        queue.delete(received.get(0).receiptHandle());

        assertThat(receive(queue, 10)).containsExactly("b", "c");
    }

    @Test
    void a_place_is_free_again_for_each_that_was_deleted() {
        queue.setAttributes(QueueAttributes.NONE.capacity(3));
        List<QueueMessage> received = received("a", "b", "c");
        queue.delete(received.get(0).receiptHandle());

        queue.send("d");

        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("e"));
        queue.delete(received.subList(1, 3));
        assertThat(send("e", "f")).hasSize(2);
        assertCounts(queue, 3, 0, 0);
    }

    @Test
    @Rule("QUEUE-41")
    void what_is_left_of_a_parted_one_becomes_too_old_too() {
        queue.setAttributes(QueueAttributes.NONE.retention(MINUTE));
        List<QueueMessage> received = received("a", "b", "c");
        queue.delete(received.get(0).receiptHandle());
        queue.changeVisibility(received.get(1).receiptHandle(), Duration.ZERO);
        time.advance(MINUTE.minusNanos(1));
        assertThat(queue.approximateNumberOfMessages()).isEqualTo(2);

        time.advance(Duration.ofNanos(1));

        assertCounts(queue, 0, 0, 0);
    }

    // ---- settling all that a receive gave --------------------------------------------------------------------------

    @Test
    void all_that_a_receive_gave_is_deleted_whatever_has_become_of_it_since() {
        List<QueueMessage> whole = received("a", "b", "c");
        assertThat(queue.delete(whole)).isEmpty();
        assertThat(queue.delete(whole)).isEmpty();
        assertCounts(queue, 0, 0, 0);

        List<QueueMessage> parted = received("d", "e", "f");
        queue.delete(parted.get(1).receiptHandle());
        assertThat(queue.delete(parted)).isEmpty();
        assertCounts(queue, 0, 0, 0);

        List<QueueMessage> visible = received("g", "h");
        time.advance(TIMEOUT);
        assertThat(queue.delete(visible)).isEmpty();
        assertCounts(queue, 0, 0, 0);
    }

    @Test
    void what_took_the_slot_of_a_deleted_parcel_is_not_deleted_with_it() {
        List<QueueMessage> gone = received("a", "b");
        queue.delete(gone);
        send("c", "d");

        assertThat(queue.delete(gone)).isEmpty();

        assertThat(receive(queue, 10)).containsExactly("c", "d");
    }

    @Test
    @Rule("FAIR-5")
    void all_that_a_receive_gave_is_deleted_beside_messages_of_tenants() {
        queue.send(NewMessage.of("t").groupId("tenant"));
        send("a", "b");
        List<QueueMessage> all = queue.receive(10);
        assertThat(bodies(all)).containsExactly("t", "a", "b");

        assertThat(queue.delete(all)).isEmpty();

        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule({"QUEUE-55", "QUEUE-57"})
    void the_visibility_of_all_that_a_receive_gave_is_changed_as_far_as_it_can_be() {
        List<QueueMessage> received = received("a", "b", "c");
        queue.changeVisibility(received, MINUTE);
        time.advance(TIMEOUT);
        assertCounts(queue, 0, 3, 0);
        queue.delete(received.get(0).receiptHandle());

        queue.changeVisibility(received, Duration.ZERO);

        assertThat(receive(queue, 10)).containsExactly("b", "c");
    }

    @Test
    void a_list_of_another_queue_is_not_taken_for_one_of_this() {
        MessageQueue other = queues.create("other");
        other.sendAll(List.of(NewMessage.of("a"), NewMessage.of("b")));
        List<QueueMessage> others = other.receive(10);
        send("c", "d");

        refused(Reason.RECEIPT_HANDLE_IS_INVALID, () -> queue.delete(others));

        assertCounts(queue, 2, 0, 0);
    }

    // ---- moving ----------------------------------------------------------------------------------------------------

    @Test
    @Rule("QUEUE-71")
    void what_was_received_too_often_is_moved_message_by_message_as_far_as_there_is_room() {
        MessageQueue dead = queues.create("dead", QueueAttributes.NONE.capacity(2));
        queue.setAttributes(QueueAttributes.NONE.deadLetterQueue("dead", 1));
        List<SentMessage> sent = send("a", "b", "c");
        queue.receive(10, Duration.ZERO);
        send("d", "e");

        assertThat(receive(queue, 10)).containsExactly("c", "d", "e");

        List<QueueMessage> moved = dead.receive(10);
        assertThat(bodies(moved)).containsExactly("a", "b");
        assertThat(moved.get(0).messageId()).isEqualTo(sent.get(0).messageId());
        assertThat(moved.get(0).receiveCount()).isEqualTo(2);
        assertThat(moved.get(0).firstReceivedAt()).isEqualTo(START);
    }

    @Test
    @Rule("QUEUE-78")
    void a_move_task_moves_each_of_them() {
        MessageQueue dead = queues.create("dead");
        queue.setAttributes(QueueAttributes.NONE.deadLetterQueue("dead", 1));
        dead.sendAll(List.of(NewMessage.of("a"), NewMessage.of("b"), NewMessage.of("c")));

        MoveTask task = queues.startMoveTask("dead", MoveOptions.to("orders").maxPerSecond(1));
        time.advance(SECOND);

        assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(2);
        assertCounts(dead, 1, 0, 0);
        time.advance(MINUTE);
        assertThat(task.state()).isEqualTo(MoveTask.State.COMPLETED);
        assertThat(receive(queue, 10)).containsExactly("a", "b", "c");
    }

    @Test
    @Rule("QUEUE-40")
    void so_many_in_flight_are_counted_message_by_message() {
        queue.setAttributes(QueueAttributes.NONE.capacity(200_000));
        for (int i = 0; i < 12_001; i++) {
            send(numbers(0, 10));
        }
        List<QueueMessage> all = new ArrayList<>(queue.receive(119_995, TIMEOUT));

        List<QueueMessage> last = queue.receive(10);

        assertThat(last).hasSize(5);
        all.addAll(last);
        assertThat(new HashSet<>(ids(all))).hasSize(120_000);
        refused(Reason.OVER_LIMIT, () -> queue.receive(1));
    }
}
