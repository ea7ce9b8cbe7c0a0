package io.faas4j.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a dead-letter queue is told. */
class DeadLetterMessagesTest {

    private static final UUID ID = UUID.fromString("8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11");
    private static final byte[] EVENT = " {\"order\" : 1} ".getBytes(StandardCharsets.UTF_8);

    private static String errorMessage(String text) {
        return DeadLetterMessages.functionError(ID, EVENT, text).attributes().get("ErrorMessage");
    }

    @Test
    @Rule("DLQ-2")
    void a_function_error_brings_the_event_byte_for_byte_with_three_attributes() {
        DeadLetterMessage message = DeadLetterMessages.functionError(ID, EVENT, "broken");

        assertThat(message.body()).isEqualTo(EVENT);
        assertThat(message.attributes())
                .containsExactly(
                        entry("RequestID", "8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11"),
                        entry("ErrorCode", "200"),
                        entry("ErrorMessage", "broken"));
    }

    @Test
    @Rule("DLQ-3")
    void an_event_without_an_attempt_brings_the_throttle() {
        assertThat(DeadLetterMessages.throttled(ID, EVENT).attributes())
                .containsExactly(
                        entry("RequestID", "8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11"),
                        entry("ErrorCode", "429"),
                        entry("ErrorMessage", "Rate Exceeded."));
    }

    @Test
    void a_refusal_brings_its_status_and_its_text() {
        DeadLetterMessage message =
                DeadLetterMessages.refused(ID, EVENT, new ResourceNotFoundException("Function not found: fn"));

        assertThat(message.attributes())
                .containsEntry("ErrorCode", "404")
                .containsEntry("ErrorMessage", "Function not found: fn");
    }

    @Test
    @Rule("DLQ-2")
    void the_text_of_an_error_is_cut_off_after_1024_bytes() {
        assertThat(errorMessage("e".repeat(1024))).isEqualTo("e".repeat(1024));
        assertThat(errorMessage("e".repeat(1025))).isEqualTo("e".repeat(1024));
        assertThat(errorMessage("")).isEmpty();
    }

    @Test
    @Rule("DLQ-2")
    void no_character_is_cut_in_two() {
        assertThat(errorMessage("e" + "\u00e4".repeat(600))).isEqualTo("e" + "\u00e4".repeat(511));
        assertThat(errorMessage("ee" + "\ud83d\ude00".repeat(300))).isEqualTo("ee" + "\ud83d\ude00".repeat(255));
        assertThat(errorMessage("half \ud83d")).isEqualTo("half ?");
    }
}
