package io.faas4j.samples.quakewatch;

import static io.faas4j.samples.quakewatch.Events.earthquake;
import static io.faas4j.samples.quakewatch.Events.explosion;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.InvocationResult;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifyTest {

    private final Faas faas = Faas.create();

    @BeforeEach
    void deploy() {
        Classify.deployTo(faas);
    }

    @AfterEach
    void close() {
        faas.close();
    }

    @ParameterizedTest
    @CsvSource({
        ", UNRATED",
        "-0.8, MICRO",
        "0, MICRO",
        "1.99, MICRO",
        "2, MINOR",
        "3.99, MINOR",
        "4, LIGHT",
        "5, MODERATE",
        "6.4, STRONG",
        "7, MAJOR",
        "9.5, GREAT"
    })
    void version_1_goes_by_magnitude_at_any_depth(Double magnitude, Severity expected) {
        assertThat(Classify.first(faas).invoke(earthquake(magnitude, 573.8))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "6.4, , STRONG",
        "6.4, -2.8, STRONG",
        "6.4, 69.9, STRONG",
        "6.4, 70, MODERATE",
        "6.4, 299.9, MODERATE",
        "6.4, 300, LIGHT",
        "9.5, 70, MAJOR",
        "7.5, 70, STRONG",
        "5.5, 70, LIGHT",
        "4.5, 70, MINOR",
        "2.5, 70, MICRO",
        "2.5, 573.8, MICRO",
        "-0.8, 573.8, MICRO",
        ", 573.8, UNRATED"
    })
    void version_2_takes_a_class_off_from_70_km_and_another_from_300_km(
            Double magnitude, Double depthInKm, Severity expected) {
        assertThat(Classify.second(faas).invoke(earthquake(magnitude, depthInKm)))
                .isEqualTo(expected);
    }

    @Test
    void both_versions_reject_what_is_not_an_earthquake_with_a_function_error() {
        assertRejected(Classify.first(faas).call(explosion()));
        assertRejected(Classify.second(faas).call(explosion()));
    }

    private static void assertRejected(InvocationResult<Severity> result) {
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.statusCode()).isEqualTo(200);
        FunctionError error = result.error().orElseThrow();
        assertThat(error.errorType()).isEqualTo(NotAnEarthquakeException.class.getName());
        assertThat(error.errorMessage()).isEqualTo("not an earthquake but: explosion");
    }

    @Test
    void the_handler_receives_the_event_itself_and_not_a_copy() {
        var received = new AtomicReference<SeismicEvent>();
        faas.deploy(FunctionDefinition.of("keep", SeismicEvent.class, Void.class, (event, context) -> {
            received.set(event);
            return null;
        }));
        SeismicEvent sent = earthquake(6.4, 10.6);

        faas.invoke("keep", sent, Void.class);

        assertThat(received.get()).isSameAs(sent);
    }
}
