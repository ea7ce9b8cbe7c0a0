package io.faas4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.invocation.InvokeOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Options are a value. */
class InvokeOptionsTest {

    private static InvokeOptions options() {
        return InvokeOptions.NONE
                .tenantId("blue")
                .maxWait(Duration.ofMillis(50))
                .logTail();
    }

    @Test
    void options_that_ask_for_the_same_are_equal() {
        assertThat(options()).isEqualTo(options()).hasSameHashCodeAs(options());
        assertThat(options()).isNotEqualTo(options().cpuTime()).isNotEqualTo(InvokeOptions.NONE);
    }

    @Test
    void options_are_answered_under_the_names_they_are_given_with() {
        assertThat(options().tenantId()).contains("blue");
        assertThat(options().maxWait()).isEqualTo(Duration.ofMillis(50));
        assertThat(options().clientContext()).isEmpty();
        assertThat(options())
                .hasToString(
                        "InvokeOptions[clientContext=null, tenantId=blue, maxWait=PT0.05S, logTail=true, cpuTime=false]");
    }
}
