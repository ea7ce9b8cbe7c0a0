package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names a new function may have. */
@Rule("ID-1")
class FunctionNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "my-fn", "My_Fn-2", "0", "123456789012", "-", "function", "arn"})
    void a_name_is_made_of_letters_digits_hyphens_and_underscores(String name) {
        assertThat(define(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "my fn", "my.fn", "my/fn", "fn:1", "fn\n", "f\u00fcn", "$LATEST", "function:fn"})
    void a_name_with_another_character_has_the_wrong_form(String name) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> define(name))
                .withMessage("1 validation error detected: Value '" + name + "' at 'functionName' failed to satisfy "
                        + "constraint: Member must satisfy regular expression pattern: " + FunctionRef.PATTERN_TEXT);
    }

    @Test
    void a_name_has_at_most_64_characters() {
        assertThat(define("n".repeat(64)).name()).hasSize(64);
    }

    @Test
    void a_longer_name_is_a_bad_value_and_not_a_bad_form() {
        String name = "n".repeat(65);

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> define(name))
                .withMessage("1 validation error detected: Value '" + name + "' at 'functionName' failed to satisfy "
                        + "constraint: Member must have length less than or equal to 64")
                .satisfies(refusal -> assertThat(refusal.httpStatus()).isEqualTo(400));
    }

    @Test
    void a_reference_may_have_256_characters() {
        assertThat(FunctionRef.parse("n".repeat(256)).name()).hasSize(256);
    }

    @Test
    void a_longer_reference_has_the_wrong_form() {
        String name = "n".repeat(257);

        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> FunctionRef.parse(name))
                .withMessage("1 validation error detected: Value '" + name + "' at 'functionName' failed to satisfy "
                        + "constraint: Member must have length less than or equal to 256");
    }

    private static FunctionDefinition<String, String> define(String name) {
        return FunctionDefinition.of(name, String.class, String.class, (event, context) -> event);
    }
}
