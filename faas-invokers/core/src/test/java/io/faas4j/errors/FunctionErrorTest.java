package io.faas4j.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.rules.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionErrorTest {

    private final TestFaas faas = TestFaas.create();

    @AfterEach
    void close() {
        faas.close();
    }

    /** Speaks another language to people. */
    private static final class LocalizedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LocalizedException() {
            super("message");
        }

        @Override
        public String getLocalizedMessage() {
            return "Nachricht";
        }
    }

    @Test
    @Rule({"ERR-1", "ERR-4", "SYNC-2"})
    void thrown_exception_is_message_type_and_the_handlers_own_frames() throws IOException {
        InvocationResponse response = invoke((event, context) -> {
            throw new IllegalStateException("boom", new IOException("hidden"));
        });

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).contains("Unhandled");
        JsonNode json = JsonMapper.builder().build().readTree(response.payload());
        List<String> fields = new ArrayList<>();
        json.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).containsExactly("errorMessage", "errorType", "stackTrace");
        assertThat(json.get("errorMessage").textValue()).isEqualTo("boom");
        assertThat(json.get("errorType").textValue()).isEqualTo("java.lang.IllegalStateException");
        List<String> frames = new ArrayList<>();
        json.get("stackTrace").forEach(frame -> frames.add(frame.textValue()));
        assertThat(frames).singleElement().asString().startsWith(FunctionErrorTest.class.getName() + ".");
        assertThat(frames.get(0)).endsWith(")").contains("(FunctionErrorTest.java:");
    }

    @Test
    @Rule("ERR-1")
    void message_is_the_localized_one() {
        assertThat(invoke((event, context) -> {
                            throw new LocalizedException();
                        })
                        .payloadAsText())
                .startsWith("{\"errorMessage\":\"Nachricht\",\"errorType\":\"" + LocalizedException.class.getName()
                        + "\",\"stackTrace\":[");
    }

    @Test
    @Rule("ERR-1")
    void message_is_the_class_name_where_there_is_none() {
        assertThat(invoke((event, context) -> {
                            throw new NullPointerException();
                        })
                        .payloadAsText())
                .startsWith("{\"errorMessage\":\"java.lang.NullPointerException\","
                        + "\"errorType\":\"java.lang.NullPointerException\",\"stackTrace\":[");
    }

    @Test
    @Rule("ERR-1")
    void cause_stays_in_process() {
        IllegalStateException thrown = new IllegalStateException("boom");
        faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
            throw thrown;
        }));

        FunctionErrorException failure = catchThrowableOfType(
                FunctionErrorException.class, () -> faas.faas().invoke("f", "", String.class));

        assertThat(failure).hasCause(thrown);
        assertThat(failure.error().cause()).containsSame(thrown);
        assertThat(failure.executedVersion()).isEqualTo("$LATEST");
        assertThat(failure.error().functionError()).isEqualTo("Unhandled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::order", "io.faas4j.Shop::", "io.faas4j.Missing::order", "io.faas4j.Missing"})
    @Rule("ERR-2")
    void handler_that_is_not_found_is_an_error_without_stack_trace(String name) {
        faas.deploy(FunctionDefinition.builder("f", String.class, String.class).handlerName(name));

        assertWithoutStackTrace(faas.faas().invoke(InvocationRequest.of("f", "\"\"")));
    }

    @Test
    @Rule("ERR-2")
    void event_of_another_type_is_an_error_without_stack_trace() {
        faas.deploy(FunctionDefinition.of("f", Integer.class, String.class, (event, context) -> "" + event));

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("f", "{\"no\":\"number\"}"));

        assertThat(response.payloadAsText())
                .startsWith("{\"errorMessage\":\"An error occurred during JSON parsing: ")
                .contains("\"errorType\":\"java.lang.RuntimeException\"");
        assertWithoutStackTrace(response);
    }

    @Test
    @Rule("ERR-2")
    void result_that_cannot_be_written_is_an_error_without_stack_trace() {
        faas.deploy(FunctionDefinition.of("f", String.class, Object.class, (event, context) -> new Object()));

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("f", "\"\""));

        assertThat(response.payloadAsText())
                .startsWith("{\"errorMessage\":\"An error occurred during JSON serialization of response: ");
        assertWithoutStackTrace(response);
    }

    private static void assertWithoutStackTrace(InvocationResponse response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).contains("Unhandled");
        assertThat(response.payloadAsText()).doesNotContain("stackTrace");
        assertThat(response.error().flatMap(FunctionError::stackTrace)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, Runtime exited without providing a reason",
        "1, Runtime exited with error: exit status 1",
        "137, Runtime exited with error: exit status 137"
    })
    @Rule({"ERR-7", "ERR-8", "LIB-3"})
    void exit_is_told_with_its_status(int status, String how) {
        InvocationResponse response = invoke((event, context) -> {
            throw context.exit(status);
        });

        assertExit(response, how);
    }

    @Test
    @Rule({"ERR-7", "LIB-3"})
    void exit_holds_whatever_the_handler_does_next() {
        assertExit(
                invoke((event, context) -> {
                    context.exit(3);
                    return "returned";
                }),
                "Runtime exited with error: exit status 3");
        assertExit(
                invoke((event, context) -> {
                    context.exit(3);
                    throw new IllegalStateException("thrown");
                }),
                "Runtime exited with error: exit status 3");
    }

    private static void assertExit(InvocationResponse response, String how) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).contains("Unhandled");
        assertThat(response.payloadAsText())
                .isEqualTo("{\"errorMessage\":\"RequestId: " + response.requestId() + " Error: " + how
                        + "\",\"errorType\":\"Runtime.ExitError\"}");
    }

    @Test
    @Rule("ERR-8")
    void platforms_error_types_are_lambdas() {
        assertThat(List.of(FunctionError.TIMED_OUT, FunctionError.EXIT, FunctionError.RESPONSE_TOO_LARGE))
                .containsExactly("Sandbox.Timedout", "Runtime.ExitError", "Function.ResponseSizeTooLarge");
        Map<String, Handler<String, String>> failing = Map.of(
                "Sandbox.Timedout",
                (event, context) -> {
                    faas.advanceMillis(3_000);
                    return "";
                },
                "Runtime.ExitError",
                (event, context) -> {
                    throw context.exit(1);
                },
                "Function.ResponseSizeTooLarge",
                (event, context) -> "a".repeat(7_000_000));

        failing.forEach((type, handler) -> assertThat(invoke(handler).error())
                .hasValueSatisfying(error -> assertThat(error.errorType()).isEqualTo(type)));
    }

    private InvocationResponse invoke(Handler<String, String> handler) {
        faas.deploy(FunctionDefinition.of("f", String.class, String.class, handler));
        return faas.faas().invoke(InvocationRequest.of("f", "\"\""));
    }
}
