package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a qualifier, and what it says by its form alone. */
class QualifierTest {

    @ParameterizedTest
    @ValueSource(strings = {"$LATEST", "$LATEST.PUBLISHED", "1", "live", "2024-01-02", "a_b", "$latest", "a$b", "$"})
    @Rule("ID-4")
    void has_letters_digits_hyphens_underscores_and_dollar_signs(String text) {
        assertThat(new Qualifier(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a.b", "LATEST.PUBLISHED", "$LATEST.", "$LATEST.published", "a:b", "1\n"})
    @Rule("ID-4")
    void with_another_character_it_has_the_wrong_form(String text) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> new Qualifier(text))
                .withMessage("1 validation error detected: Value '" + text + "' at 'qualifier' failed to satisfy "
                        + "constraint: Member must satisfy regular expression pattern: "
                        + "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+");
    }

    @Test
    @Rule("ID-4")
    void has_at_most_128_characters() {
        String tooLong = "q".repeat(129);

        assertThat(new Qualifier("q".repeat(128)).text()).hasSize(128);
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> new Qualifier(tooLong))
                .withMessage("1 validation error detected: Value '" + tooLong + "' at 'qualifier' failed to satisfy "
                        + "constraint: Member must have length less than or equal to 128");
    }

    @Test
    @Rule("ID-2")
    void only_capital_letters_mean_the_unpublished_version() {
        assertThat(new Qualifier("$LATEST").isLatest()).isTrue();
        assertThat(new Qualifier("$LATEST")).isEqualTo(Qualifier.LATEST);
        assertThat(new Qualifier("$latest").isLatest()).isFalse();
        assertThat(new Qualifier("$Latest").isLatest()).isFalse();
        assertThat(new Qualifier("$LATEST.PUBLISHED").isLatest()).isFalse();
    }

    @Test
    @Rule("ID-2")
    void decimal_digits_are_a_version_number() {
        assertThat(new Qualifier("1").isVersion()).isTrue();
        assertThat(new Qualifier("1234567890").isVersion()).isTrue();
        assertThat(new Qualifier("1a").isVersion()).isFalse();
        assertThat(new Qualifier("-1").isVersion()).isFalse();
        assertThat(new Qualifier("$LATEST").isVersion()).isFalse();
    }
}
