package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an alias may be called, and what it may point to. */
class AliasSpecTest {

    @ParameterizedTest
    @ValueSource(strings = {"live", "2024-01-02", "v1", "1v", "_", "-", "A-b_C"})
    @Rule("ID-3")
    void a_name_is_made_of_letters_digits_hyphens_and_underscores(String name) {
        assertThat(AliasSpec.of(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024", "0", "", "a b", "a.b", "$LATEST", "a:b", "live\n", "2024\n"})
    @Rule("ID-3")
    void a_name_of_digits_alone_or_with_another_character_has_the_wrong_form(String name) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> AliasSpec.of(name))
                .withMessage("1 validation error detected: Value '" + name + "' at 'name' failed to satisfy "
                        + "constraint: Member must satisfy regular expression pattern: "
                        + "(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
    }

    @Test
    @Rule("ID-3")
    void a_name_has_at_most_128_characters() {
        String tooLong = "a".repeat(129);

        assertThat(AliasSpec.of("a".repeat(128)).name()).hasSize(128);
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> AliasSpec.of(tooLong))
                .withMessage("1 validation error detected: Value '" + tooLong + "' at 'name' failed to satisfy "
                        + "constraint: Member must have length less than or equal to 128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$LATEST", "1", "42"})
    @Rule("ALIAS-1")
    void the_target_is_a_version(String version) {
        assertThat(AliasSpec.of("live").version(version).functionVersion()).contains(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "$latest", "", "1a", "-1", "$LATEST.PUBLISHED"})
    @Rule("ALIAS-1")
    void the_target_is_never_another_alias(String version) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> AliasSpec.of("live").version(version))
                .withMessage("1 validation error detected: Value '" + version + "' at 'functionVersion' failed to "
                        + "satisfy constraint: Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)");
    }
}
