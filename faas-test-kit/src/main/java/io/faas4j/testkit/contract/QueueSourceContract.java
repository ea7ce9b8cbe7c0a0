package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link QueueSource} must do so that functions can be mapped to it. Extended by a test class of the implementation, which
 * says how a queue is opened; each test gets one of its own. A queue that keeps no order, or cannot tell what it has, leaves those
 * tests out.
 */
public abstract class QueueSourceContract {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private @Nullable QueueSourceFixture opened;
    private int groups;

    /** For the implementation's test class. */
    protected QueueSourceContract() {}

    /** A new, empty queue. */
    protected abstract QueueSourceFixture open();

    @BeforeEach
    void openQueue() {
        opened = open();
    }

    @AfterEach
    void closeQueue() {
        fixture().close();
    }

    private QueueSourceFixture fixture() {
        QueueSourceFixture fixture = opened;
        if (fixture == null) {
            throw new IllegalStateException("there is no queue");
        }
        return fixture;
    }

    private QueueSource source() {
        return fixture().source();
    }

    /** Sends each to a group of its own. */
    private void send(String... bodies) {
        for (String body : bodies) {
            fixture().send(body, "group-" + groups++);
        }
    }

    private void sendTo(String group, String... bodies) {
        for (String body : bodies) {
            fixture().send(body, group);
        }
    }

    private List<QueueMessage> receive(int max) throws Exception {
        return source().receive(max, TIMEOUT);
    }

    /** Receives until there is nothing more. */
    private List<QueueMessage> receiveAll() throws Exception {
        List<QueueMessage> all = new ArrayList<>();
        for (List<QueueMessage> some = receive(10); !some.isEmpty(); some = receive(10)) {
            all.addAll(some);
        }
        return all;
    }

    private List<String> bodies() throws Exception {
        return bodies(receiveAll());
    }

    private static List<String> bodies(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::bodyAsText).toList();
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    @Test
    void a_queue_has_a_name_and_hides_messages_for_a_time() {
        assertThat(source().arn()).isNotEmpty();
        assertThat(source().visibilityTimeout()).isPositive();
    }

    @Test
    void nothing_is_received_from_an_empty_queue() throws Exception {
        assertThat(receive(10)).isEmpty();
    }

    @Test
    void what_was_sent_is_received_with_what_is_known_of_it() throws Exception {
        send("\u00e4 \ud83d\ude00");

        QueueMessage message = receive(10).get(0);

        assertThat(message.bodyAsText()).isEqualTo("\u00e4 \ud83d\ude00");
        assertThat(message.messageId()).isNotEmpty();
        assertThat(message.receiptHandle()).isNotEmpty();
        assertThat(message.receiveCount()).isEqualTo(1);
        assertThat(message.firstReceivedAt()).isAfterOrEqualTo(message.sentAt());
        assertThat(message.sequenceNumber().isPresent()).isEqualTo(source().isFifo());
    }

    @Test
    void not_more_is_received_than_was_asked_for_and_all_in_the_end() throws Exception {
        send("a", "b", "c", "d", "e");

        List<QueueMessage> two = receive(2);

        assertThat(two.size()).isBetween(1, 2);
        List<QueueMessage> all = receiveAll();
        all.addAll(two);
        assertThat(bodies(all)).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        Set<String> ids =
                new HashSet<>(all.stream().map(QueueMessage::messageId).toList());
        assertThat(ids).hasSize(5);
    }

    @Test
    void a_message_is_hidden_for_the_timeout_of_its_receive_and_then_comes_again() throws Exception {
        send("a");
        QueueMessage first = source().receive(1, TIMEOUT.multipliedBy(2)).get(0);

        fixture().advance(TIMEOUT.multipliedBy(2).minus(MOMENT));
        assertThat(receive(10)).isEmpty();
        fixture().advance(MOMENT);

        QueueMessage second = receive(10).get(0);
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(second.receiveCount()).isEqualTo(2);
        assertThat(second.sentAt()).isEqualTo(first.sentAt());
        assertThat(second.firstReceivedAt()).isEqualTo(first.firstReceivedAt());
    }

    // ---- settling --------------------------------------------------------------------------------------------------

    @Test
    void a_deleted_message_does_not_come_again() throws Exception {
        send("a", "b", "c");
        List<QueueMessage> all = receiveAll();
        List<QueueMessage> some = all.stream()
                .filter(message -> !message.bodyAsText().equals("b"))
                .toList();

        assertThat(source().delete(some)).isEmpty();

        fixture().advance(TIMEOUT);
        assertThat(bodies()).containsExactly("b");
    }

    @Test
    void what_is_deleted_already_is_not_said_to_be_left() throws Exception {
        send("a");
        List<QueueMessage> received = receive(1);
        source().delete(received);

        assertThat(source().delete(received)).isEmpty();
        assertThat(source().delete(List.of())).isEmpty();
    }

    @Test
    void a_message_stays_hidden_for_as_long_as_it_is_told_to() throws Exception {
        send("a", "b");
        List<QueueMessage> received = receiveAll();
        fixture().advance(TIMEOUT.minus(MOMENT));

        source().changeVisibility(received.subList(0, 1), TIMEOUT);

        fixture().advance(MOMENT);
        assertThat(bodies()).containsExactly(received.get(1).bodyAsText());
        fixture().advance(TIMEOUT.minus(MOMENT.multipliedBy(2)));
        assertThat(receive(10)).isEmpty();
        fixture().advance(MOMENT.multipliedBy(2));
        assertThat(bodies()).contains(received.get(0).bodyAsText());
    }

