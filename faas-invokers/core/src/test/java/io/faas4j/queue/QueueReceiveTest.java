package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receive gives, and for how long. */
class QueueReceiveTest extends QueueFixture {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final MessageQueue queue = standard();

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 11})
    @Rule("QUEUE-30")
    void one_to_ten_messages_are_received_at_once(int max) {
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queue.receive(max))
                .withMessage("Value " + max + " for parameter MaxNumberOfMessages is invalid. Reason: "
                        + "Must be between 1 and 10, if provided.");
    }

    @Test
    void a_mapping_may_take_as_many_as_it_likes() {
        queue.sendAll(Collections.nCopies(50, NewMessage.of("a")));

        assertThat(queue.receive(40, TIMEOUT)).hasSize(40);
        refused(Reason.INVALID_PARAMETER_VALUE, () -> queue.receive(0, TIMEOUT));
    }

    @Test
    @Rule("QUEUE-31")
    void nothing_is_received_from_an_empty_queue() {
        assertThat(queue.receive(10)).isEmpty();
    }

    @Test
    @Rule({"QUEUE-32", "QUEUE-37"})
    void each_receive_counts_has_a_handle_of_its_own_and_hides_the_message() {
        String id = queue.send("a").messageId();
        time.advance(SECOND);
        QueueMessage first = receiveOne(queue);

        time.advance(TIMEOUT.minusNanos(1));
        assertThat(queue.receive(1)).isEmpty();
        assertCounts(queue, 0, 1, 0);
        time.advance(Duration.ofNanos(1));
        assertCounts(queue, 1, 0, 0);

        QueueMessage second = receiveOne(queue);
        assertThat(second.messageId()).isEqualTo(first.messageId()).isEqualTo(id);
        assertThat(first.receiveCount()).isEqualTo(1);
        assertThat(second.receiveCount()).isEqualTo(2);
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(second.firstReceivedAt()).isEqualTo(first.firstReceivedAt()).isEqualTo(START.plus(SECOND));
        assertThat(second.sentAt()).isEqualTo(START);
    }

    @Test
    @Rule("QUEUE-33")
    void a_receive_may_hide_for_another_time() throws Exception {
        queue.send("a");
        queue.receive(ReceiveOptions.max(1).visibilityTimeout(MINUTE));

        time.advance(MINUTE.minusNanos(1));
        assertThat(queue.receive(1)).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(queue.receive(1)).hasSize(1);
        refused(
                        Reason.INVALID_PARAMETER_VALUE,
                        () -> ReceiveOptions.max(1).visibilityTimeout(Duration.ofSeconds(43_201)))
                .withMessage("Value 43201 for parameter VisibilityTimeout is invalid. Reason: "
                        + "Must be between 0 and 43200, if provided.");
    }

    @Test
    @Rule("QUEUE-33")
    void a_receive_that_does_not_hide_gives_each_message_once_and_counts() {
        queue.send("a");
        queue.send("b");

        assertThat(queue.receive(10, Duration.ZERO))
                .extracting(QueueMessage::receiveCount)
                .containsExactly(1, 1);
        assertThat(queue.receive(10, Duration.ZERO))
                .extracting(QueueMessage::receiveCount)
                .containsExactly(2, 2);
        assertCounts(queue, 2, 0, 0);
    }

    @Test
    @Rule("QUEUE-35")
    void a_short_poll_looks_at_all_messages() {
        queue.sendAll(Collections.nCopies(10, NewMessage.of("a")));

        assertThat(queue.receive(10)).hasSize(10);
    }

    @Test
    @Rule("QUEUE-37")
    void what_the_queue_knows_of_a_message_comes_with_it() {
        MessageQueue fifo = fifo();
        SentMessage sent =
                fifo.send(NewMessage.of("a").groupId("g").deduplicationId("d").traceHeader("Root=1"));

        QueueMessage message = receiveOne(fifo);

        assertThat(message.systemAttributes())
                .containsOnly(Map.entry("SenderId", "000000000000"), Map.entry("AWSTraceHeader", "Root=1"));
        assertThat(message.groupId()).contains("g");
        assertThat(message.deduplicationId()).contains("d");
        assertThat(message.sequenceNumber()).isEqualTo(sent.sequenceNumber());
    }

    @Test
    @Rule("QUEUE-38")
    void a_receive_may_ask_for_some_attributes_only() throws Exception {
        NewMessage message = NewMessage.of("a")
                .attribute("order.id", MessageAttribute.number(1))
                .attribute("order.kind", MessageAttribute.string("b"))
                .attribute("who", MessageAttribute.string("c"));
        ReceiveOptions one = ReceiveOptions.max(1).visibilityTimeout(Duration.ZERO);
        queue.send(message);

        assertThat(attributes(one)).containsExactly("order.id", "order.kind", "who");
        assertThat(attributes(one.onlyMessageAttributes("All"))).hasSize(3);
        assertThat(attributes(one.onlyMessageAttributes("order.*"))).containsExactly("order.id", "order.kind");
        assertThat(attributes(one.onlyMessageAttributes("who", "order.id"))).containsExactly("order.id", "who");
        assertThat(attributes(one.onlyMessageAttributes("order"))).isEmpty();
        assertThat(attributes(one.onlyMessageAttributes())).isEmpty();
        QueueMessage some = queue.receive(one.onlyMessageAttributes("who")).get(0);
        assertThat(MessageDigests.md5OfAttributes(some.attributes()))
                .isEqualTo(MessageDigests.md5OfAttributes(Map.of("who", MessageAttribute.string("c"))));
    }

    private List<String> attributes(ReceiveOptions options) throws InterruptedException {
        return List.copyOf(queue.receive(options).get(0).attributes().keySet());
    }

    @Test
    @Rule("QUEUE-39")
    void the_oldest_message_comes_first_also_when_it_came_back() {
        for (String body : List.of("a", "b", "c", "d")) {
            queue.send(body);
        }
        assertThat(receive(queue, 2)).containsExactly("a", "b");
        time.advance(TIMEOUT);

        assertThat(receive(queue, 3)).containsExactly("a", "b", "c");
    }

    @Test
    @Rule("QUEUE-40")
    void so_many_messages_are_in_flight_at_most() throws Exception {
        MessageQueue large = queues.create("large", QueueAttributes.NONE.capacity(130_000));
        large.sendAll(Collections.nCopies(120_001, NewMessage.of("a")));
        List<QueueMessage> taken = new ArrayList<>(large.receive(130_000, TIMEOUT));
        assertThat(taken).hasSize(120_000);

        refused(Reason.OVER_LIMIT, () -> large.receive(1));
        assertThat(large.receive(ReceiveOptions.max(1).waitTime(SECOND))).isEmpty();
        assertThat(large.receive(1, TIMEOUT)).isEmpty();

        large.delete(taken.subList(0, 1));
        assertThat(large.receive(2)).hasSize(1);
    }

    @Test
    @Rule({"QUEUE-40", "FIFO-17"})
    void a_fifo_queue_gives_nothing_when_so_many_are_in_flight() {
        MessageQueue large = queues.create(
                "large.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true).capacity(130_000));
        List<NewMessage> messages = new ArrayList<>();
        for (int i = 0; i <= 120_000; i++) {
            messages.add(NewMessage.of("m" + i).groupId("g" + i));
        }
        large.sendAll(messages);
        large.receive(130_000, TIMEOUT);

        assertThat(large.receive(1)).isEmpty();
        assertCounts(large, 1, 120_000, 0);
    }

    @Test
    @Rule("QUEUE-41")
    void a_message_that_is_too_old_is_gone_whatever_its_state() {
        MessageQueue brief = queues.create("brief", QueueAttributes.NONE.retention(MINUTE));
        brief.send("in flight");
        QueueMessage inFlight = receiveOne(brief);
        brief.changeVisibility(inFlight.receiptHandle(), Duration.ofHours(1));
        brief.send("visible");
        brief.send(NewMessage.of("delayed").delay(Duration.ofMinutes(15)));
        time.advance(SECOND);
        brief.send("younger");

        time.advance(MINUTE.minus(SECOND).minusNanos(1));
        assertCounts(brief, 2, 1, 1);
        time.advance(Duration.ofNanos(1));

        assertCounts(brief, 1, 0, 0);
        assertThat(receive(brief, 10)).containsExactly("younger");
    }
}
