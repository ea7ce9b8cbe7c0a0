package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.faas4j.error.QueueException.Reason;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a queue is, and what of it can be changed. */
class QueueAttributesTest extends QueueFixture {

    @Test
    @Rule({"QUEUE-1", "QUEUE-2", "QUEUE-3", "QUEUE-4", "QUEUE-5", "QUEUE-6", "QUEUE-7", "QUEUE-8"})
    void what_was_never_set_has_its_default() {
        assertThat(standard().attributeTexts())
                .containsOnly(
                        entry("DelaySeconds", "0"),
                        entry("MaximumMessageSize", "1048576"),
                        entry("MessageRetentionPeriod", "345600"),
                        entry("ReceiveMessageWaitTimeSeconds", "0"),
                        entry("VisibilityTimeout", "30"),
                        entry("Capacity", "100000"),
                        entry("ApproximateNumberOfMessages", "0"),
                        entry("ApproximateNumberOfMessagesNotVisible", "0"),
                        entry("ApproximateNumberOfMessagesDelayed", "0"),
                        entry("CreatedTimestamp", "1767323045"),
                        entry("LastModifiedTimestamp", "1767323045"),
                        entry("QueueArn", ARN + "orders"));
        assertThat(queues.create("a.fifo", QueueAttributes.FIFO).attributeTexts())
                .contains(
                        entry("FifoQueue", "true"),
                        entry("ContentBasedDeduplication", "false"),
                        entry("DeduplicationScope", "queue"),
                        entry("FifoThroughputLimit", "perQueue"));
    }

    @ParameterizedTest
    @CsvSource({
        "DelaySeconds, -1",
        "DelaySeconds, 901",
        "MaximumMessageSize, 1023",
        "MaximumMessageSize, 1048577",
        "MessageRetentionPeriod, 59",
        "MessageRetentionPeriod, 1209601",
        "ReceiveMessageWaitTimeSeconds, -1",
        "ReceiveMessageWaitTimeSeconds, 21",
        "VisibilityTimeout, -1",
        "VisibilityTimeout, 43201",
        "VisibilityTimeout, soon",
        "Capacity, 0",
        "Capacity, 10000001",
        "FifoQueue, yes",
        "DeduplicationScope, group",
        "FifoThroughputLimit, none"
    })
    @Rule({"QUEUE-1", "QUEUE-2", "QUEUE-3", "QUEUE-4", "QUEUE-5", "QUEUE-7"})
    void a_value_out_of_its_range_is_refused_by_name(String attribute, String value) {
        refused(Reason.INVALID_ATTRIBUTE_VALUE, () -> QueueAttributes.parse(Map.of(attribute, value)))
                .withMessageStartingWith("Invalid value for the parameter " + attribute + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "DelaySeconds, 0",
        "DelaySeconds, 900",
        "MaximumMessageSize, 1024",
        "MaximumMessageSize, 1048576",
        "MessageRetentionPeriod, 60",
        "MessageRetentionPeriod, 1209600",
        "ReceiveMessageWaitTimeSeconds, 20",
        "VisibilityTimeout, 0",
        "VisibilityTimeout, 43200"
    })
    @Rule({"QUEUE-1", "QUEUE-2", "QUEUE-3", "QUEUE-4", "QUEUE-5"})
    void both_ends_of_a_range_are_allowed(String attribute, String value) {
        MessageQueue queue = queues.create("orders", QueueAttributes.parse(Map.of(attribute, value)));

        assertThat(queue.attributeTexts()).containsEntry(attribute, value);
    }

    @Test
    @Rule("QUEUE-5")
    void a_bad_value_shows_on_the_line_that_sets_it() {
        refused(
                        Reason.INVALID_ATTRIBUTE_VALUE,
                        () -> QueueAttributes.NONE.visibilityTimeout(Duration.ofSeconds(43_201)))
                .withMessage(
                        "Invalid value for the parameter VisibilityTimeout. Reason: must be between 0 and 43200 seconds, "
                                + "was 43201");
    }

