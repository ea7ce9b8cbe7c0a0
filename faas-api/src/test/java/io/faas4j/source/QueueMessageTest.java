package io.faas4j.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages as receives give them out. */
class QueueMessageTest {

    private static final Instant SENT = Instant.ofEpochSecond(7);

    private record Own(String messageId, String receiptHandle) implements QueueMessage.Receipt {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static QueueMessage message(String id, String handle) {
        return QueueMessage.builder(id, handle, bytes("a"), SENT).build();
    }

    @Test
    void the_same_receive_of_the_same_message_is_equal_and_any_other_is_not() {
        QueueMessage message = message("id", "handle");

        assertThat(message).isEqualTo(message("id", "handle")).hasSameHashCodeAs(message("id", "handle"));
        assertThat(message).isNotEqualTo(message("id", "another")).isNotEqualTo(message("another", "handle"));
        assertThat(message).isNotEqualTo("handle");
    }

    @Test
    void one_that_was_sent_and_received_with_another_is_like_it_in_all_else() {
        QueueMessage one = QueueMessage.builder("id", "handle", bytes("a"), SENT)
                .received(3, SENT.plusSeconds(1))
                .groupId("g")
                .fifo("d", "1")
                .systemAttribute("SenderId", "me")
                .build();

        QueueMessage other = one.with(new Own("id2", "handle2"), bytes("b"));

        assertThat(other.messageId()).isEqualTo("id2");
        assertThat(other.receiptHandle()).isEqualTo("handle2");
        assertThat(other.bodyAsText()).isEqualTo("b");
        assertThat(other.receiveCount()).isEqualTo(3);
        assertThat(other.sentAt()).isEqualTo(SENT);
        assertThat(other.firstReceivedAt()).isEqualTo(SENT.plusSeconds(1));
        assertThat(other.groupId()).hasValue("g");
        assertThat(other.deduplicationId()).hasValue("d");
        assertThat(other.sequenceNumber()).hasValue("1");
        assertThat(other.systemAttributes()).isEqualTo(one.systemAttributes());
        assertThat(other.attributes()).isEqualTo(one.attributes());
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void a_batch_of_a_list_that_does_not_change_looks_at_it_when_it_is_looked_at() {
        List<QueueMessage> received = List.of(message("1", "h1"), message("2", "h2"));

        QueueBatch<String> batch =
                QueueBatch.ofUnchanging("arn", received, body -> new String(body, StandardCharsets.UTF_8));

        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.items().get(1).message()).isSameAs(received.get(1));
        assertThat(batch.items().get(0).value()).isEqualTo("a");
    }
}
