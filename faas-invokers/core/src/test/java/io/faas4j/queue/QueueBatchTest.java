package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches: what is wrong as a whole, and what with one entry. */
class QueueBatchTest extends QueueFixture {

    private final MessageQueue queue = standard();

    private static BatchEntry<NewMessage> entry(String id, String body) {
        return new BatchEntry<>(id, NewMessage.of(body));
    }

    @Test
    @Rule({"QUEUE-60", "COMMON-6"})
    void a_batch_has_1_to_10_entries() {
        List<BatchEntry<NewMessage>> eleven =
                IntStream.range(0, 11).mapToObj(i -> entry("e" + i, "b" + i)).toList();

        refused(Reason.EMPTY_BATCH_REQUEST, () -> queue.sendBatch(List.of()));
        refused(Reason.EMPTY_BATCH_REQUEST, () -> queue.deleteBatch(List.of()));
        refused(Reason.EMPTY_BATCH_REQUEST, () -> queue.changeVisibilityBatch(List.of()));
        refused(Reason.TOO_MANY_ENTRIES_IN_BATCH_REQUEST, () -> queue.sendBatch(eleven))
                .withMessage("Maximum number of entries per request are 10. You have sent 11.");

        BatchResult<SentMessage> sent = queue.sendBatch(eleven.subList(0, 10));
        assertThat(sent.successful().keySet())
                .containsExactlyElementsOf(
                        eleven.subList(0, 10).stream().map(BatchEntry::id).toList());
        assertThat(sent.failed()).isEmpty();
        assertThat(receive(queue, 10)).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "\u00e4"})
    @Rule("QUEUE-61")
    void the_id_of_an_entry_has_a_form(String id) {
        refused(Reason.INVALID_BATCH_ENTRY_ID, () -> queue.sendBatch(List.of(entry(id, "b"))));
        refused(Reason.INVALID_BATCH_ENTRY_ID, () -> queue.sendBatch(List.of(entry("a".repeat(81), "b"))));
    }

    @Test
    @Rule("QUEUE-61")
    void no_two_entries_have_the_same_id() {
        refused(Reason.BATCH_ENTRY_IDS_NOT_DISTINCT, () -> queue.sendBatch(List.of(entry("1", "a"), entry("1", "b"))));
        assertCounts(queue, 0, 0, 0);
    }

    @Test
    @Rule("QUEUE-62")
    void a_batch_is_bounded_as_a_whole() {
        refused(
                        Reason.BATCH_REQUEST_TOO_LONG,
                        () -> queue.sendBatch(List.of(entry("1", "a".repeat(1_048_576)), entry("2", "b"))))
                .withMessage("Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.");
        queue.sendBatch(List.of(entry("1", "a".repeat(1_048_575)), entry("2", "b")));
        assertCounts(queue, 2, 0, 0);
    }

    @Test
    @Rule("QUEUE-63")
    void what_is_wrong_with_one_message_fails_that_one() {
        MessageQueue small = queues.create("small", QueueAttributes.NONE.capacity(2));

        BatchResult<SentMessage> result = small.sendBatch(List.of(
                entry("good", "a"),
                new BatchEntry<>("late", NewMessage.of("b").delay(Duration.ofHours(1))),
                entry("empty", ""),
                entry("last", "c"),
                entry("no-room", "d")));

        assertThat(result.successful().keySet()).containsExactly("good", "last");
        assertThat(result.failed())
                .containsExactly(
                        new BatchFailure(
                                "late",
                                "InvalidParameterValue",
                                "Value 3600 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= "
                                        + "900.",
                                true),
                        new BatchFailure(
                                "empty",
                                "MissingParameter",
                                "The request must contain the parameter MessageBody.",
                                true),
                        new BatchFailure(
                                "no-room",
                                "QueueFullException",
                                "The queue 'small' is full: at most 2 messages.",
                                true));
        assertThat(receive(small, 10)).containsExactly("a", "c");
    }

    @Test
    @Rule("QUEUE-63")
    void what_is_wrong_with_one_handle_fails_that_one() {
        queue.sendAll(List.of(NewMessage.of("a"), NewMessage.of("b")));
        List<QueueMessage> received = queue.receive(10);
        String first = received.get(0).receiptHandle();
        String second = received.get(1).receiptHandle();

        BatchResult<String> changed = queue.changeVisibilityBatch(List.of(
                new BatchEntry<>("none", new VisibilityChange("?", SECOND)),
                new BatchEntry<>("first", new VisibilityChange(first, Duration.ZERO))));
        BatchResult<String> deleted =
                queue.deleteBatch(List.of(new BatchEntry<>("none", "?"), new BatchEntry<>("second", second)));
        BatchResult<String> gone =
                queue.changeVisibilityBatch(List.of(new BatchEntry<>("second", new VisibilityChange(second, SECOND))));

        assertThat(changed.successful()).containsOnlyKeys("first").containsValue(first);
        assertThat(deleted.successful()).containsOnlyKeys("second");
        assertThat(List.of(changed.failed().get(0), deleted.failed().get(0)))
                .allSatisfy(failed -> assertThat(failed.code()).isEqualTo("ReceiptHandleIsInvalid"));
        assertThat(gone.failed().get(0).code()).isEqualTo("InvalidParameterValue");
        assertThat(receive(queue, 10)).containsExactly("a");
        assertThat(queue.deleteBatch(List.of(new BatchEntry<>("only", "?"))).successful())
                .isEmpty();
    }

    @Test
    @Rule("QUEUE-64")
    void a_batch_keeps_the_order_within_each_group() {
        MessageQueue fifo = fifo();
        List<BatchEntry<NewMessage>> entries = new ArrayList<>();
        for (String each : List.of("g1", "h1", "g2", "h2", "g3")) {
            entries.add(new BatchEntry<>(each, NewMessage.of(each).groupId(each.substring(0, 1))));
        }

        fifo.sendBatch(entries);

        assertThat(receive(fifo, 10)).containsExactly("g1", "g2", "g3", "h1", "h2");
    }
}
