package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be sent, and what is answered. */
class QueueSendTest extends QueueFixture {

    private final MessageQueue queue = standard();

    private void send(String name, MessageAttribute attribute) {
        queue.send(NewMessage.of("a").attribute(name, attribute));
    }

    @Test
    @Rule("QUEUE-20")
    void a_message_has_a_body() {
        refused(Reason.MISSING_PARAMETER, () -> queue.send(""))
                .withMessage("The request must contain the parameter MessageBody.");
        assertCounts(queue, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "eight by\u0001tes and more", "\u001f", "\ufffe", "\uffff", "a\ud800", "\udc00b"})
    @Rule("QUEUE-21")
    void characters_that_xml_does_not_have_are_refused(String body) {
        refused(Reason.INVALID_MESSAGE_CONTENTS, () -> queue.send(body));
    }

    @Test
    @Rule("QUEUE-21")
    void bytes_that_are_no_text_are_refused() {
        refused(Reason.INVALID_MESSAGE_CONTENTS, () -> queue.send(NewMessage.of(new byte[] {(byte) 0xc3})));
        refused(Reason.INVALID_MESSAGE_CONTENTS, () -> queue.send(NewMessage.of(new byte[1])));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t\n\r and more than eight", " ", "\ud7ff\ue000\ufffd", "\ud83d\ude00", "\u007f\u00e4"})
    @Rule("QUEUE-21")
    void all_other_characters_arrive_as_they_were(String body) {
        queue.send(body);

        assertThat(receive(queue, 1)).containsExactly(body);
    }

    @Test
    @Rule("QUEUE-22")
    void body_and_attributes_together_are_bounded() {
        MessageQueue small = queues.create("small", QueueAttributes.NONE.maximumMessageSize(1024));
        String body = "a".repeat(1024 - "k".length() - "String".length() - "v".length());

        small.send(NewMessage.of(body).attribute("k", MessageAttribute.string("v")));

        refused(
                        Reason.INVALID_PARAMETER_VALUE,
                        () -> small.send(NewMessage.of(body).attribute("k", MessageAttribute.string("vv"))))
                .withMessage("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.");
        queue.send("a".repeat(1_048_576));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queue.send("a".repeat(1_048_577)));
    }

    @Test
    @Rule("QUEUE-23")
    void a_message_has_at_most_10_attributes() {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            attributes.put("a" + i, MessageAttribute.number(i));
        }
        queue.send(NewMessage.of("a").attributes(attributes));

        attributes.put("a10", MessageAttribute.number(10));

