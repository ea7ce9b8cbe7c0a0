package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.once;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.RecursiveLoop;
import io.faas4j.function.TypeRef;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.FaasTestSetup;
import io.faas4j.testkit.RecordingDestination;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What goes along with an event: the chain that led to it, and what its sender carried. */
@FaasTest
class EventChainTest implements FaasTestSetup {

    private static final DestinationRef FAILURES = DestinationRef.custom("failures");
    private static final DestinationRef DEAD = DestinationRef.queue("dead");

    private final ObservationRegistry observations = ObservationRegistry.create();

    EventChainTest() {
        observations.observationConfig().observationHandler(context -> true);
    }

    @Override
    public void configure(Faas.Builder builder) {
        builder.observationRegistry(observations);
    }

    @AfterEach
    void clear() {
        MDC.clear();
    }

    /** A function that sends itself each event again. */
    private static void deployLoop(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder("loop", Integer.class, Integer.class)
                .handler((event, context) -> {
                    runtime.faas().invokeAsync("loop", event + 1);
                    return event;
                })
                .configure(settings -> settings.deadLetterTarget("queue:dead")));
    }

    // ---- recursion -------------------------------------------------------------------------------------------------

    @Test
    @Rule({"REC-1", "REC-2", "DEST-1"})
    void a_function_that_sends_itself_events_is_stopped_after_sixteen_and_both_targets_are_told(
            FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        RecordingDestination failures = recording(runtime, FAILURES);
        deployLoop(runtime);
        runtime.faas()
                .eventInvokeConfigs()
                .put("loop", EventInvokeConfig.create().onFailure(FAILURES));

        runtime.faas().invokeAsync("loop", 1);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(16);
        assertThat(failures)
                .onlyRecord()
                .hasCondition(EventCondition.RECURSIVE_INVOCATION)
                .hasInvokeCount(0)
                .ranNoVersion()
                .hasBodyContaining("\"requestPayload\":17");
        assertThat(dead).onlyDeadLetter().hasBody("17").hasErrorCode(400);
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.SUCCEEDED, 16)
                .has(EventState.DEAD, 1);
    }

    @Test
    @Rule("REC-2")
    void a_retry_is_no_further_step_in_a_loop(FaasTestRuntime runtime) {
        recording(runtime, DEAD);
        deployLoop(runtime);
        runtime.script("loop").fails(call -> call.context().attempt() < 3 ? AsyncTests.down() : null);

        runtime.faas().invokeAsync("loop", 1);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(48);
        assertThat(runtime.faas().ledger()).has(EventState.SUCCEEDED, 16).has(EventState.DEAD, 1);
    }

    @Test
    @Rule("REC-1")
    void a_loop_that_is_allowed_goes_on(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder("loop", Integer.class, Integer.class)
                .handler((event, context) -> {
                    if (event < 100) {
                        runtime.faas().invokeAsync("loop", event + 1);
                    }
                    return event;
                }));
        runtime.faas().functions().putRecursionConfig("loop", RecursiveLoop.ALLOW);

        runtime.faas().invokeAsync("loop", 1);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(100);
    }

    @Test
    @Rule("DEST-9")
    void functions_that_are_each_other_s_destination_are_stopped_too(FaasTestRuntime runtime) {
        TypeRef<Map<String, Object>> json = new TypeRef<>() {};
        for (String name : List.of("ping", "pong")) {
            runtime.deploy(FunctionDefinition.builder(name, json, json).handler((event, context) -> Map.of()));
        }
        runtime.faas()
                .eventInvokeConfigs()
                .put("ping", EventInvokeConfig.create().onSuccess(DestinationRef.function("pong")));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pong", EventInvokeConfig.create().onSuccess(DestinationRef.function("ping")));

        runtime.faas().invokeAsync("ping", Map.of());
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of("ping")).hasCalls(16);
        assertThat(runtime.timeline().of("pong")).hasCalls(16);
        assertThat(runtime.faas().deadLetters()).onlyOne().hasCondition(EventCondition.RECURSIVE_INVOCATION);
        assertThat(runtime.faas().ledger()).isBalanced().hasNothingOpen();
    }

    @Test
    @Rule({"REC-3", "DEST-9"})
    void calls_and_events_count_as_one_chain(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder("caller", Integer.class, Integer.class)
                .handler((event, context) -> {
                    runtime.faas().call("sender", event, Integer.class);
                    return event;
                }));
        runtime.deploy(FunctionDefinition.builder("sender", Integer.class, Integer.class)
                .handler((event, context) -> {
                    runtime.faas().invokeAsync("caller", event + 1);
                    return event;
                }));

        runtime.faas().invokeAsync("caller", 1);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of("caller")).hasCalls(16);
        assertThat(runtime.faas().deadLetters()).onlyOne().hasPayload("17");
    }

    // ---- what the sender carries -----------------------------------------------------------------------------------

    @Test
    void mdc_and_observation_of_the_sender_are_there_in_each_attempt_and_nothing_of_them_stays(
            FaasTestRuntime runtime) {
        List<String> seen = new ArrayList<>();
        runtime.deploy(
                FunctionDefinition.builder("pay", String.class, String.class).handler((event, context) -> {
                    seen.add(event + " " + MDC.get("user") + " " + carried());
                    MDC.put("left", "behind");
                    if (context.attempt() == 1 && event.equals("a")) {
                        throw AsyncTests.down();
                    }
                    return "";
                }));
        MDC.put("user", "Ada");
        Observation.createNotStarted("sender", observations)
                .observe(() -> runtime.faas().invokeAsync("pay", "a"));
        MDC.clear();
        runtime.faas().invokeAsync("pay", "b");

        runtime.time().runUntilIdle();

        assertThat(seen).containsExactlyInAnyOrder("a Ada sender", "a Ada sender", "b null faas.invoke");
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    /** The outermost observation around the handler. */
    private String carried() {
        ObservationView outermost = observations.getCurrentObservation();
        while (outermost != null && outermost.getContextView().getParentObservation() != null) {
            outermost = outermost.getContextView().getParentObservation();
        }
        return outermost == null ? "-" : outermost.getContextView().getName();
    }

    @Test
    @Rule("DEST-8")
    void a_destination_gets_what_the_function_was_sent_though_it_was_a_chain(FaasTestRuntime runtime) {
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("inner"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("inner", EventInvokeConfig.create().onSuccess(FAILURES));
        runtime.deploy(FunctionDefinition.builder("outer", String.class, String.class)
                .handler((event, context) -> {
                    runtime.faas().call("inner", "synchronous", String.class);
                    runtime.faas().invokeAsync("inner", "asynchronous");
                    return "";
                }));
        runtime.script("inner").fails(once(AsyncTests::down));

        runtime.faas().invokeAsync("outer", "a");
        runtime.time().runUntilIdle();

        assertThat(failures).onlyRecord().hasBodyContaining("\"requestPayload\":\"asynchronous\"");
    }
}
