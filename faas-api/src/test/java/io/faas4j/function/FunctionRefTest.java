package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which a function is addressed. */
class FunctionRefTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";

    @ParameterizedTest
    @CsvSource({
        "my-fn,                                                    my-fn, ",
        "my-fn:v1,                                                 my-fn, v1",
        "my-fn:$LATEST,                                            my-fn, $LATEST",
        "function:my-fn,                                           my-fn, ",
        "function:my-fn:v1,                                        my-fn, v1",
        "123456789012:function:my-fn,                              my-fn, ",
        "123456789012:function:my-fn:7,                            my-fn, 7",
        "arn:aws:lambda:eu-west-1:123456789012:function:my-fn,     my-fn, ",
        "arn:aws:lambda:eu-west-1:123456789012:function:my-fn:v1,  my-fn, v1",
        "arn:aws-us-gov:lambda:us-gov-east-1:123456789012:function:f, f, ",
        "123456789012:function,                                    123456789012, function",
        "function,                                                 function, ",
        "function:function:v1,                                     function, v1",
        "arn,                                                      arn, ",
        "arn:v1,                                                   arn, v1",
        "arn:$LATEST,                                              arn, $LATEST",
        "function:arn:v1,                                          arn, v1"
    })
    @Rule("ID-1")
    void a_function_is_named_barely_or_by_a_partial_or_full_arn(String written, String name, String qualifier) {
        FunctionRef ref = FunctionRef.parse(written);

        assertThat(ref.name()).isEqualTo(name);
        assertThat(ref.qualifier().map(Qualifier::text).orElse(null)).isEqualTo(qualifier);
    }

    @Test
    @Rule("ID-6")
    void the_qualifier_shows_only_where_it_was_given() {
        assertThat(FunctionRef.parse("my-fn").arn(ArnScope.DEFAULT)).isEqualTo(ARN + "my-fn");
        assertThat(FunctionRef.parse("my-fn:$LATEST").arn(ArnScope.DEFAULT)).isEqualTo(ARN + "my-fn:$LATEST");
        assertThat(FunctionRef.of("my-fn", "live").arn(ArnScope.DEFAULT)).isEqualTo(ARN + "my-fn:live");
        assertThat(FunctionRef.of("my-fn", "live").withoutQualifier()).isEqualTo(FunctionRef.parse("my-fn"));
    }

    @Test
    void an_arn_keeps_its_own_region_and_account() {
        FunctionRef ref = FunctionRef.parse("arn:aws:lambda:eu-west-1:123456789012:function:my-fn:v1");

        assertThat(ref.isArn()).isTrue();
        assertThat(ref.region()).contains("eu-west-1");
        assertThat(ref.account()).contains("123456789012");
        assertThat(ref.arn(ArnScope.DEFAULT)).isEqualTo("arn:aws:lambda:eu-west-1:123456789012:function:my-fn:v1");
    }

    @ParameterizedTest
    @CsvSource({"function:function:v1", "function:arn:v1", "function:arn", "function:function", "arn", "arn:v1"})
    void a_function_whose_name_is_a_part_of_arns_prints_so_that_it_can_be_read_again(String written) {
        FunctionRef ref = FunctionRef.parse(written);

        assertThat(FunctionRef.parse(ref.toString())).isEqualTo(ref);
    }

    @Test
    @Rule("ID-5")
    void a_qualifier_given_twice_is_accepted_if_it_is_the_same() {
        assertThat(FunctionRef.of("my-fn:live", "live")).isEqualTo(FunctionRef.parse("my-fn:live"));
        assertThat(FunctionRef.of(ARN + "my-fn:7", "7")).isEqualTo(FunctionRef.parse(ARN + "my-fn:7"));
    }

    @ParameterizedTest
    @CsvSource({"my-fn:live, 1", "my-fn:$LATEST, $latest", "function:my-fn:1, 2", ARN + "my-fn:1, $LATEST"})
    @Rule("ID-5")
    void two_different_qualifiers_are_refused(String function, String qualifier) {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> FunctionRef.of(function, qualifier))
                .withMessage("The derived qualifier from the function name does not match the specified qualifier.")
                .satisfies(refusal -> assertThat(refusal.httpStatus()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ARN + "fn:1:2",
                "arn:aws:lambda::000000000000:function:fn",
                "arn:aws:lambda:local-1::function:fn",
                "arn:aws:lambda:local-1:function:fn",
                "arn:aws:lambda:000000000000:function:fn",
                "arn:aws:s3:local-1:000000000000:function:fn",
                "arn:aws:lambda:local-1:000000000000:fn",
                "arn:aws:lambda:local-1:000000000000:function:",
                "arn:aws:lambda:local-1:00000000000:function:fn",
                "arn:gcp:lambda:local-1:000000000000:function:fn",
                ARN + "fn:$LATES",
                ARN + "fn:",
                "fn:",
                ":fn",
                "fn:1:2",
                "arn:",
                "arn:v1:2",
                "arn:aws:lambda",
                "fn:$LATES",
                "12345678901:function:fn",
                "FUNCTION:fn:1"
            })
    @Rule("ID-10")
    void a_malformed_arn_has_the_wrong_form(String written) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> FunctionRef.parse(written))
                .withMessage("1 validation error detected: Value '" + written + "' at 'functionName' failed to "
                        + "satisfy constraint: Member must satisfy regular expression pattern: "
                        + FunctionRef.PATTERN_TEXT);
    }

    @Test
    @Rule("ID-10")
    void an_arn_that_ends_in_function_names_a_function_called_function() {
        FunctionRef ref = FunctionRef.parse("arn:aws:lambda:local-1:000000000000:function");

        assertThat(ref.name()).isEqualTo("function");
        assertThat(ref.qualifier()).isEmpty();
        assertThat(ref.arn(ArnScope.DEFAULT)).isEqualTo(ARN + "function");
    }

    @Test
    @Rule("ID-11")
    void a_malformed_qualifier_and_a_malformed_name_are_reported_together_the_qualifier_first() {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> FunctionRef.of("bad name", "bad.qualifier"))
                .withMessage("2 validation errors detected: "
                        + "Value 'bad.qualifier' at 'qualifier' failed to satisfy constraint: Member must satisfy "
                        + "regular expression pattern: " + Qualifier.PATTERN_TEXT + "; "
                        + "Value 'bad name' at 'functionName' failed to satisfy constraint: Member must satisfy "
                        + "regular expression pattern: " + FunctionRef.PATTERN_TEXT)
                .satisfies(refusal -> assertThat(refusal.violations()).hasSize(2));
    }

    @Test
    @Rule("ID-11")
    void a_qualifier_and_a_name_that_are_both_too_long_are_reported_together() {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> FunctionRef.of("n".repeat(257), "q".repeat(129)))
                .withMessageStartingWith("2 validation errors detected: Value 'qqq")
                .satisfies(refusal -> {
                    assertThat(refusal.violations().get(0))
                            .endsWith("Member must have length less than or equal to 128");
                    assertThat(refusal.violations().get(1))
                            .endsWith("Member must have length less than or equal to 256");
                });
    }
}
