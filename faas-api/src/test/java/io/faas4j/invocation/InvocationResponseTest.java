package io.faas4j.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The answers that bring no result. */
class InvocationResponseTest {

    @Test
    @Rule("ASYNC-1")
    void an_event_that_was_taken_over_is_answered_with_202_and_nothing_else() {
        UUID id = new UUID(1, 2);

        InvocationResponse response = InvocationResponse.accepted(id);

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.requestId()).isEqualTo(id);
        assertThat(response.payload()).isEmpty();
        assertThat(response.executedVersion()).isEmpty();
        assertThat(response.functionError()).isEmpty();
        assertThat(response.report()).isEmpty();
    }
}