    @Test
    void an_attribute_that_there_is_not_is_refused() {
        refused(Reason.INVALID_ATTRIBUTE_NAME, () -> QueueAttributes.parse(Map.of("Visibility", "30")))
                .withMessage("Unknown Attribute Visibility.");
    }

    @ParameterizedTest
    @CsvSource({"ContentBasedDeduplication, false", "DeduplicationScope, queue", "FifoThroughputLimit, perQueue"})
    @Rule("QUEUE-7")
    void a_standard_queue_has_no_fifo_attributes(String attribute, String value) {
        QueueAttributes asked = QueueAttributes.parse(Map.of(attribute, value));

        refused(Reason.INVALID_ATTRIBUTE_NAME, () -> queues.create("orders", asked))
                .withMessage("Unknown Attribute " + attribute + ".");
        refused(Reason.INVALID_ATTRIBUTE_NAME, () -> standard().setAttributes(asked));
    }

    @Test
    @Rule("QUEUE-7")
    void a_queue_stays_of_its_kind() {
        refused(Reason.INVALID_ATTRIBUTE_VALUE, () -> standard().setAttributes(QueueAttributes.FIFO));
        fifo().setAttributes(QueueAttributes.FIFO);
    }

    @Test
    @Rule("FIFO-4")
    void a_throughput_for_each_group_needs_duplicates_for_each_group() {
        QueueAttributes alone = QueueAttributes.FIFO.fifoThroughputLimit(FifoThroughputLimit.PER_MESSAGE_GROUP_ID);
        QueueAttributes scope = QueueAttributes.FIFO.deduplicationScope(DeduplicationScope.MESSAGE_GROUP);

        refused(Reason.INVALID_ATTRIBUTE_VALUE, () -> queues.create("a.fifo", alone));

        queues.create("b.fifo", scope);
        queues.create("c.fifo", scope.fifoThroughputLimit(FifoThroughputLimit.PER_MESSAGE_GROUP_ID));
    }