    @Test
    void a_message_that_is_given_back_comes_at_once() throws Exception {
        send("a");
        List<QueueMessage> received = receive(1);

        source().changeVisibility(received, Duration.ZERO);

        assertThat(receive(1).get(0).receiveCount()).isEqualTo(2);
    }

    @Test
    void what_cannot_be_changed_any_more_is_left_out() throws Exception {
        send("a", "b");
        List<QueueMessage> received = receiveAll();
        source().delete(received.subList(0, 1));

        source().changeVisibility(received, Duration.ZERO);

        assertThat(bodies()).containsExactly(received.get(1).bodyAsText());
    }

    // ---- who is told -----------------------------------------------------------------------------------------------

    /** Counts what it is told, as soon as somebody found nothing. */
    private AtomicInteger listening() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Optional<SourceSubscription> subscription = source().listen(told::incrementAndGet);
        assumeTrue(subscription.isPresent(), "the queue cannot tell");
        assertThat(receiveAll()).isEmpty();
        told.set(0);
        return told;
    }

    @Test
    void a_listener_that_found_nothing_is_told_of_each_message_that_is_sent_then() throws Exception {
        AtomicInteger told = listening();

        send("a");

        assertThat(told).hasPositiveValue();
        receiveAll();
        told.set(0);
        send("b");
        assertThat(told).hasPositiveValue();
    }

    @Test
    void a_listener_is_told_when_a_visibility_timeout_ends() throws Exception {
        AtomicInteger told = listening();
        send("a");
        receiveAll();
        told.set(0);

        fixture().advance(TIMEOUT);

        assertThat(told).hasPositiveValue();
        assertThat(bodies()).containsExactly("a");
    }

    @Test
    void a_listener_is_told_of_what_is_given_back() throws Exception {
        AtomicInteger told = listening();
        send("a");
        List<QueueMessage> received = receiveAll();
        told.set(0);

        source().changeVisibility(received, Duration.ZERO);

        assertThat(told).hasPositiveValue();
    }

    @Test
    void several_listeners_are_told_and_one_that_has_gone_is_not() throws Exception {
        AtomicInteger one = listening();
        AtomicInteger gone = new AtomicInteger();
        SourceSubscription subscription = source().listen(gone::incrementAndGet).orElseThrow();
        AtomicInteger other = listening();
        gone.set(0);

        subscription.close();
        subscription.close();
        send("a");

        assertThat(one).hasPositiveValue();
        assertThat(other).hasPositiveValue();
        assertThat(gone).hasValue(0);
    }

    @Test
    void a_listener_may_receive_and_delete() throws Exception {
        List<String> handled = new ArrayList<>();
        Optional<SourceSubscription> subscription = source().listen(() -> handle(handled));
        assumeTrue(subscription.isPresent(), "the queue cannot tell");
        assertThat(receiveAll()).isEmpty();

        send("a", "b");

        assertThat(handled).containsExactly("a", "b");
        fixture().advance(TIMEOUT);
        assertThat(receive(10)).isEmpty();
    }

    private void handle(List<String> handled) {
        try {
            List<QueueMessage> received = receiveAll();
            handled.addAll(bodies(received));
            source().delete(received);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    // ---- order within groups ---------------------------------------------------------------------------------------

    @Test
    void a_group_keeps_its_order_and_rests_while_one_of_its_messages_is_in_flight() throws Exception {
        assumeTrue(source().isFifo(), "the queue keeps no order");
        sendTo("g", "g1", "g2", "g3");
        assertThat(bodies(receive(1))).containsExactly("g1");

        assertThat(receive(10)).isEmpty();
        sendTo("h", "h1");
        assertThat(bodies(receive(10))).containsExactly("h1");

        fixture().advance(TIMEOUT);
        List<String> again = bodies();
        assertThat(again).containsSubsequence("g1", "g2", "g3").contains("h1").hasSize(4);
    }

    @Test
    void a_group_opens_when_all_of_its_messages_in_flight_are_settled() throws Exception {
        assumeTrue(source().isFifo(), "the queue keeps no order");
        sendTo("g", "g1", "g2", "g3");
        List<QueueMessage> first = new ArrayList<>(receive(2));
        AtomicInteger told = listening();

        assertThat(source().delete(first)).isEmpty();

        assertThat(told).hasPositiveValue();
        String next = "g" + (first.size() + 1);
        List<QueueMessage> second = receive(1);
        assertThat(bodies(second)).containsExactly(next);
        source().changeVisibility(second, Duration.ZERO);
        assertThat(bodies(receive(1))).containsExactly(next);
    }

    @Test
    void a_group_whose_handling_took_too_long_is_told_to_be_left() throws Exception {
        assumeTrue(source().isFifo(), "the queue keeps no order");
        sendTo("g", "g1");
        List<QueueMessage> late = receive(1);
        fixture().advance(TIMEOUT);
        receive(1);

        assertThat(source().delete(late)).isEqualTo(late);
    }
}
