package io.faas4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.ValidationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked for one event. */
class EventOptionsTest {

    @Test
    void nothing_is_asked_for_unless_it_is() {
        assertThat(EventOptions.NONE.delay()).isZero();
        assertThat(EventOptions.NONE.orderKey()).isEmpty();
        assertThat(EventOptions.NONE.deduplicationKey()).isEmpty();
        assertThat(EventOptions.NONE.priority()).isEqualTo(EventPriority.NORMAL);
        assertThat(EventOptions.NONE.maxWait()).isZero();
        assertThat(EventOptions.NONE.tenantId()).isEmpty();
    }

    @Test
    void each_option_changes_itself_alone() {
        EventOptions all = EventOptions.NONE
                .after(Duration.ofHours(6))
                .orderKey("o".repeat(128))
                .deduplicationKey("d".repeat(128))
                .priority(EventPriority.HIGH)
                .maxWait(Duration.ofMinutes(15))
                .tenantId("blue");

        assertThat(all.delay()).isEqualTo(Duration.ofHours(6));
        assertThat(all.orderKey()).contains("o".repeat(128));
        assertThat(all.deduplicationKey()).contains("d".repeat(128));
        assertThat(all.priority()).isEqualTo(EventPriority.HIGH);
        assertThat(all.maxWait()).isEqualTo(Duration.ofMinutes(15));
        assertThat(all.tenantId()).contains("blue");
        assertThat(EventOptions.NONE.orderKey("o")).isEqualTo(EventOptions.NONE.orderKey("o"));
        assertThat(EventOptions.NONE.orderKey("o")).isNotEqualTo(EventOptions.NONE.deduplicationKey("o"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT6H0.001S"})
    void a_delay_out_of_range_is_refused(Duration delay) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> EventOptions.NONE.after(delay))
                .withMessage("1 validation error detected: Value '" + delay + "' at 'after' failed to satisfy "
                        + "constraint: Member must have value between 0 and PT6H");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT15M1S"})
    void a_wait_out_of_range_is_refused(Duration wait) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> EventOptions.NONE.maxWait(wait))
                .withMessage("1 validation error detected: Value '" + wait + "' at 'maxWait' failed to satisfy "
                        + "constraint: Member must have value between 0 and PT15M");
    }

    @Test
    void a_key_has_1_to_128_characters() {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> EventOptions.NONE.orderKey(""))
                .withMessage("1 validation error detected: Value '' at 'orderKey' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1");
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> EventOptions.NONE.deduplicationKey("d".repeat(129)))
                .withMessageContaining("at 'deduplicationKey' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 128");
    }

    @Test
    void a_tenant_has_the_form_it_has_for_every_invocation() {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> EventOptions.NONE.tenantId("a#b"))
                .withMessageContaining("at 'tenantId'");
    }
}
