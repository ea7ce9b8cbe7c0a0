package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which environment variables a function may have. */
class EnvironmentVariablesTest {

    /** What JSON adds to one variable with a name of one character: <code>{"K":""}</code>. */
    private static final int FRAME = 8;

    @Test
    @Rule("FN-1")
    void all_variables_together_are_at_most_4_kb_as_json() {
        FunctionConfiguration configuration = withVariable("K", "v".repeat(4096 - FRAME));

        assertThat(configuration.environment()).containsOnlyKeys("K");
    }

    @Test
    @Rule("FN-1")
    void one_byte_more_is_refused_and_the_json_shown() {
        String value = "v".repeat(4096 - FRAME + 1);

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> withVariable("K", value))
                .withMessage("Lambda was unable to configure your environment variables because the environment "
                        + "variables you have provided exceeded the 4KB limit. String measured: {\"K\":\"" + value
                        + "\"}")
                .satisfies(refusal -> assertThat(refusal.httpStatus()).isEqualTo(400));
    }

    @Test
    @Rule("FN-1")
    void bytes_count_and_not_characters() {
        int umlauts = (4096 - FRAME) / 2;

        assertThat(withVariable("K", "\u00e4".repeat(umlauts)).environment()).isNotEmpty();
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> withVariable("K", "\u00e4".repeat(umlauts + 1)));
    }

    @Test
    @Rule("FN-1")
    void names_and_the_signs_between_variables_count_too() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> FunctionConfiguration.builder()
                        .environment("A", "v".repeat(2044))
                        .environment("B", "\"".repeat(1022))
                        .build())
                .withMessageContaining("String measured: {\"A\":\"vvv")
                .withMessageContaining(",\"B\":\"\\\"\\\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_HANDLER",
                "_X_AMZN_TRACE_ID",
                "AWS_REGION",
                "AWS_DEFAULT_REGION",
                "AWS_EXECUTION_ENV",
                "AWS_LAMBDA_FUNCTION_NAME",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                "AWS_LAMBDA_FUNCTION_VERSION",
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                "AWS_LAMBDA_LOG_GROUP_NAME",
                "AWS_LAMBDA_LOG_STREAM_NAME",
                "AWS_ACCESS_KEY",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "AWS_LAMBDA_RUNTIME_API",
                "LAMBDA_TASK_ROOT",
                "LAMBDA_RUNTIME_DIR",
                "AWS_LAMBDA_MAX_CONCURRENCY",
                "AWS_LAMBDA_LOG_LEVEL",
                "AWS_LAMBDA_LOG_FORMAT"
            })
    @Rule("FN-2")
    void a_variable_of_the_runtime_cannot_be_set(String name) {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> withVariable(name, "mine"))
                .withMessageEndingWith(": " + name);
    }

    @Test
    @Rule("FN-2")
    void all_offending_names_are_reported() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> FunctionConfiguration.builder()
                        .environment("LAMBDA_TASK_ROOT", "/")
                        .environment("STAGE", "test")
                        .environment("AWS_REGION", "here")
                        .build())
                .withMessageEndingWith(": AWS_REGION, LAMBDA_TASK_ROOT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LANG", "PATH", "TZ", "aws_region", "AWS_PROFILE"})
    @Rule("FN-2")
    void any_other_variable_can_be_set(String name) {
        assertThat(withVariable(name, "mine").environment()).containsEntry(name, "mine");
    }

    private static FunctionConfiguration withVariable(String name, String value) {
        return FunctionConfiguration.builder().environment(name, value).build();
    }
}
