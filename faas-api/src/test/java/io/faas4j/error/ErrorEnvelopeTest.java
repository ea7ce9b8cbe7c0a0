package io.faas4j.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Name, status and type of each refusal, and the text of those that report a wrong form. */
class ErrorEnvelopeTest {

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new AccessDeniedException(null), "AccessDeniedException", 403),
                Arguments.of(new AliasLimitExceededException("m"), "AliasLimitExceededException", 400),
                Arguments.of(new InvalidParameterValueException("m"), "InvalidParameterValueException", 400),
                Arguments.of(new PreconditionFailedException("m"), "PreconditionFailedException", 412),
                Arguments.of(new ResourceConflictException("m"), "ResourceConflictException", 409),
                Arguments.of(new ResourceNotFoundException("m"), "ResourceNotFoundException", 404),
                Arguments.of(ValidationException.of("f", "v", "c"), "ValidationException", 400),
                Arguments.of(
                        new TooManyRequestsException(
                                TooManyRequestsException.Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED, "f", 1),
                        "TooManyRequestsException",
                        429));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    @Rule("ERR-0")
    void a_refusal_is_the_users_under_lambdas_name_and_status(FaasException refusal, String name, int status) {
        assertThat(refusal.code()).isEqualTo(name).isEqualTo(refusal.getClass().getSimpleName());
        assertThat(refusal.httpStatus()).isEqualTo(status);
        assertThat(refusal.type()).isEqualTo("User");
    }

    @Test
    void a_queue_that_is_full_says_which_bound_was_reached() {
        EventQueueFullException refusal =
                new EventQueueFullException("f", EventQueueFullException.Limit.DEAD_LETTERS, 10_000);

        assertThat(refusal).hasMessage("The event queue of function 'f' is full: at most 10000 dead letters.");
        assertThat(refusal.httpStatus()).isEqualTo(429);
        assertThat(refusal.type()).isEqualTo("User");
        assertThat(refusal.function()).isEqualTo("f");
        assertThat(refusal.limit()).isEqualTo(EventQueueFullException.Limit.DEAD_LETTERS);
        assertThat(refusal.value()).isEqualTo(10_000);
    }

    @Test
    void a_fault_of_the_runtime_itself_is_the_services() {
        ServiceException refusal = new ServiceException("closed", null);

        assertThat(refusal.httpStatus()).isEqualTo(500);
        assertThat(refusal.type()).isEqualTo("Service");
    }

    @Test
    @Rule("ERR-0")
    void one_violation_reads_as_one_validation_error() {
        assertThat(ValidationException.of("timeout", 0, "Member must have value greater than or equal to 1"))
                .hasMessage("1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 1");
    }

    @Test
    @Rule("ERR-0")
    void a_missing_value_stands_without_quotes() {
        assertThat(ValidationException.of("functionVersion", null, "Member must not be null"))
                .hasMessage("1 validation error detected: Value null at 'functionVersion' failed to satisfy "
                        + "constraint: Member must not be null");
    }

    @Test
    @Rule("ERR-0")
    void several_violations_are_joined_by_semicolons() {
        List<String> violations = List.of(
                ValidationException.violation("a", 1, "first"), ValidationException.violation("b", 2, "second"));

        ValidationException refusal = ValidationException.ofAll(violations);

        assertThat(refusal.violations()).isEqualTo(violations);
        assertThat(refusal)
                .hasMessage("2 validation errors detected: Value '1' at 'a' failed to satisfy constraint: first; "
                        + "Value '2' at 'b' failed to satisfy constraint: second");
    }
}
