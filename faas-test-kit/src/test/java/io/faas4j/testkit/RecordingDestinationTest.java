package io.faas4j.testkit;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.EventCondition;
import io.faas4j.event.InvocationRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordingDestinationTest {

    private static final UUID ID = UUID.fromString("8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11");

    private final RecordingDestination destination = new RecordingDestination();

    private static InvocationRecord record() {
        return new InvocationRecord(
                ID, "arn:pay", EventCondition.SUCCESS, 1, Instant.EPOCH, "1", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static DeadLetterMessage deadLetter() {
        return new DeadLetterMessage(
                ID,
                "1".getBytes(StandardCharsets.UTF_8),
                Map.of(DeadLetterMessage.ERROR_CODE, "200", DeadLetterMessage.ERROR_MESSAGE, "down"));
    }

    @Test
    void messages_are_kept_in_their_order_and_told_apart() throws Exception {
        destination.deliver(record());
        assertThat(destination).hasTaken(1).onlyRecord().isSuccess();
        destination.deliver(deadLetter());

        assertThat(destination).hasTaken(2).hasTries(2).hasConditions(EventCondition.SUCCESS);
        assertThat(destination.records()).hasSize(1);
        assertThat(destination.deadLetters()).hasSize(1);
    }

    @Test
    void deliveries_fail_so_often_or_until_it_recovers() throws Exception {
        destination.failsNext(1, () -> new IOException("full"));
        assertThatThrownBy(() -> destination.deliver(deadLetter())).hasMessage("full");
        destination.deliver(deadLetter());

        destination.failsAlways(() -> new IOException("gone"));
        assertThatThrownBy(() -> destination.deliver(deadLetter())).hasMessage("gone");
        assertThatThrownBy(() -> destination.deliver(deadLetter())).hasMessage("gone");
        destination.recovers();

        assertThat(destination).hasTaken(1).hasTries(4).onlyDeadLetter().hasErrorCode(200);
        assertThatThrownBy(() -> destination.failsNext(0, IOException::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deliveries must be 1 or more, was 0");
    }

    @Test
    void assertions_that_do_not_hold_show_what_it_took() throws Exception {
        destination.deliver(record());

        assertThatThrownBy(() -> assertThat(destination).isEmpty())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "Expected 0 messages, but there were 1 in RecordingDestination[1 tries, took [");
        assertThatThrownBy(() -> assertThat(destination).hasTries(2))
                .hasMessageStartingWith("Expected 2 tries, but there were 1");
        assertThatThrownBy(() -> assertThat(destination).onlyDeadLetter())
                .hasMessageStartingWith("Expected 1 dead letters, but there were 0");
        assertThatThrownBy(() -> assertThat(destination).hasConditions(EventCondition.RETRIES_EXHAUSTED))
                .hasMessageStartingWith("Expected conditions [RETRIES_EXHAUSTED], but there were [SUCCESS]");
    }

    @Test
    void dead_letters_of_a_library_are_asserted_together() {
        try (FaasTestRuntime runtime = FaasTestRuntime.create()) {
            assertThat(runtime.faas().deadLetters()).isEmpty();
            assertThatThrownBy(() -> assertThat(runtime.faas().deadLetters()).hasPayloads("1"))
                    .hasMessageStartingWith("Expected dead letters [1], but there were []");
            assertThatThrownBy(() -> assertThat(runtime.faas().deadLetters()).onlyOne())
                    .hasMessageStartingWith("Expected 1 dead letters, but there were 0: []");
        }
    }
}
