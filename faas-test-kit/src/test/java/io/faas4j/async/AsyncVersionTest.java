package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static io.faas4j.testkit.Faults.once;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.EventOptions;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Routing;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.Call;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which version the attempts of an event run on. */
@FaasTest
class AsyncVersionTest {

    private static void publishTwo(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas().publish("pay");
        runtime.deploy(echo("pay").description("changed"));
        runtime.faas().publish("pay");
    }

    private static FaasTestRuntime redrawing() {
        return FaasTestRuntime.builder()
                .configure(builder -> builder.async(
                        AsyncSettings.builder().redrawsVersion(true).build()))
                .build();
    }

    @Test
    @Rule("ALIAS-6")
    void the_version_is_drawn_when_an_event_is_accepted_and_kept_for_all_attempts(FaasTestRuntime runtime) {
        publishTwo(runtime);
        runtime.faas().alias("pay", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.5)));
        runtime.script("pay").fails(always(AsyncTests::down));

        for (int i = 0; i < 50; i++) {
            runtime.faas().invokeAsync("pay:live", "" + i);
        }
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(150);
        assertThat(versions(runtime.timeline().calls())).containsExactlyInAnyOrder("1", "2");
        runtime.timeline()
                .calls()
                .forEach(call -> assertThat(
                                versions(runtime.timeline().of(call.requestId()).calls()))
                        .hasSize(1));
    }

    private static Set<String> versions(List<Call> calls) {
        return calls.stream().map(Call::version).collect(Collectors.toSet());
    }

    @Test
    @Rule("ALIAS-6")
    void an_alias_that_moves_on_does_not_take_events_along_that_were_accepted_before(FaasTestRuntime runtime) {
        publishTwo(runtime);
        runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
        runtime.script("pay").fails(once(AsyncTests::down));
        AcceptedEvent event = runtime.faas().invokeAsync("pay:live", "a");
        AcceptedEvent delayed =
                runtime.faas().invokeAsync("pay:live", "b", EventOptions.NONE.after(Duration.ofMinutes(1)));
        runtime.time().advance(Duration.ofSeconds(1));

        runtime.faas().alias("pay", AliasSpec.of("live").version("2"));
        AcceptedEvent later = runtime.faas().invokeAsync("pay:live", "c");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(event.requestId())).ranVersions("1", "1");
        assertThat(runtime.timeline().of(delayed.requestId())).ranVersions("1");
        assertThat(runtime.timeline().of(later.requestId())).ranVersions("2");
    }

    @Test
    @Rule("FN-14")
    void events_that_are_queued_for_latest_run_on_what_it_was_updated_to(FaasTestRuntime runtime) {
        List<String> seen = new ArrayList<>();
        runtime.deploy(noting("pay", "old", seen));
        runtime.faas().invokeAsync("pay", "a");
        runtime.faas().invokeAsync("pay", "b", EventOptions.NONE.after(Duration.ofMinutes(1)));

        runtime.deploy(noting("pay", "new", seen));
        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("new", "new");
    }

    private static FunctionDefinition<String, String> noting(String function, String what, List<String> seen) {
        return FunctionDefinition.of(function, String.class, String.class, (event, context) -> {
            seen.add(what);
            return event;
        });
    }

    @Test
    @Rule("ALIAS-6")
    void an_event_whose_version_was_deleted_goes_where_its_alias_leads_now(FaasTestRuntime runtime) {
        publishTwo(runtime);
        runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
        AcceptedEvent event =
                runtime.faas().invokeAsync("pay:live", "a", EventOptions.NONE.after(Duration.ofMinutes(1)));

        runtime.faas().alias("pay", AliasSpec.of("live").version("2"));
        runtime.faas().functions().delete("pay:1");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(event.requestId())).ranVersions("2");
    }

    @Test
    @Rule({"ALIAS-6", "LIB-8"})
    void with_the_switch_each_attempt_follows_the_alias() {
        try (FaasTestRuntime runtime = redrawing()) {
            publishTwo(runtime);
            runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
            runtime.script("pay").fails(once(AsyncTests::down));
            runtime.faas().invokeAsync("pay:live", "a");
            runtime.time().advance(Duration.ofSeconds(1));

            runtime.faas().alias("pay", AliasSpec.of("live").version("2"));
            runtime.time().runUntilIdle();

            assertThat(runtime.timeline()).ranVersions("1", "2");
        }
    }

    @Test
    @Rule({"ALIAS-6", "LIB-8"})
    void with_the_switch_each_attempt_draws_anew() {
        try (FaasTestRuntime runtime = redrawing()) {
            publishTwo(runtime);
            runtime.faas().alias("pay", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.5)));
            runtime.script("pay").fails(always(AsyncTests::down));
            for (int i = 0; i < 50; i++) {
                runtime.faas().invokeAsync("pay:live", "" + i);
            }
            runtime.time().runUntilIdle();

            long mixed = runtime.timeline().calls().stream()
                    .map(Call::requestId)
                    .distinct()
                    .filter(id -> versions(runtime.timeline().of(id).calls()).size() == 2)
                    .count();
            assertThat(mixed).isBetween(25L, 50L);
        }
    }
}
