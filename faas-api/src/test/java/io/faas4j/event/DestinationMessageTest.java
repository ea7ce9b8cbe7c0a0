package io.faas4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.faas4j.rules.Rule;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What destinations receive, and what of it can be changed: nothing. */
class DestinationMessageTest {

    private static final UUID ID = new UUID(1, 2);

    @Test
    @Rule("DLQ-2")
    void a_message_for_a_dead_letter_queue_keeps_its_attributes_in_order_and_from_changes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(DeadLetterMessage.REQUEST_ID, ID.toString());
        attributes.put(DeadLetterMessage.ERROR_CODE, "200");
        attributes.put(DeadLetterMessage.ERROR_MESSAGE, "broken");

        DeadLetterMessage message = new DeadLetterMessage(ID, new byte[] {'7'}, attributes);
        attributes.clear();

        assertThat(message.attributes())
                .containsExactly(
                        entry("RequestID", ID.toString()), entry("ErrorCode", "200"), entry("ErrorMessage", "broken"));
        assertThat(message.attributes()).isUnmodifiable();
        assertThat(message.requestId()).isEqualTo(ID);
        assertThat(message.body()).containsExactly('7');
    }

    @Test
    @Rule("DEST-1")
    void a_record_tells_success_by_its_condition() {
        for (EventCondition condition : EventCondition.values()) {
            InvocationRecord told =
                    new InvocationRecord(ID, "arn", condition, 1, Instant.EPOCH, "7", new byte[] {'{', '}'});

            assertThat(told.isSuccess()).isEqualTo(condition.wireName().equals("Success"));
            assertThat(told.executedVersion()).contains("7");
            assertThat(told.bodyAsText()).isEqualTo("{}");
        }
    }
}
