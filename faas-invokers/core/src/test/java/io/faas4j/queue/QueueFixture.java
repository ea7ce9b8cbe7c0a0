package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;

/** Queues on virtual time, and words for what tests do with them. */
abstract class QueueFixture {

    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final String ARN = "arn:aws:sqs:local-1:000000000000:";

    final VirtualTime time = VirtualTime.startingAt(START);
    final Queues queues = new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(1));

    MessageQueue standard() {
        return queues.create("orders");
    }

    MessageQueue fifo() {
        return queues.create("orders.fifo", QueueAttributes.FIFO.contentBasedDeduplication(true));
    }

    /** Sends a message of a group for each body. */
    static void send(MessageQueue queue, String group, String... bodies) {
        for (String body : bodies) {
            queue.send(NewMessage.of(body).groupId(group));
        }
    }

    static List<String> receive(MessageQueue queue, int max) {
        return bodies(queue.receive(max));
    }

    static QueueMessage receiveOne(MessageQueue queue) {
        List<QueueMessage> received = queue.receive(1);
        assertThat(received).hasSize(1);
        return received.get(0);
    }

    static List<String> bodies(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::bodyAsText).toList();
    }

    static void assertCounts(MessageQueue queue, int visible, int notVisible, int delayed) {
        assertThat(List.of(
                        queue.approximateNumberOfMessages(),
                        queue.approximateNumberOfMessagesNotVisible(),
                        queue.approximateNumberOfMessagesDelayed()))
                .as("visible, in flight, delayed")
                .containsExactly(visible, notVisible, delayed);
    }

    static ThrowableAssertAlternative<QueueException> refused(Reason reason, ThrowingCallable call) {
        ThrowableAssertAlternative<QueueException> refusal =
                assertThatExceptionOfType(QueueException.class).isThrownBy(call);
        return refusal.satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
