package io.faas4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be set for asynchronous invocation, and how changes meet what is set. */
class EventInvokeConfigTest {

    private static final DestinationRef FAILURES = DestinationRef.queue("failures");
    private static final DestinationRef ELSEWHERE = DestinationRef.topic("elsewhere");

    @Test
    @Rule("ASYNC-3")
    void nothing_is_set_unless_it_is_and_the_defaults_are_2_retries_and_6_hours() {
        EventInvokeConfig config = EventInvokeConfig.create();

        assertThat(config.isEmpty()).isTrue();
        assertThat(config.maximumRetryAttempts()).isEmpty();
        assertThat(config.maximumEventAge()).isEmpty();
        assertThat(config.onSuccess()).isEmpty();
        assertThat(config.onFailure()).isEmpty();
        assertThat(config.neverRetried()).isEmpty();
        assertThat(EventInvokeConfig.DEFAULT_RETRY_ATTEMPTS).isEqualTo(2);
        assertThat(EventInvokeConfig.DEFAULT_EVENT_AGE).isEqualTo(Duration.ofHours(6));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @Rule("ASYNC-3")
    void an_event_is_retried_0_to_2_times(int attempts) {
        assertThat(EventInvokeConfig.create().maximumRetryAttempts(attempts).maximumRetryAttempts())
                .hasValue(attempts);
    }

    @ParameterizedTest
    @CsvSource({"-1, greater than or equal to 0", "3, less than or equal to 2"})
    @Rule("ASYNC-3")
    void other_numbers_of_retries_are_refused(int attempts, String range) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> EventInvokeConfig.create().maximumRetryAttempts(attempts))
                .withMessage(
                        "1 validation error detected: Value '%d' at 'maximumRetryAttempts' failed to satisfy "
                                + "constraint: Member must have value %s",
                        attempts, range);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 21_600})
    @Rule("ASYNC-3")
    void an_event_may_become_60_seconds_to_6_hours_old(int seconds) {
        Duration age = Duration.ofSeconds(seconds);

        assertThat(EventInvokeConfig.create().maximumEventAge(age).maximumEventAge())
                .contains(age);
    }

    @ParameterizedTest
    @CsvSource({
        "PT59S, 59, have value greater than or equal to 60",
        "PT-1S, -1, have value greater than or equal to 60",
        "PT59.999S, PT59.999S, have value greater than or equal to 60",
        "PT6H1S, 21601, have value less than or equal to 21600",
        "PT6H0.001S, PT6H0.001S, have value less than or equal to 21600",
        "PT1M0.5S, PT1M0.5S, be in whole seconds"
    })
    @Rule("ASYNC-3")
    void other_ages_are_refused(Duration age, String shown, String constraint) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> EventInvokeConfig.create().maximumEventAge(age))
                .withMessage(
                        "1 validation error detected: Value '%s' at 'maximumEventAgeInSeconds' failed to satisfy "
                                + "constraint: Member must %s",
                        shown, constraint);
    }

    @Test
    @Rule("ASYNC-10")
    void changes_replace_what_they_set_and_leave_the_rest() {
        EventInvokeConfig config = EventInvokeConfig.create()
                .maximumRetryAttempts(1)
                .onFailure(FAILURES)
                .neverRetry(IOException.class);

        EventInvokeConfig merged = config.merge(EventInvokeConfig.create()
                .maximumEventAge(Duration.ofMinutes(2))
                .onFailure(ELSEWHERE));

        assertThat(merged)
                .isEqualTo(EventInvokeConfig.create()
                        .maximumRetryAttempts(1)
                        .maximumEventAge(Duration.ofMinutes(2))
                        .onFailure(ELSEWHERE)
                        .neverRetry(IOException.class));
        assertThat(config.merge(EventInvokeConfig.create())).isEqualTo(config);
    }

    @Test
    void failures_that_are_never_retried_add_up_and_are_replaced_together() {
        EventInvokeConfig config =
                EventInvokeConfig.create().neverRetry(IOException.class).neverRetry(IllegalStateException.class);

        EventInvokeConfig merged = config.merge(EventInvokeConfig.create().neverRetry(ArithmeticException.class));

        assertThat(config.neverRetried()).containsExactlyInAnyOrder(IOException.class, IllegalStateException.class);
        assertThat(merged.neverRetried()).containsExactly(ArithmeticException.class);
    }

    @Test
    @Rule("ASYNC-11")
    void a_destination_that_is_set_to_none_is_set_and_reads_as_none() {
        EventInvokeConfig none = EventInvokeConfig.create().onSuccess(null).onFailure(null);

        assertThat(none.isEmpty()).isFalse();
        assertThat(none.onSuccess()).isEmpty();
        assertThat(none.onFailure()).isEmpty();
        assertThat(EventInvokeConfig.create().onFailure(FAILURES).merge(none).onFailure())
                .isEmpty();
    }
}
