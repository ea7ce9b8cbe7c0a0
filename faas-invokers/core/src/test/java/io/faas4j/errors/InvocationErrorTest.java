package io.faas4j.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.error.FaasException;
import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvocationErrorTest {

    private static final byte[] TOO_LARGE = new byte[6_291_457];

    private final TestFaas faas = TestFaas.create();
    private final AtomicInteger ran = new AtomicInteger();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule({"ERR-9", "SYNC-2"})
    void refusals_carry_lambdas_name_and_status_and_no_handler_ran() {
        deploy("busy", 0);
        deploy("f", 1);

        assertRefused("missing", "{}", ResourceNotFoundException.class, "ResourceNotFoundException", 404);
        assertRefused("f", "no json", InvalidRequestContentException.class, "InvalidRequestContentException", 400);
        assertRefused("busy", "{}", TooManyRequestsException.class, "TooManyRequestsException", 429);
        RequestTooLargeException tooLarge = refused(RequestTooLargeException.class, "f", TOO_LARGE);
        assertThat(tooLarge.code()).isEqualTo("RequestTooLargeException");
        assertThat(tooLarge.httpStatus()).isEqualTo(413);
        faas.close();
        ServiceException closed = assertRefused("f", "{}", ServiceException.class, "ServiceException", 500);
        assertThat(closed.type()).isEqualTo("Service");
        assertThat(ran).hasValue(0);
    }

    private <X extends FaasException> X assertRefused(
            String function, String payload, Class<X> type, String code, int status) {
        X refused = refused(type, function, payload.getBytes(StandardCharsets.UTF_8));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.httpStatus()).isEqualTo(status);
        assertThat(refused.type()).isEqualTo(status < 500 ? "User" : "Service");
        return refused;
    }

    private <X extends FaasException> X refused(Class<X> type, String function, byte[] payload) {
        return catchThrowableOfType(type, () -> faas.faas().invoke(InvocationRequest.of(function, payload)));
    }

    @Test
    @Rule({"ERR-0", "SYNC-11"})
    void form_of_a_name_is_checked_before_the_function_is_looked_for() {
        assertThatThrownBy(() -> faas.faas().invoke(InvocationRequest.of("no name!", "{}")))
                .isInstanceOf(ValidationException.class)
                .hasMessageStartingWith("1 validation error detected: Value 'no name!' at 'functionName'"
                        + " failed to satisfy constraint: Member must satisfy regular expression pattern: ");
    }

    @Test
    @Rule({"ERR-0", "SYNC-11"})
    void unreachable_region_is_told_before_the_function_is_looked_for() {
        String elsewhere = "arn:aws:lambda:eu-west-1:000000000000:function:missing";

        assertThatThrownBy(() -> faas.faas().invoke(InvocationRequest.of(elsewhere, "{}")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Functions from 'eu-west-1' are not reachable in this region ('local-1')");
    }

    @Test
    @Rule({"SYNC-11", "ERR-9"})
    void conflicting_qualifiers_are_told_before_the_function_is_looked_for() {
        assertThatThrownBy(() -> FunctionRef.of("missing:1", "2"))
                .isInstanceOfSatisfying(
                        InvalidParameterValueException.class,
                        refused -> assertThat(refused.httpStatus()).isEqualTo(400))
                .hasMessage("The derived qualifier from the function name does not match the specified qualifier.");
    }

    @Test
    @Rule("SYNC-11")
    void existence_is_checked_before_the_payload() {
        refused(ResourceNotFoundException.class, "missing", TOO_LARGE);
        deploy("f", 1);
        refused(ResourceNotFoundException.class, "f:missing", TOO_LARGE);
    }

    @Test
    @Rule({"SYNC-11", "SYNC-4", "SYNC-5"})
    void payload_is_checked_before_admission() {
        deploy("busy", 0);

        assertThat(refused(InvalidRequestContentException.class, "busy", new byte[] {'{'}))
                .isNotNull();
        assertThat(refused(RequestTooLargeException.class, "busy", TOO_LARGE)).isNotNull();
        assertThat(refused(TooManyRequestsException.class, "busy", new byte[] {'1'}))
                .isNotNull();
    }

    private void deploy(String name, int reservedConcurrency) {
        faas.deploy(FunctionDefinition.builder(name, Object.class, Object.class)
                .reservedConcurrency(reservedConcurrency)
                .handler((event, context) -> ran.incrementAndGet()));
    }
}
