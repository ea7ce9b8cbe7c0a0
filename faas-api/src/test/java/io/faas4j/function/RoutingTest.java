package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which weights are allowed whatever the function; the checks come in the order that Lambda has. */
@Rule("ALIAS-3")
class RoutingTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.001, 0.5, 1.0})
    void a_weight_is_0_to_1(double weight) {
        assertThat(Routing.to("2", weight).weight("2")).hasValue(weight);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY, -1})
    void another_weight_has_the_wrong_form(double weight) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> Routing.to("2", weight))
                .withMessage("1 validation error detected: Value '{2=" + weight
                        + "}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must "
                        + "satisfy constraint: [Member must have value less than or equal to 1.0, Member must have "
                        + "value greater than or equal to 0.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$LATEST", "live", "", "1a", "-1"})
    void a_key_that_is_no_number_has_the_wrong_form(String version) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> Routing.to(version, 0.5))
                .withMessageStartingWith("1 validation error detected: Value '{" + version
                        + "=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys "
                        + "must satisfy constraint: ")
                .withMessageContaining("Member must satisfy regular expression pattern: [0-9]+");
    }

    @Test
    void there_is_at_most_one_weighted_version() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> new Routing(Map.of("1", 0.1, "2", 0.1)))
                .withMessage("Number of items in AdditionalVersionWeights cannot be greater than 1");
    }

    @Test
    void keys_are_checked_before_values_and_values_before_their_number() {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> new Routing(Map.of("1", 7.0, "live", 0.1)))
                .withMessageContaining("Map keys");
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> new Routing(Map.of("1", 7.0, "2", 0.1)))
                .withMessageContaining("Map value");
    }

    @Test
    @Rule("ALIAS-9")
    void no_weights_mean_no_routing() {
        assertThat(new Routing(Map.of())).isEqualTo(Routing.NONE);
        assertThat(Routing.NONE.isNone()).isTrue();
        assertThat(Routing.to("1", 0).isNone()).isFalse();
    }
}