    @Test
    @Rule("QUEUE-8")
    void a_change_is_remembered_with_its_time() {
        MessageQueue queue = standard();
        time.advance(MINUTE);

        queue.setAttributes(QueueAttributes.NONE.delay(SECOND));

        assertThat(queue.attributes().delay()).isEqualTo(SECOND);
        assertThat(queue.attributes().visibilityTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(queue.createdAt()).isEqualTo(START);
        assertThat(queue.lastModifiedAt()).isEqualTo(START.plus(MINUTE));
        assertThat(queue.attributeTexts()).containsEntry("LastModifiedTimestamp", "1767323105");
    }

    @Test
    @Rule("QUEUE-14")
    void a_new_visibility_timeout_holds_for_later_receives() {
        MessageQueue queue = standard();
        queue.send("a");
        queue.send("b");
        receive(queue, 1);

        queue.setAttributes(QueueAttributes.NONE.visibilityTimeout(SECOND));
        receive(queue, 1);
        time.advance(SECOND);

        assertThat(receive(queue, 10)).containsExactly("b");
    }

    @Test
    @Rule("QUEUE-14")
    void a_new_retention_holds_for_what_is_there() {
        MessageQueue queue = standard();
        queue.send("a");
        time.advance(MINUTE.multipliedBy(2));
        queue.send("b");

        queue.setAttributes(QueueAttributes.NONE.retention(MINUTE));

        assertThat(receive(queue, 10)).containsExactly("b");
    }

    @Test
    @Rule("QUEUE-14")
    void a_new_delay_holds_for_later_sends_of_a_standard_queue() {
        MessageQueue queue = queues.create("orders", QueueAttributes.NONE.delay(MINUTE));
        queue.send("a");

        queue.setAttributes(QueueAttributes.NONE.delay(Duration.ZERO));
        queue.send("b");

        assertThat(receive(queue, 10)).containsExactly("b");
        assertCounts(queue, 0, 1, 1);
    }

    @Test
    @Rule("QUEUE-14")
    void a_new_delay_holds_for_what_a_fifo_queue_has_and_nobody_received() {
        MessageQueue queue = fifo();
        send(queue, "g", "a");
        send(queue, "h", "b");
        receive(queue, 1);
        time.advance(SECOND);

        queue.setAttributes(QueueAttributes.NONE.delay(MINUTE));
        assertCounts(queue, 0, 1, 1);
        queue.setAttributes(QueueAttributes.NONE.delay(SECOND));
        assertCounts(queue, 1, 1, 0);

        assertThat(receive(queue, 10)).containsExactly("b");
    }

    @Test
    @Rule({"QUEUE-6", "QUEUE-70"})
    void a_redrive_policy_is_json_with_both_members() {
        queues.create("dead");

        MessageQueue queue = queues.create(
                "orders",
                QueueAttributes.parse(Map.of(
                        "RedrivePolicy", "{\"deadLetterTargetArn\":\"" + ARN + "dead\",\"maxReceiveCount\":\"3\"}")));

        assertThat(queue.attributes().redrivePolicy()).contains(new RedrivePolicy(ARN + "dead", 3));
        assertThat(queue.attributeTexts())
                .containsEntry("RedrivePolicy", "{\"deadLetterTargetArn\":\"" + ARN + "dead\",\"maxReceiveCount\":3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deadLetterTargetArn\":\"dead\"}",
                "{\"maxReceiveCount\":1}",
                "{\"deadLetterTargetArn\":\"dead\",\"maxReceiveCount\":0}",
                "{\"deadLetterTargetArn\":\"dead\",\"maxReceiveCount\":1001}",
                "{\"deadLetterTargetArn\":\"dead\",\"maxReceiveCount\":\"often\"}",
                "{\"deadLetterTargetArn\":\"\",\"maxReceiveCount\":1}",
                "[]",
                "dead"
            })
    @Rule("QUEUE-70")
    void a_redrive_policy_of_another_form_is_refused(String policy) {
        refused(Reason.INVALID_PARAMETER_VALUE, () -> QueueAttributes.parse(Map.of("RedrivePolicy", policy)));
    }

    @Test
    @Rule("QUEUE-76")
    void a_redrive_allow_policy_is_json_too() {
        String policy = "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"" + ARN + "orders\"]}";

        MessageQueue queue = queues.create("dead", QueueAttributes.parse(Map.of("RedriveAllowPolicy", policy)));

        assertThat(queue.attributes().redriveAllowPolicy()).isEqualTo(RedriveAllowPolicy.byQueue(ARN + "orders"));
        assertThat(queue.attributeTexts()).containsEntry("RedriveAllowPolicy", policy);
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> QueueAttributes.parse(Map.of("RedriveAllowPolicy", "{\"redrivePermission\":\"some\"}")));
        refused(Reason.INVALID_PARAMETER_VALUE, RedriveAllowPolicy::byQueue);
        refused(
                Reason.INVALID_PARAMETER_VALUE,
                () -> new RedriveAllowPolicy(RedriveAllowPolicy.Permission.DENY_ALL, List.of("orders")));
    }

    @Test
    @Rule("QUEUE-77")
    void an_empty_text_removes_a_policy() {
        queues.create("dead", QueueAttributes.NONE.redriveAllowPolicy(RedriveAllowPolicy.byQueue("orders")));
        MessageQueue queue = queues.create("orders", QueueAttributes.NONE.deadLetterQueue("dead", 1));

        queue.setAttributes(QueueAttributes.parse(Map.of("RedrivePolicy", "")));
        queues.get("dead").setAttributes(QueueAttributes.parse(Map.of("RedriveAllowPolicy", "")));

        assertThat(queue.attributes().redrivePolicy()).isEmpty();
        assertThat(queue.attributeTexts()).doesNotContainKey("RedrivePolicy");
        assertThat(queues.get("dead").attributes().redriveAllowPolicy()).isEqualTo(RedriveAllowPolicy.allowAll());
    }
}