        refused(
                        Reason.INVALID_PARAMETER_VALUE,
                        () -> queue.send(NewMessage.of("a").attributes(attributes)))
                .withMessage("Number of message attributes [11] exceeds the allowed maximum [10].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a.", "a..b", "a b", "\u00e4"})
    @Rule("QUEUE-23")
    void the_name_of_an_attribute_has_a_form(String name) {
        refused(Reason.INVALID_PARAMETER_VALUE, () -> send(name, MessageAttribute.string("v")));
        refused(Reason.INVALID_PARAMETER_VALUE, () -> send("a".repeat(257), MessageAttribute.string("v")));
        send("a".repeat(256), MessageAttribute.string("v"));
    }

    static List<MessageAttribute> impossible() {
        return List.of(
                MessageAttribute.string(""),
                MessageAttribute.binary(new byte[0]),
                MessageAttribute.text("Text", "v"),
                MessageAttribute.text("String.", "v"),
                MessageAttribute.text("Stringy", "v"),
                MessageAttribute.text("Binary", "v"),
                MessageAttribute.bytes("String", new byte[1]),
                MessageAttribute.text("Number", "one"),
                MessageAttribute.text("Number", "1e127"),
                MessageAttribute.text("Number", "1e-129"),
                MessageAttribute.text("Number", "1".repeat(39)));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    @Rule("QUEUE-23")
    void an_attribute_has_a_known_type_and_a_value_of_it(MessageAttribute attribute) {
        refused(Reason.INVALID_PARAMETER_VALUE, () -> send("k", attribute));
    }

    static List<MessageAttribute> possible() {
        return List.of(
                MessageAttribute.text("String.json", "{}"),
                MessageAttribute.bytes("Binary.png", new byte[1]),
                MessageAttribute.text("Number.int", "-1"),
                MessageAttribute.text("Number", "1e126"),
                MessageAttribute.text("Number", "-1.5E-128"),
                MessageAttribute.text("Number", "0"),
                MessageAttribute.text("Number", "1".repeat(38)));
    }

    @ParameterizedTest
    @MethodSource("possible")
    @Rule("QUEUE-23")
    void a_type_may_have_a_label(MessageAttribute attribute) {
        send("k", attribute);

        assertThat(receiveOne(queue).attributes()).containsEntry("k", attribute);
    }

    @Test
    void what_is_sent_is_received_and_later_changes_are_not_seen() {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        attributes.put("b", MessageAttribute.string("1"));
        attributes.put("a", MessageAttribute.number(2));
        String id = queue.send(NewMessage.of("body").attributes(attributes).traceHeader("Root=1-2"))
                .messageId();
        attributes.clear();

        QueueMessage message = receiveOne(queue);

        assertThat(message.messageId()).isEqualTo(id);
        assertThat(message.bodyAsText()).isEqualTo("body");
        assertThat(message.attributes().keySet()).containsExactly("b", "a");
        assertThat(message.sentAt()).isEqualTo(START);
    }

    @Test
    @Rule("QUEUE-24")
    void a_message_that_was_taken_has_an_id_and_digests() {
        SentMessage sent = queue.send(NewMessage.of("hello").attribute("k", MessageAttribute.string("v")));
        SentMessage plain = queue.send("hello");

        assertThat(sent.messageId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(sent.md5OfBody()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(sent.md5OfAttributes()).isPresent();
        assertThat(sent.sequenceNumber()).isEmpty();
        assertThat(plain.messageId()).isNotEqualTo(sent.messageId());
        assertThat(plain.md5OfAttributes()).isEmpty();
        assertThat(fifo().send(NewMessage.of("a").groupId("g")).sequenceNumber())
                .isPresent();
    }

    @Test
    @Rule("QUEUE-25")
    void the_digest_of_attributes_is_that_of_sqs() {
        // Computed by hand: names sorted, each with name, type and value behind their lengths, and 1 or 2 for the kind
        // of value.
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        attributes.put("b", MessageAttribute.binary(new byte[] {1, 2}));
        attributes.put("a", MessageAttribute.string("x"));
        byte[] expected = ("\0\0\0\1a" + "\0\0\0\6String" + "\1" + "\0\0\0\1x" + "\0\0\0\1b" + "\0\0\0\6Binary" + "\2"
                        + "\0\0\0\2\1\2")
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(MessageDigests.md5OfAttributes(attributes)).contains(MessageDigests.md5OfBody(expected));
        assertThat(MessageDigests.md5OfAttributes(Map.of())).isEmpty();
    }

    @Test
    @Rule("QUEUE-26")
    void a_messages_own_delay_counts_more_than_that_of_its_queue() {
        MessageQueue slow = queues.create("slow", QueueAttributes.NONE.delay(MINUTE));
        slow.send("queue's");
        slow.send(NewMessage.of("shorter").delay(SECOND));
        slow.send(NewMessage.of("none").delay(Duration.ZERO));

        assertThat(receive(slow, 10)).containsExactly("none");
        time.advance(SECOND);
        assertThat(receive(slow, 10)).containsExactly("shorter");
        refused(
                        Reason.INVALID_PARAMETER_VALUE,
                        () -> slow.send(NewMessage.of("a").delay(Duration.ofSeconds(901))))
                .withMessage(
                        "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> slow.send(NewMessage.of("a").delay(Duration.ofSeconds(-1))));
    }

    @Test
    @Rule("QUEUE-27")
    void a_message_of_a_fifo_queue_has_no_delay_of_its_own() {
        MessageQueue slow = queues.create(
                "slow.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true).delay(MINUTE));

        slow.send(NewMessage.of("a").groupId("g").delay(Duration.ZERO));

        assertCounts(slow, 0, 0, 1);
        refused(
                        Reason.INVALID_PARAMETER_VALUE,
                        () -> slow.send(NewMessage.of("b").groupId("g").delay(SECOND)))
                .withMessage("Value 1 for parameter DelaySeconds is invalid. Reason: "
                        + "The request include parameter that is not valid for this queue type.");
    }

    @Test
    @Rule("QUEUE-28")
    void a_delayed_message_is_neither_visible_nor_in_flight_and_its_age_counts_from_its_send() {
        MessageQueue brief = queues.create("brief", QueueAttributes.NONE.retention(MINUTE.multipliedBy(2)));
        brief.send(NewMessage.of("a").delay(MINUTE));

        assertCounts(brief, 0, 0, 1);
        time.advance(MINUTE);
        assertCounts(brief, 1, 0, 0);
        time.advance(MINUTE);
        assertCounts(brief, 0, 0, 0);
    }
}
