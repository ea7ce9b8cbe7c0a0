package io.faas4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ClientContext;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvocationType;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SynchronousInvocationTest {

    private static final int MAX_REQUEST = 6_291_456;
    private static final int MAX_RESPONSE = 6_291_556;

    private final TestFaas faas = TestFaas.create();

    @AfterEach
    void close() {
        faas.close();
    }

    // ---- the answer ------------------------------------------------------------------------------------------------

    @Test
    @Rule({"SYNC-1", "SYNC-2"})
    void request_and_response_is_what_happens_unless_asked_otherwise() {
        faas.deploy(FunctionDefinition.of("greet", String.class, String.class, (name, context) -> "Hello, " + name));

        InvocationRequest request = InvocationRequest.of("greet", "\"world\"");
        InvocationResponse response = faas.faas().invoke(request);

        assertThat(request.invocationType()).isEqualTo(InvocationType.REQUEST_RESPONSE);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.payloadAsText()).isEqualTo("\"Hello, world\"");
        assertThat(response.functionError()).isEmpty();
    }

    @Test
    @Rule("SYNC-2")
    void function_error_is_an_answer_with_status_200() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    throw new IllegalStateException("no");
                }));

        InvocationResult<String> result = function.call("");
        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("f", "\"\""));

        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.isSuccess()).isFalse();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).contains("Unhandled");
        assertThatThrownBy(result::payload).isInstanceOf(FunctionErrorException.class);
    }

    @Test
    @Rule("SYNC-3")
    void no_result_is_the_payload_null() {
        faas.deploy(FunctionDefinition.of("f", String.class, Void.class, (event, context) -> null));

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("f", "\"\""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).isEmpty();
        assertThat(response.payload()).isEqualTo(new byte[] {'n', 'u', 'l', 'l'});
    }

    @Test
    @Rule("SYNC-7")
    void executed_version_is_latest_or_the_number_that_ran() {
        FunctionHandle<String, String> function = faas.deploy(
                FunctionDefinition.of("f", String.class, String.class, (event, context) -> context.functionVersion()));
        faas.faas().publish("f");
        faas.faas().alias("f", AliasSpec.of("live").version("1"));

        assertThat(function.call("").executedVersion()).isEqualTo("$LATEST");
        for (String name : new String[] {"f:1", "f:live"}) {
            InvocationResponse response = faas.faas().invoke(InvocationRequest.of(name, "\"\""));
            assertThat(response.executedVersion()).contains("1");
            assertThat(response.payloadAsText()).isEqualTo("\"1\"");
        }
    }

    @Test
    @Rule("SYNC-12")
    void nothing_is_retried() {
        AtomicInteger calls = new AtomicInteger();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("no");
                }));

        function.call("");
        Threads.get(function.submit(""));
        faas.time().runUntilIdle();

        assertThat(calls).hasValue(2);
    }

    @Test
    @Rule("SYNC-13")
    void caller_that_goes_away_cancels_nothing() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<String> end = new AtomicReference<>();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    started.countDown();
                    Threads.await(release);
                    end.set("ended, interrupted " + Thread.currentThread().isInterrupted());
                    return "";
                }));
        CompletableFuture<InvocationResult<String>> call = function.submit("").toCompletableFuture();
        Threads.await(started);

        assertThat(call.cancel(true)).isTrue();
        release.countDown();

        Threads.until(() -> end.get() != null);
        assertThat(end.get()).isEqualTo("ended, interrupted false");
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
    }

    @Test
    @Rule({"SYNC-1", "SYNC-2"})
    void stage_brings_the_same_result_from_a_thread_of_the_contexts_own() {
        AtomicReference<Thread> runner = new AtomicReference<>();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    runner.set(Thread.currentThread());
                    if (event.equals("fail")) {
                        throw new IllegalStateException("no");
                    }
                    return context.requestId().toString();
                }));

        InvocationResult<String> result = Threads.get(function.submit(""));
        InvocationResult<String> failure = Threads.get(function.submit("fail"));

        assertThat(result.payload()).isEqualTo(result.requestId().toString());
        assertThat(runner.get()).isNotSameAs(Thread.currentThread());
        assertThat(failure.error())
                .hasValueSatisfying(
                        error -> assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException"));
    }

    @Test
    @Rule("ERR-9")
    void refusal_fails_the_stage() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .reservedConcurrency(0)
                        .handler((event, context) -> event));

        CompletableFuture<InvocationResult<String>> stage = function.submit("").toCompletableFuture();

        assertThatThrownBy(stage::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TooManyRequestsException.class);
    }

    // ---- payloads --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"{", "no", "{\"a\":1} 2", "[1,]", "'a'", "{\"a\":}", "1 1", " "})
    @Rule("SYNC-4")
    void payload_that_is_no_json_is_refused_for_values_and_for_streams(String payload) {
        AtomicBoolean ran = new AtomicBoolean();
        faas.deploy(
                FunctionDefinition.of("values", Object.class, Object.class, (event, context) -> ran.getAndSet(true)));
        faas.deploy(FunctionDefinition.builder("streams", Object.class, Object.class)
                .streamHandler((in, out, context) -> ran.set(true)));

        for (String function : new String[] {"values", "streams"}) {
            assertThatThrownBy(() -> faas.faas().invoke(InvocationRequest.of(function, payload)))
                    .isInstanceOf(InvalidRequestContentException.class)
                    .hasMessageStartingWith(
                            "Could not parse request body into json: Could not parse payload into json: ");
        }
        assertThat(ran).isFalse();
    }

    @Test
    @Rule("SYNC-4")
    void payload_that_is_not_utf_8_is_refused() {
        faas.deploy(FunctionDefinition.of("f", Object.class, Object.class, (event, context) -> event));

        assertThatThrownBy(() -> faas.faas().invoke(InvocationRequest.of("f", new byte[] {'"', (byte) 0xff, '"'})))
                .isInstanceOf(InvalidRequestContentException.class)
                .hasMessageStartingWith("Could not parse request body into json: Could not parse payload into json: ");
    }

    @Test
    @Rule("SYNC-4")
    void empty_payload_is_null_to_a_handler_and_no_bytes_to_a_stream_handler() {
        faas.deploy(FunctionDefinition.of("values", String.class, Boolean.class, (event, context) -> event == null));
        faas.deploy(FunctionDefinition.builder("streams", String.class, Integer.class)
                .streamHandler((in, out, context) ->
                        out.write(Integer.toString(in.readAllBytes().length).getBytes(StandardCharsets.UTF_8))));

        assertThat(faas.faas().invoke(InvocationRequest.of("values", "")).payloadAsText())
                .isEqualTo("true");
        assertThat(faas.faas().invoke(InvocationRequest.of("streams", "")).payloadAsText())
                .isEqualTo("0");
    }

    @Test
    @Rule("SYNC-4")
    void stream_handler_reads_and_writes_the_bytes_as_they_are() {
        FunctionHandle<Map<?, ?>, String> handle = faas.deploy(FunctionDefinition.builder(
                        "f",
                        new io.faas4j.function.TypeRef<Map<?, ?>>() {},
                        io.faas4j.function.TypeRef.of(String.class))
                .streamHandler((in, out, context) -> {
                    out.write('"');
                    out.write(in.readAllBytes().length + '0');
                    out.write('"');
                }));

        assertThat(faas.faas()
                        .invoke(InvocationRequest.of("f", "{ \"a\" : 1 }"))
                        .payloadAsText())
                .isEqualTo("\"" + (char) (11 + '0') + "\"");
        assertThat(handle.invoke(Map.of("a", 1))).isEqualTo("7");
    }

    @Test
    @Rule("SYNC-5")
    void request_may_have_six_megabytes_and_no_byte_more() {
        faas.deploy(FunctionDefinition.of("f", String.class, Integer.class, (event, context) -> event.length()));

        InvocationResponse largest = faas.faas().invoke(InvocationRequest.of("f", text(MAX_REQUEST)));

        assertThat(largest.payloadAsText()).isEqualTo("" + (MAX_REQUEST - 2));
        assertThatThrownBy(() -> faas.faas().invoke(InvocationRequest.of("f", text(MAX_REQUEST + 1))))
                .isInstanceOf(RequestTooLargeException.class)
                .hasMessage("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
    }

    @Test
    @Rule("SYNC-6")
    void response_may_have_six_megabytes_and_a_hundred_bytes_and_no_byte_more() {
        AtomicInteger made = new AtomicInteger();
        faas.deploy(FunctionDefinition.builder("f", Integer.class, String.class).handlerFactory(init -> {
            made.incrementAndGet();
            return (length, context) -> "a".repeat(length - 2);
        }));

        InvocationResponse largest = faas.faas().invoke(InvocationRequest.of("f", "" + MAX_RESPONSE));
        InvocationResponse tooLarge = faas.faas().invoke(InvocationRequest.of("f", "" + (MAX_RESPONSE + 1)));
        InvocationResponse next = faas.faas().invoke(InvocationRequest.of("f", "3"));

        assertThat(largest.functionError()).isEmpty();
        assertThat(largest.payload()).hasSize(MAX_RESPONSE);
        assertThat(tooLarge.statusCode()).isEqualTo(200);
        assertThat(tooLarge.functionError()).contains("Unhandled");
        assertThat(tooLarge.payloadAsText())
                .isEqualTo("{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size"
                        + " (6291556 bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}");
        assertThat(next.payloadAsText()).isEqualTo("\"a\"");
        assertThat(made).hasValue(1);
    }

    @Test
    @Rule("SYNC-6")
    void response_of_a_stream_handler_has_the_same_limit() {
        faas.deploy(FunctionDefinition.builder("f", Integer.class, String.class)
                .streamHandler((in, out, context) -> out.write(new byte[MAX_RESPONSE + 1])));

        assertThat(faas.faas().invoke(InvocationRequest.of("f", "1")).error())
                .hasValueSatisfying(error -> assertThat(error.errorType()).isEqualTo("Function.ResponseSizeTooLarge"));
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'a');
        text[0] = '"';
        text[length - 1] = '"';
        return text;
    }

    // ---- client context --------------------------------------------------------------------------------------------

    @Test
    @Rule("SYNC-9")
    void client_context_reaches_the_handler_as_base64_json_and_as_a_value() {
        FunctionHandle<String, String> function = faas.deploy(FunctionDefinition.of(
                "f",
                String.class,
                String.class,
                (event, context) -> context.clientContext()
                        .map(client -> "" + client.client() + client.custom() + client.env())
                        .orElse("none")));
        String json = "{\"client\":{\"app\":\"shop\"},\"custom\":{\"k\":\"v\"},\"env\":{\"locale\":\"de\"}}";
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));

        InvocationResponse response =
                faas.faas().invoke(InvocationRequest.of("f", "\"\"").clientContext(base64));

        assertThat(response.payloadAsText()).isEqualTo("\"{app=shop}{k=v}{locale=de}\"");
        assertThat(function.with(InvokeOptions.NONE.clientContext(ClientContext.custom(Map.of("k", "v"))))
                        .call("")
                        .payload())
                .isEqualTo("{}{k=v}{}");
        assertThat(function.invoke("")).isEqualTo("none");
    }

    @Test
    @Rule("SYNC-9")
    void null_members_of_a_client_context_are_left_out() {
        faas.deploy(FunctionDefinition.of(
                "f",
                String.class,
                String.class,
                (event, context) -> context.clientContext()
                        .map(client -> "" + client.client() + client.custom() + client.env())
                        .orElse("none")));
        String json = "{\"client\":null,\"custom\":{\"k\":null,\"n\":1},\"env\":{\"locale\":\"null\"}}";
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));

        InvocationResponse response =
                faas.faas().invoke(InvocationRequest.of("f", "\"\"").clientContext(base64));

        assertThat(response.payloadAsText()).isEqualTo("\"{}{n=1}{locale=null}\"");
    }

    @Test
    @Rule("SYNC-9")
    void client_context_has_at_most_3583_bytes() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> event));
        InvocationRequest request = InvocationRequest.of("f", "\"\"");

        assertThatThrownBy(() -> request.clientContext("a".repeat(3584)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("at 'clientContext' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 3583");
        assertThat(request.clientContext("a".repeat(3583)).clientContext()).isPresent();
        assertThatThrownBy(() -> function.with(
                        InvokeOptions.NONE.clientContext(ClientContext.custom(Map.of("k", "v".repeat(3000))))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'clientContext'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "e30=e30=", "W10=", "Ig=="})
    @Rule("SYNC-9")
    void client_context_that_is_no_json_object_in_base64_is_refused(String clientContext) {
        faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> event));

        assertThatThrownBy(() ->
                        faas.faas().invoke(InvocationRequest.of("f", "\"\"").clientContext(clientContext)))
                .isInstanceOf(InvalidRequestContentException.class);
    }

    // ---- dry run ---------------------------------------------------------------------------------------------------

    @Test
    @Rule("SYNC-10")
    void dry_run_runs_nothing_and_answers_204() {
        AtomicBoolean ran = new AtomicBoolean();
        FunctionHandle<String, Boolean> function = faas.deploy(
                FunctionDefinition.of("f", String.class, Boolean.class, (event, context) -> ran.getAndSet(true)));

        InvocationResponse response =
                faas.faas().invoke(InvocationRequest.of("f", "\"\"").as(InvocationType.DRY_RUN));
        function.dryRun("");

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.payload()).isEmpty();
        assertThat(response.executedVersion()).isEmpty();
        assertThat(response.functionError()).isEmpty();
        assertThat(ran).isFalse();
    }

    @Test
    @Rule("SYNC-10")
    void dry_run_takes_no_concurrency() {
        FunctionHandle<String, String> blocked = faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                .reservedConcurrency(0)
                .handler((event, context) -> event));

        blocked.dryRun("");
        assertThat(faas.faas()
                        .invoke(InvocationRequest.of("f", "\"\"").as(InvocationType.DRY_RUN))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    @Rule("SYNC-10")
    void dry_run_checks_function_and_payload() {
        faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> event));

        assertThatThrownBy(() -> faas.faas()
                        .invoke(InvocationRequest.of("missing", "\"\"").as(InvocationType.DRY_RUN)))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(
                        () -> faas.faas().invoke(InvocationRequest.of("f", "{").as(InvocationType.DRY_RUN)))
                .isInstanceOf(InvalidRequestContentException.class);
        assertThatThrownBy(() -> faas.faas()
                        .invoke(InvocationRequest.of("f", new byte[MAX_REQUEST + 1])
                                .as(InvocationType.DRY_RUN)))
                .isInstanceOf(RequestTooLargeException.class);
    }
}
