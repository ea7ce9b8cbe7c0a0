package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order within groups. */
class FifoQueueTest extends QueueFixture {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final MessageQueue queue = fifo();

    private List<QueueMessage> take(int max) {
        return queue.receive(max);
    }

    // ---- sending ---------------------------------------------------------------------------------------------------

    @Test
    @Rule("FIFO-1")
    void a_message_has_a_group() {
        refused(Reason.MISSING_PARAMETER, () -> queue.send("a"))
                .withMessage("The request must contain the parameter MessageGroupId.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "\u00e4", "\u007f"})
    @Rule({"FIFO-1", "FIFO-2", "FAIR-1"})
    void the_id_of_a_group_is_of_letters_digits_and_punctuation(String id) {
        NewMessage message = NewMessage.of("a").groupId("g");

        refused(Reason.INVALID_PARAMETER_VALUE, () -> queue.send(message.groupId(id)));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queue.send(message.groupId("a".repeat(129))));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queue.send(message.deduplicationId(id)));
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> standard().send(NewMessage.of("a").groupId(id)));
        queue.send(message.groupId("!~" + "a".repeat(126)));
    }

    @Test
    @Rule("FIFO-2")
    void duplicates_are_known_by_an_id_or_by_the_body() {
        MessageQueue byId = queues.create("by-id.fifo", QueueAttributes.FIFO);
        NewMessage message = NewMessage.of("a").groupId("g");

        refused(Reason.INVALID_PARAMETER_VALUE, () -> byId.send(message))
                .withMessage("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
                        + "provided explicitly");
        queue.send(message);
        queue.send(message.attribute("k", MessageAttribute.string("other")));
        assertCounts(queue, 1, 0, 0);
        queue.send(message.deduplicationId("own"));
        assertCounts(queue, 2, 0, 0);
        assertThat(take(1).get(0).deduplicationId())
                .contains("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> standard().send(NewMessage.of("a").deduplicationId("1")));
    }

    @Test
    @Rule({"FIFO-3", "FIFO-19"})
    void a_duplicate_within_five_minutes_is_answered_as_the_first_and_never_delivered() {
        NewMessage message = NewMessage.of("a").groupId("g");
        SentMessage first = queue.send(message);
        queue.delete(take(1).get(0).receiptHandle());
        time.advance(Duration.ofMinutes(4));

        SentMessage duplicate = queue.send(message);
        assertThat(duplicate.messageId()).isEqualTo(first.messageId());
        assertThat(duplicate.sequenceNumber()).isEqualTo(first.sequenceNumber());
        time.advance(MINUTE.minusNanos(1));
        queue.sendAll(List.of(message, message));
        assertCounts(queue, 0, 0, 0);

        time.advance(Duration.ofNanos(1));
        assertThat(queue.send(message).messageId()).isNotEqualTo(first.messageId());
        assertCounts(queue, 1, 0, 0);
    }

    @Test
    void a_duplicate_needs_no_room_and_a_refused_message_is_not_known() {
        MessageQueue small = queues.create(
                "small.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true).capacity(1));
        send(small, "g", "a");

        send(small, "g", "a");
        BatchResult<SentMessage> refused =
                small.sendBatch(List.of(new BatchEntry<>("1", NewMessage.of("b").groupId("g"))));
        assertThat(refused.failed()).hasSize(1);
        small.delete(small.receive(1).get(0).receiptHandle());
        send(small, "g", "b");

        assertThat(receive(small, 1)).containsExactly("b");
    }

    @Test
    @Rule("FIFO-4")
    void duplicates_are_looked_for_in_the_whole_queue_or_in_the_group() {
        MessageQueue byGroup = queues.create(
                "by-group.fifo",
                QueueAttributes.FIFO
                        .contentBasedDeduplication(true)
                        .deduplicationScope(DeduplicationScope.MESSAGE_GROUP)
                        .fifoThroughputLimit(FifoThroughputLimit.PER_MESSAGE_GROUP_ID));
        for (MessageQueue each : List.of(queue, byGroup)) {
            send(each, "g", "a", "a");
            send(each, "h", "a");
        }

        assertCounts(queue, 1, 0, 0);
        assertCounts(byGroup, 2, 0, 0);
    }

    @Test
    @Rule("FIFO-5")
    void another_scope_forgets_nothing_and_holds_for_what_comes() {
        send(queue, "g", "a");
        queue.setAttributes(QueueAttributes.NONE.deduplicationScope(DeduplicationScope.MESSAGE_GROUP));
        send(queue, "g", "a");
        assertCounts(queue, 1, 0, 0);
        send(queue, "h", "a");
        assertCounts(queue, 2, 0, 0);

        queue.setAttributes(QueueAttributes.NONE.deduplicationScope(DeduplicationScope.QUEUE));
        send(queue, "i", "a");
        assertCounts(queue, 2, 0, 0);
        time.advance(Duration.ofMinutes(5));
        send(queue, "i", "a");
        assertCounts(queue, 3, 0, 0);
    }

    @Test
    @Rule("FIFO-6")
    void sequence_numbers_have_20_digits_and_grow() {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            numbers.add(queue.send(NewMessage.of("m" + i).groupId("g" + i % 7))
                    .sequenceNumber()
                    .orElseThrow());
        }

        assertThat(numbers).isSorted().doesNotHaveDuplicates().allMatch(number -> number.matches("[0-9]{20}"));
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    @Test
    @Rule({"FIFO-7", "FIFO-9"})
    void a_message_in_flight_stops_its_group_for_old_and_new_ones_but_no_other_group() {
        send(queue, "g", "g1", "g2", "g3");
        assertThat(receive(queue, 2)).containsExactly("g1", "g2");

        assertThat(take(10)).isEmpty();
        send(queue, "g", "g4");
        assertThat(take(10)).isEmpty();
        send(queue, "h", "h1");
        assertThat(receive(queue, 10)).containsExactly("h1");
    }

    @Test
    @Rule("FIFO-7")
    void a_delayed_message_stops_its_group() {
        queue.setAttributes(QueueAttributes.NONE.delay(MINUTE));
        send(queue, "g", "g1");
        time.advance(SECOND.multipliedBy(30));
        send(queue, "g", "g2");

        time.advance(SECOND.multipliedBy(30));
        assertThat(receive(queue, 10)).containsExactly("g1");
        time.advance(SECOND.multipliedBy(30));
        assertThat(receive(queue, 10)).containsExactly("g1", "g2");
    }

    @Test
    @Rule("FIFO-8")
    void a_receive_takes_what_it_may_from_one_group_before_the_next() {
        for (int i = 1; i <= 3; i++) {
            send(queue, "g", "g" + i);
            send(queue, "h", "h" + i);
        }

        assertThat(receive(queue, 4)).containsExactly("g1", "g2", "g3", "h1");
    }

    @Test
    @Rule("FIFO-10")
    void a_group_opens_when_all_that_are_in_flight_are_deleted_and_not_before() {
        send(queue, "g", "g1", "g2", "g3");
        List<QueueMessage> both = take(2);

        queue.delete(both.get(0).receiptHandle());
        assertThat(take(10)).isEmpty();
        queue.delete(both.get(1).receiptHandle());

        assertThat(receive(queue, 10)).containsExactly("g3");
    }

    @Test
    @Rule("FIFO-10")
    void a_group_of_which_the_second_message_is_deleted_waits_for_the_first() {
        send(queue, "g", "g1", "g2", "g3");
        List<QueueMessage> both = take(2);
        queue.delete(both.get(1).receiptHandle());

        assertThat(take(10)).isEmpty();
        time.advance(TIMEOUT);

        assertThat(receive(queue, 10)).containsExactly("g1", "g3");
    }

    @Test
    @Rule("FIFO-11")
    void a_first_message_that_is_given_back_is_alone_while_the_next_one_is_in_flight() {
        send(queue, "g", "g1", "g2", "g3");
        List<QueueMessage> both = take(2);

        queue.changeVisibility(both.get(0).receiptHandle(), Duration.ZERO);

        assertThat(receive(queue, 10)).containsExactly("g1");
    }

    @Test
    @Rule("FIFO-12")
    void a_message_that_is_hidden_for_longer_blocks_itself_and_those_behind() {
        send(queue, "g", "g1", "g2", "g3");
        List<QueueMessage> all = take(10);

        queue.changeVisibility(all.get(1).receiptHandle(), MINUTE);
        time.advance(TIMEOUT);

        assertThat(receive(queue, 10)).containsExactly("g1");
        time.advance(TIMEOUT);
        assertThat(receive(queue, 10)).containsExactly("g1", "g2", "g3");
    }

    @Test
    @Rule("FIFO-13")
    void the_order_within_a_group_stays_after_timeouts() {
        send(queue, "g", "g1", "g2", "g3");
        List<QueueMessage> all = take(10);
        queue.changeVisibility(all.get(2).receiptHandle(), Duration.ZERO);
        queue.changeVisibility(all.get(0).receiptHandle(), Duration.ZERO);
        assertThat(queue.receive(10, Duration.ZERO))
                .extracting(QueueMessage::bodyAsText)
                .containsExactly("g1");
        time.advance(TIMEOUT);

        assertThat(receive(queue, 10)).containsExactly("g1", "g2", "g3");
    }

    @Test
    @Rule("FIFO-14")
    void who_was_served_or_opened_last_is_at_the_end() {
        send(queue, "g", "g1", "g2");
        send(queue, "h", "h1");
        send(queue, "i", "i1");
        QueueMessage first = take(1).get(0);
        queue.delete(first.receiptHandle());

        assertThat(receive(queue, 10)).containsExactly("h1", "i1", "g2");
        time.advance(TIMEOUT);
        assertThat(queue.receive(1, Duration.ZERO)).hasSize(1);
        assertThat(bodies(queue.receive(10, Duration.ZERO))).containsExactlyInAnyOrder("h1", "i1", "g2");
    }

    @Test
    @Rule("FIFO-15")
    void only_what_was_received_counts_as_in_flight() {
        send(queue, "g", "g1", "g2", "g3");
        take(1);

        assertCounts(queue, 2, 1, 0);
    }

    @Test
    @Rule("FIFO-16")
    void a_receive_that_is_repeated_gives_the_same_messages_and_handles() throws Exception {
        ReceiveOptions attempt = ReceiveOptions.max(10).attemptId("try-1");
        send(queue, "g", "g1", "g2");
        List<QueueMessage> first = queue.receive(attempt);
        send(queue, "h", "h1");
        time.advance(TIMEOUT.minus(SECOND));

        List<QueueMessage> again = queue.receive(attempt);

        assertThat(again)
                .extracting(QueueMessage::receiptHandle)
                .isEqualTo(first.stream().map(QueueMessage::receiptHandle).toList());
        assertThat(again).extracting(QueueMessage::receiveCount).containsOnly(1);
        time.advance(TIMEOUT.minus(SECOND));
        assertCounts(queue, 1, 2, 0);
        assertThat(bodies(queue.receive(ReceiveOptions.max(10).attemptId("try-2"))))
                .containsExactly("h1");
    }

    @Test
    @Rule("FIFO-16")
    void a_receive_is_a_new_one_once_a_message_of_the_first_has_moved_on_or_five_minutes_later() throws Exception {
        ReceiveOptions attempt = ReceiveOptions.max(10).attemptId("try").visibilityTimeout(Duration.ofMinutes(4));
        send(queue, "g", "g1");
        send(queue, "h", "h1");
        List<QueueMessage> first = queue.receive(attempt);
        queue.delete(first.get(0).receiptHandle());
        assertThat(queue.receive(attempt)).isEmpty();

        send(queue, "i", "i1");
        assertThat(bodies(queue.receive(attempt))).containsExactly("i1");
        time.advance(Duration.ofMinutes(3));
        assertThat(bodies(queue.receive(attempt))).containsExactly("i1");
        time.advance(Duration.ofMinutes(4));
        assertThat(queue.receive(attempt))
                .extracting(QueueMessage::receiveCount)
                .containsOnly(2);
        refused(Reason.INVALID_PARAMETER_VALUE, () -> standard().receive(attempt))
                .withMessageContaining("ReceiveRequestAttemptId");
    }

    @Test
    @Rule({"FIFO-17", "FIFO-18"})
    void there_may_be_any_number_of_groups_and_messages_in_them() {
        List<NewMessage> messages = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            messages.add(NewMessage.of("m" + i).groupId(i % 2 == 0 ? "one" : "g" + i));
        }
        queue.sendAll(messages);

        assertThat(queue.receive(20_000, TIMEOUT)).hasSize(20_000);
    }
}
