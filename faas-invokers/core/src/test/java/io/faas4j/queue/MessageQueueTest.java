package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was sent stays until it is deleted, and what was received comes back unless it is deleted in time. */
class MessageQueueTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final MessageQueue queue = queue(QueueSettings.DEFAULT);

    private MessageQueue queue(QueueSettings settings) {
        return MessageQueue.create("dlq", settings, ArnScope.DEFAULT, time, RandomSource.seeded(1));
    }

    private UUID send(String body) {
        return queue.send(body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private Message receiveOne() {
        List<Message> received = queue.receive(10);
        assertThat(received).hasSize(1);
        return received.get(0);
    }

    private List<String> receive(int max) {
        return queue.receive(max).stream().map(Message::bodyAsText).toList();
    }

    private void assertCounts(int visible, int notVisible) {
        assertThat(queue.approximateNumberOfMessages()).isEqualTo(visible);
        assertThat(queue.approximateNumberOfMessagesNotVisible()).isEqualTo(notVisible);
    }

    // ---- names -----------------------------------------------------------------------------------------------------

    @Test
    void a_queue_has_a_name_and_an_arn() {
        assertThat(queue.name()).isEqualTo("dlq");
        assertThat(queue.arn()).isEqualTo("arn:aws:sqs:local-1:000000000000:dlq");
    }

    @Test
    void there_is_no_queue_that_keeps_an_order_and_none_with_another_name() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> MessageQueue.create(
                        "a.fifo", QueueSettings.DEFAULT, ArnScope.DEFAULT, time, RandomSource.seeded(1)))
                .withMessage(
                        "There are no queues inside the process that keep an order, as the name 'a.fifo' asks for.");
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> MessageQueue.create(
                        "a b", QueueSettings.DEFAULT, ArnScope.DEFAULT, time, RandomSource.seeded(1)))
                .withMessageContaining("queue:a b");
    }

    @Test
    void settings_have_ranges() {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> QueueSettings.DEFAULT.capacity(0))
                .withMessageContaining("Value '0' at 'capacity'")
                .withMessageContaining("between 1 and 10000000");
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> QueueSettings.DEFAULT.visibilityTimeout(
                        Duration.ofHours(12).plusNanos(1)))
                .withMessageContaining("between 0 and PT12H");
        assertThat(QueueSettings.DEFAULT.capacity(7).visibilityTimeout(Duration.ZERO))
                .isEqualTo(
                        QueueSettings.DEFAULT.visibilityTimeout(Duration.ZERO).capacity(7));
    }

    // ---- sending ---------------------------------------------------------------------------------------------------

    @Test
    void a_message_arrives_as_it_was_sent() {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        attributes.put("RequestID", MessageAttribute.string("7"));
        attributes.put("ErrorCode", MessageAttribute.number(200));
        byte[] body = {0, 1, (byte) 0xff};

        UUID id = queue.send(body, attributes);
        attributes.clear();

        Message message = receiveOne();
        assertThat(message.messageId()).isEqualTo(id);
        assertThat(message.body()).isEqualTo(body);
        assertThat(message.attributes())
                .containsExactly(
                        entry("RequestID", new MessageAttribute("String", "7")),
                        entry("ErrorCode", new MessageAttribute("Number", "200")));
        assertThat(message.sentAt()).isEqualTo(START);
    }

    @Test
    void a_message_has_a_body() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> send(""))
                .withMessage("The request must contain the parameter MessageBody.");
        assertCounts(0, 0);
    }

    @Test
    void body_and_attributes_together_are_at_most_a_megabyte() {
        byte[] body = new byte[MessageQueue.MAX_MESSAGE_SIZE - "k".length() - "String".length() - "v".length()];

        queue.send(body, Map.of("k", MessageAttribute.string("v")));

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.send(body, Map.of("kk", MessageAttribute.string("v"))))
                .withMessage("One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.");
        assertCounts(1, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a.", "a..b", "a b", "\u00e4"})
    void an_attribute_has_a_name_of_the_right_form(String name) {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.send(new byte[1], Map.of(name, MessageAttribute.string("v"))))
                .withMessageContaining("was '" + name + "'");
    }

    @Test
    void an_attribute_has_a_value_and_a_type_that_is_known() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> MessageAttribute.string(""))
                .withMessage("The value of a message attribute of type String must not be empty.");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> new MessageAttribute("Text", "v"))
                .withMessage("The type of a message attribute must be String or Number, was 'Text'.");
    }

    @Test
    void a_message_has_at_most_10_attributes() {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            attributes.put("a" + i, MessageAttribute.number(i));
        }
        queue.send(new byte[1], attributes);

        attributes.put("a10", MessageAttribute.number(10));

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.send(new byte[1], attributes))
                .withMessage("A message has at most 10 attributes, here 11.");
    }

    @Test
    void a_full_queue_takes_nothing_until_a_message_is_deleted() {
        MessageQueue small = queue(QueueSettings.DEFAULT.capacity(2));
        small.send(new byte[1], Map.of());
        small.send(new byte[1], Map.of());
        Message received = small.receive(1).get(0);

        assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> small.send(new byte[1], Map.of()))
                .withMessage("The queue 'dlq' is full: at most 2 messages.");

        small.delete(received.receiptHandle());
        small.send(new byte[1], Map.of());
        assertThat(small.approximateNumberOfMessages()).isEqualTo(2);
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    @Test
    void nothing_is_received_from_an_empty_queue() {
        assertThat(queue.receive(10)).isEmpty();
    }

    @Test
    void the_oldest_messages_are_received_first_and_not_more_than_asked_for() {
        send("a");
        send("b");
        send("c");

        assertThat(receive(2)).containsExactly("a", "b");
        assertCounts(1, 2);
        assertThat(receive(2)).containsExactly("c");
        assertThat(receive(2)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 11})
    void one_to_ten_messages_are_received_at_once(int max) {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.receive(max))
                .withMessage("Value " + max + " for parameter MaxNumberOfMessages is invalid. Reason: "
                        + "Must be between 1 and 10, if provided.");
    }

    @Test
    void what_was_received_is_hidden_until_its_visibility_timeout_ends() {
        UUID id = send("a");
        Message first = receiveOne();

        time.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(queue.receive(1)).isEmpty();
        assertCounts(0, 1);

        time.advance(Duration.ofNanos(1));
        assertCounts(1, 0);
        Message second = receiveOne();
        assertThat(second.messageId()).isEqualTo(id);
        assertThat(first.receiveCount()).isEqualTo(1);
        assertThat(second.receiveCount()).isEqualTo(2);
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(second.firstReceivedAt()).isEqualTo(START);
        assertThat(second.sentAt()).isEqualTo(START);
    }

    @Test
    void a_message_that_comes_back_is_as_old_as_it_was() {
        send("a");
        send("b");
        queue.receive(1);

        time.advance(Duration.ofSeconds(30));

        assertThat(receive(10)).containsExactly("a", "b");
    }

    @Test
    void a_receive_may_hide_for_another_time() {
        send("a");
        queue.receive(1, Duration.ofMinutes(5));

        time.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(queue.receive(1)).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(queue.receive(1)).hasSize(1);
    }

    @Test
    void a_receive_that_does_not_hide_gives_each_message_once_and_counts() {
        send("a");
        send("b");

        assertThat(queue.receive(10, Duration.ZERO))
                .extracting(Message::receiveCount)
                .containsExactly(1, 1);
        assertThat(queue.receive(10, Duration.ZERO))
                .extracting(Message::receiveCount)
                .containsExactly(2, 2);
        assertCounts(2, 0);
    }

    @Test
    void a_message_is_hidden_for_at_most_12_hours() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.receive(1, Duration.ofSeconds(43_201)))
                .withMessage("Value 43201 for parameter VisibilityTimeout is invalid. Reason: "
                        + "Must be between 0 and 43200, if provided.");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.receive(1, Duration.ofSeconds(-1)))
                .withMessageStartingWith("Value -1 for parameter VisibilityTimeout");
    }

    // ---- deleting --------------------------------------------------------------------------------------------------

    @Test
    void a_deleted_message_does_not_come_back() {
        send("a");
        Message message = receiveOne();

        queue.delete(message.receiptHandle());
        time.advance(Duration.ofDays(1));

        assertCounts(0, 0);
        assertThat(queue.receive(1)).isEmpty();
    }

    @Test
    void a_message_is_deleted_also_after_its_timeout_and_with_an_older_handle() {
        send("a");
        send("b");
        String ofA = queue.receive(1).get(0).receiptHandle();
        String ofB = queue.receive(1).get(0).receiptHandle();
        time.advance(Duration.ofSeconds(30));
        queue.receive(1);

        queue.delete(ofA);
        queue.delete(ofB);

        assertCounts(0, 0);
    }

    @Test
    void a_message_is_deleted_again_without_an_error() {
        send("a");
        Message message = receiveOne();
        queue.delete(message.receiptHandle());

        queue.delete(message.receiptHandle());

        assertCounts(0, 0);
    }

    @Test
    void a_text_that_no_receive_gave_out_deletes_nothing() {
        UUID id = send("a");

        for (String handle : List.of("", "a", id.toString(), id + "#0", id + "#1")) {
            assertThatExceptionOfType(InvalidParameterValueException.class)
                    .isThrownBy(() -> queue.delete(handle))
                    .withMessage("Value " + handle
                            + " for parameter ReceiptHandle is invalid. Reason: The receipt handle is not valid.");
        }
        assertCounts(1, 0);
    }

    // ---- changing visibility ---------------------------------------------------------------------------------------

    @Test
    void a_change_counts_from_now_on() {
        send("a");
        Message message = receiveOne();
        time.advance(Duration.ofSeconds(20));

        queue.changeVisibility(message.receiptHandle(), Duration.ofSeconds(60));

        time.advance(Duration.ofSeconds(59));
        assertCounts(0, 1);
        time.advance(Duration.ofSeconds(1));
        assertCounts(1, 0);
    }

    @Test
    void a_change_to_0_makes_the_message_visible_and_leaves_later_receives_alone() {
        send("a");
        queue.changeVisibility(receiveOne().receiptHandle(), Duration.ZERO);
        assertCounts(1, 0);

        receiveOne();
        time.advance(Duration.ofSeconds(29));
        assertCounts(0, 1);
    }

    @Test
    void a_message_whose_timeout_has_ended_is_hidden_again_by_a_change() {
        send("a");
        Message message = receiveOne();
        time.advance(Duration.ofSeconds(30));
        assertCounts(1, 0);

        queue.changeVisibility(message.receiptHandle(), Duration.ofSeconds(10));

        assertCounts(0, 1);
    }

    @Test
    void a_message_stays_hidden_for_at_most_12_hours_since_its_receive() {
        send("a");
        Message message = receiveOne();
        time.advance(Duration.ofSeconds(10));

        queue.changeVisibility(message.receiptHandle(), Duration.ofSeconds(43_190));

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.changeVisibility(message.receiptHandle(), Duration.ofSeconds(43_191)))
                .withMessage("Value 43191 for parameter VisibilityTimeout is invalid. Reason: "
                        + "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
        time.advance(Duration.ofHours(13));
        queue.changeVisibility(message.receiptHandle(), Duration.ZERO);
        assertCounts(1, 0);
    }

    @Test
    void the_visibility_of_a_deleted_message_cannot_be_changed() {
        send("a");
        Message message = receiveOne();
        queue.delete(message.receiptHandle());

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> queue.changeVisibility(message.receiptHandle(), Duration.ZERO))
                .withMessage("Value " + message.receiptHandle() + " for parameter ReceiptHandle is invalid. Reason: "
                        + "Message does not exist or is not available for visibility timeout change.");
    }
}
