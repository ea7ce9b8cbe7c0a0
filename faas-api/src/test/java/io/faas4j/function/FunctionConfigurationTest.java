package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Defaults and ranges of the settings, and the errors outside of them. */
class FunctionConfigurationTest {

    @Test
    void has_the_defaults_of_lambda() {
        FunctionConfiguration configuration = FunctionConfiguration.DEFAULT;

        assertThat(configuration.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(configuration.memoryInMb()).isEqualTo(128);
        assertThat(configuration.ephemeralStorageInMb()).isEqualTo(512);
        assertThat(configuration.description()).isEmpty();
        assertThat(configuration.environment()).isEmpty();
        assertThat(configuration.deadLetterTarget()).isEmpty();
    }

    @Test
    @Rule("ERR-0")
    void a_timeout_is_1_to_900_seconds() {
        assertThat(builder().timeout(Duration.ofSeconds(1)).build().timeout()).hasSeconds(1);
        assertThat(builder().timeout(Duration.ofMinutes(15)).build().timeout()).hasMinutes(15);
        assertRefused(
                () -> builder().timeout(Duration.ZERO),
                "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1");
        assertRefused(
                () -> builder().timeout(Duration.ofSeconds(901)),
                "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900");
    }

    @Test
    @Rule("ERR-0")
    void a_memory_size_is_128_to_10240_mb() {
        assertThat(builder().memoryInMb(128).build().memoryInMb()).isEqualTo(128);
        assertThat(builder().memoryInMb(10_240).build().memoryInMb()).isEqualTo(10_240);
        assertRefused(
                () -> builder().memoryInMb(127),
                "Value '127' at 'memorySize' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 128");
        assertRefused(
                () -> builder().memoryInMb(10_241),
                "Value '10241' at 'memorySize' failed to satisfy constraint: "
                        + "Member must have value less than or equal to 10240");
    }

    @Test
    @Rule("ERR-0")
    void a_scratch_space_is_512_to_10240_mb() {
        assertRefused(
                () -> builder().ephemeralStorageInMb(511),
                "Value '511' at 'ephemeralStorage.size' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 512");
        assertRefused(
                () -> builder().ephemeralStorageInMb(10_241),
                "Value '10241' at 'ephemeralStorage.size' failed to satisfy constraint: "
                        + "Member must have value less than or equal to 10240");
    }

    @Test
    @Rule("ERR-0")
    void a_description_has_at_most_256_characters() {
        String tooLong = "d".repeat(257);

        assertThat(builder().description("d".repeat(256)).build().description()).hasSize(256);
        assertRefused(
                () -> builder().description(tooLong),
                "Value '" + tooLong + "' at 'description' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 256");
    }

    @Test
    @Rule("FN-15")
    void a_dead_letter_target_can_be_taken_away_again() {
        FunctionConfiguration with =
                builder().deadLetterTarget("queue:failures").build();

        FunctionConfiguration without = with.with(settings -> settings.deadLetterTarget(null));

        assertThat(with.deadLetterTarget()).contains("queue:failures");
        assertThat(without.deadLetterTarget()).isEmpty();
        assertThat(without).isEqualTo(FunctionConfiguration.DEFAULT);
    }

    private static FunctionConfiguration.Builder builder() {
        return FunctionConfiguration.builder();
    }

    private static void assertRefused(ThrowingCallable call, String violation) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(call)
                .withMessage("1 validation error detected: " + violation);
    }
}
