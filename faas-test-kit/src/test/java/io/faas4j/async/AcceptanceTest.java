package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationType;
import io.faas4j.invocation.LogType;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** How an event is taken over, and which are not. */
@FaasTest
class AcceptanceTest {

    private static final int MEGABYTE = 1_048_576;

    private static InvocationRequest event(String function, String json) {
        return InvocationRequest.of(function, json).as(InvocationType.EVENT);
    }

    /** A JSON string of so many bytes. */
    private static String text(int bytes) {
        return '"' + "x".repeat(bytes - 2) + '"';
    }

    @Test
    @Rule({"ASYNC-1", "SYNC-7", "SYNC-8"})
    void an_event_is_answered_with_status_202_an_id_and_nothing_else(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));

        InvocationResponse answer = runtime.faas().invoke(event("pay", "\"a\"").logType(LogType.TAIL));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.payload()).isEmpty();
        assertThat(answer.executedVersion()).isEmpty();
        assertThat(answer.functionError()).isEmpty();
        assertThat(answer.logResult()).isEmpty();
        assertThat(runtime.timeline()).isEmpty();
        runtime.time().runUntilIdle();
        assertThat(runtime.timeline().of(answer.requestId())).hasCalls(1);
    }

    @Test
    @Rule("ASYNC-1")
    void neither_a_full_pool_nor_a_reservation_of_nothing_fails_the_call(FaasTestRuntime runtime) {
        runtime.deploy(echo("busy").reservedConcurrency(1));
        runtime.deploy(echo("blocked").reservedConcurrency(0));
        Gate gate = runtime.script("busy").gate();
        runtime.faas().invokeAsync("busy", "first");
        runtime.time().advance(Duration.ZERO);

        assertThat(runtime.faas().invoke(event("busy", "\"second\"")).statusCode())
                .isEqualTo(202);
        assertThat(runtime.faas().invoke(event("blocked", "\"a\"")).statusCode())
                .isEqualTo(202);

        gate.open();
        runtime.time().runUntilIdle();
        assertThat(runtime.faas().ledger("busy")).has(EventState.SUCCEEDED, 2);
    }

    @Test
    @Rule("ASYNC-1")
    void an_empty_payload_reaches_the_handler_as_null(FaasTestRuntime runtime) {
        List<String> seen = new ArrayList<>();
        runtime.deploy(
                FunctionDefinition.builder("pay", String.class, String.class).handler((event, context) -> {
                    seen.add(event);
                    return "";
                }));

        runtime.faas().invoke(event("pay", ""));
        runtime.faas().invokeAsync("pay", null);
        runtime.faas().async("pay", String.class).invoke(null);
        runtime.time().runUntilIdle();

        assertThat(seen).hasSize(3).containsOnlyNulls();
    }

    @Test
    @Rule("SYNC-4")
    void malformed_json_is_refused_before_it_is_taken(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));

        assertThatThrownBy(() -> runtime.faas().invoke(event("pay", "{\"a\":")))
                .isInstanceOf(InvalidRequestContentException.class)
                .hasMessageStartingWith("Could not parse request body into json: Could not parse payload into json: ");
        assertThat(runtime.faas().ledger()).hasAccepted(0);
    }

    @Test
    @Rule("SYNC-5")
    void an_event_may_have_one_megabyte_and_no_more(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));

        assertThat(runtime.faas().invoke(event("pay", text(MEGABYTE))).statusCode())
                .isEqualTo(202);
        assertThatThrownBy(() -> runtime.faas().invoke(event("pay", text(MEGABYTE + 1))))
                .isInstanceOf(RequestTooLargeException.class)
                .hasMessageContaining("1048576");
        assertThat(runtime.faas().ledger()).hasAccepted(1);
    }

    @Test
    @Rule({"ASYNC-1", "SYNC-11"})
    void what_leads_nowhere_is_refused(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        AsyncFunction<String> gone = runtime.faas().async("pay", String.class);

        assertThatThrownBy(() -> runtime.faas().async("nobody", String.class))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> runtime.faas().invokeAsync("pay:live", "a"))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> runtime.faas().invoke(event("pay:7", "{")))
                .isInstanceOf(ResourceNotFoundException.class);
        runtime.faas().functions().delete("pay");
        assertThatThrownBy(() -> gone.invoke("a")).isInstanceOf(ResourceNotFoundException.class);
        assertThat(runtime.faas().ledger()).hasAccepted(0);
    }

    @Test
    @Rule("ASYNC-1")
    void a_closed_runtime_takes_no_events(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        AsyncFunction<String> pay = runtime.faas().async("pay", String.class);

        runtime.faas().close();

        assertThatThrownBy(() -> pay.invoke("a")).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> runtime.faas().invokeAsync("pay", "a")).isInstanceOf(ServiceException.class);
    }

    @Test
    @Rule("ASYNC-15")
    void the_handler_cannot_tell_an_event_from_a_call_and_gets_no_client_context(FaasTestRuntime runtime) {
        List<String> seen = new CopyOnWriteArrayList<>();
        runtime.deploy(
                FunctionDefinition.builder("pay", String.class, String.class).handler((event, context) -> {
                    seen.add(context.clientContext() + " " + context.attempt() + " " + context.requestId() + " "
                            + context.invokedFunctionArn());
                    return "";
                }));
        String client =
                Base64.getEncoder().encodeToString("{\"custom\":{\"a\":\"b\"}}".getBytes(StandardCharsets.UTF_8));

        UUID id = runtime.faas()
                .invoke(event("pay", "\"a\"").clientContext(client))
                .requestId();
        runtime.time().runUntilIdle();

        assertThat(seen)
                .containsExactly("Optional.empty 1 " + id + " arn:aws:lambda:local-1:000000000000:function:pay");
    }

    @Test
    @Rule("ASYNC-2")
    void an_event_runs_on_the_qualifier_it_was_sent_to_with_one_id_for_all_attempts(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas().publish("pay");
        runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
        runtime.script("pay").fails(call -> call.number() == 1 ? AsyncTests.down() : null);

        AcceptedEvent event = runtime.faas().invokeAsync("pay:live", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(event.requestId()))
                .hasCalls(2)
                .hasAttempts(1, 2)
                .ranVersions("1", "1");
        assertThat(runtime.timeline().calls())
                .allMatch(call -> call.function().toString().equals("pay:live"));
    }

    @Test
    @Rule("ASYNC-2")
    void the_same_event_sent_twice_is_two_events(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));

        AcceptedEvent first = runtime.faas().invokeAsync("pay", "a");
        AcceptedEvent second = runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(first.requestId()).isNotEqualTo(second.requestId());
        assertThat(second.isDuplicate()).isFalse();
        assertThat(runtime.timeline()).hasCalls(2);
    }

    @Test
    @Rule("LIB-5")
    void an_event_is_captured_when_it_is_accepted_and_every_retry_sees_it_so(FaasTestRuntime runtime) {
        List<List<String>> seen = new ArrayList<>();
        TypeRef<List<String>> names = new TypeRef<>() {};
        runtime.deploy(FunctionDefinition.builder("pay", names, names).handler((event, context) -> {
            seen.add(List.copyOf(event));
            event.add("changed by attempt " + context.attempt());
            throw AsyncTests.down();
        }));
        List<String> event = new ArrayList<>(List.of("Ada"));

        runtime.faas().async("pay", names).invoke(event);
        event.add("changed by the sender");
        runtime.time().runUntilIdle();

        assertThat(seen).hasSize(3).containsOnly(List.of("Ada"));
    }

    @Test
    @Rule("TEN-1")
    void an_event_names_a_tenant_where_there_are_tenants_and_only_there(FaasTestRuntime runtime) {
        List<String> seen = new CopyOnWriteArrayList<>();
        runtime.deploy(FunctionDefinition.builder("pay", String.class, String.class)
                .handler((event, context) -> {
                    seen.add(context.tenantId().orElse("nobody"));
                    throw AsyncTests.down();
                })
                .configure(settings -> settings.tenantIsolation(true)));
        runtime.deploy(echo("other"));

        assertThatThrownBy(() -> runtime.faas().invokeAsync("pay", "a"))
                .isInstanceOf(InvalidParameterValueException.class);
        assertThatThrownBy(() -> runtime.faas().invokeAsync("other", "a", EventOptions.NONE.tenantId("blue")))
                .isInstanceOf(InvalidParameterValueException.class);
        runtime.faas().invokeAsync("pay", "a", EventOptions.NONE.tenantId("blue"));
        runtime.faas().invoke(event("pay", "\"a\"").tenantId("green"));
        runtime.time().runUntilIdle();

        assertThat(seen).hasSize(6).containsOnly("blue", "green");
        assertThat(runtime.faas().ledger()).hasAccepted(2);
    }
}
