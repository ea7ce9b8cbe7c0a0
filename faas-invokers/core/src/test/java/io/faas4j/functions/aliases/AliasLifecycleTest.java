package io.faas4j.functions.aliases;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.faas4j.Faas;
import io.faas4j.function.Alias;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ArnScope;
import io.faas4j.function.Routing;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.registry.AliasRegistry;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating, moving, listing and deleting aliases of {@code fn}, which has versions 1 to 3. */
class AliasLifecycleTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .configure(settings -> settings.maxAliasesPerFunction(3))
            .build();
    private final AliasRegistry aliases = faas.functions().aliases();

    @BeforeEach
    void publishThree() {
        for (String answer : new String[] {"1", "2", "3"}) {
            faas.deploy(answering("fn", answer));
            faas.publish("fn");
        }
    }

    @AfterEach
    void close() {
        faas.close();
    }

    // ---- creating --------------------------------------------------------------------------------------------------

    @Test
    @Rule({"ALIAS-1", "ALIAS-2", "ALIAS-9"})
    void an_alias_points_to_one_version() {
        Alias created = aliases.create("fn", AliasSpec.of("live").version("1"));

        assertThat(created.name()).isEqualTo("live");
        assertThat(created.functionVersion()).isEqualTo("1");
        assertThat(created.ref().arn(ArnScope.DEFAULT)).isEqualTo(ARN + "fn:live");
        assertThat(created.routing()).isEqualTo(Routing.NONE);
        assertThat(created.description()).isEmpty();
        assertThat(aliases.get("fn", "live")).isEqualTo(created);
        assertThat(faas.invoke("fn:live", "event", String.class)).isEqualTo("1");
    }

    @Test
    @Rule("ALIAS-2")
    void a_name_is_taken_once() {
        Alias created = aliases.create("fn", AliasSpec.of("live").version("1"));

        Refusal refusal =
                Refusal.of(() -> aliases.create("fn", AliasSpec.of("live").version("2")));

        assertThat(refusal).isEqualTo(Refusal.conflict("Alias already exists: " + ARN + "fn:live"));
        assertThat(aliases.get("fn", "live")).isEqualTo(created);
    }

    @Test
    @Rule("ALIAS-2")
    void two_functions_have_aliases_of_their_own() {
        faas.deploy(answering("other", "other"));
        aliases.create("fn", AliasSpec.of("live").version("1"));

        aliases.create("other", AliasSpec.of("live").version("$LATEST"));

        assertThat(faas.invoke("fn:live", "event", String.class)).isEqualTo("1");
        assertThat(faas.invoke("other:live", "event", String.class)).isEqualTo("other");
    }

    @Test
    @Rule("ALIAS-2")
    void a_missing_version_or_function_is_named_with_the_version() {
        assertThat(Refusal.of(() -> aliases.create("fn", AliasSpec.of("live").version("9"))))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:9"));
        assertThat(Refusal.of(
                        () -> aliases.create("missing", AliasSpec.of("live").version("1"))))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "missing:1"));
        assertThat(aliases.list("fn")).isEmpty();
    }

    @Test
    @Rule("ALIAS-13")
    void a_function_has_only_so_many_aliases() {
        aliases.create("fn", AliasSpec.of("a").version("1"));
        aliases.create("fn", AliasSpec.of("b").version("1"));
        aliases.create("fn", AliasSpec.of("c").version("1"));

        Refusal refusal =
                Refusal.of(() -> aliases.create("fn", AliasSpec.of("d").version("1")));

        assertThat(refusal.code()).isEqualTo("AliasLimitExceededException");
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(aliases.list("fn")).hasSize(3);
    }

    @Test
    @Rule("ALIAS-13")
    void at_the_quota_aliases_can_be_moved_and_a_deleted_one_makes_room() {
        aliases.create("fn", AliasSpec.of("a").version("1"));
        aliases.create("fn", AliasSpec.of("b").version("1"));
        aliases.create("fn", AliasSpec.of("c").version("1"));

        faas.alias("fn", AliasSpec.of("c").version("2"));
        aliases.delete("fn", "a");
        aliases.create("fn", AliasSpec.of("d").version("1"));

        assertThat(aliases.list("fn")).extracting(Alias::name).containsExactly("b", "c", "d");
    }

    // ---- which weights ---------------------------------------------------------------------------------------------

    @Test
    @Rule("ALIAS-3")
    void the_weighted_version_is_not_the_primary_one() {
        AliasSpec spec = AliasSpec.of("live").version("1").routing(Routing.to("1", 0.5));

        assertThat(Refusal.of(() -> aliases.create("fn", spec)))
                .isEqualTo(Refusal.invalidValue("Invalid function version 1. Function version 1 is already included in "
                        + "routing configuration."));
    }

    @Test
    @Rule("ALIAS-3")
    void an_unpublished_primary_version_takes_no_second_one() {
        // Version 9 does not exist either: the primary version is checked first.
        AliasSpec spec = AliasSpec.of("live").version("$LATEST").routing(Routing.to("9", 0.5));

        assertThat(Refusal.of(() -> aliases.create("fn", spec)))
                .isEqualTo(
                        Refusal.invalidValue("$LATEST is not supported for an alias pointing to more than 1 version"));
    }

    @Test
    @Rule("ALIAS-3")
    void the_weighted_version_exists() {
        AliasSpec spec = AliasSpec.of("live").version("1").routing(Routing.to("9", 0.5));

        assertThat(Refusal.of(() -> aliases.create("fn", spec)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:9"));
    }

    @Test
    @Rule("ALIAS-3")
    void an_update_is_checked_against_what_it_keeps() {
        aliases.create("fn", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.5)));

        assertThat(Refusal.of(() -> aliases.update("fn", AliasSpec.of("live").version("2"))))
                .isEqualTo(Refusal.invalidValue("Invalid function version 2. Function version 2 is already included in "
                        + "routing configuration."));
        assertThat(Refusal.of(() -> aliases.update("fn", AliasSpec.of("live").version("$LATEST"))))
                .isEqualTo(
                        Refusal.invalidValue("$LATEST is not supported for an alias pointing to more than 1 version"));
        assertThat(aliases.get("fn", "live").functionVersion()).isEqualTo("1");
    }

    @Test
    @Rule("ALIAS-4")
    void both_versions_have_the_same_dead_letter_target_or_both_none() {
        String first = publishWithDeadLetterTarget("queue:failures", "4");
        String second = publishWithDeadLetterTarget("queue:failures", "5");
        String third = publishWithDeadLetterTarget("topic:failures", "6");

        assertThat(Refusal.of(() -> aliases.create(
                                "fn", AliasSpec.of("live").version("1").routing(Routing.to(first, 0.5))))
                        .code())
                .isEqualTo("InvalidParameterValueException");
        assertThat(Refusal.of(() -> aliases.create(
                                "fn", AliasSpec.of("live").version(third).routing(Routing.to(first, 0.5))))
                        .code())
                .isEqualTo("InvalidParameterValueException");
        assertThatCode(() ->
                        aliases.create("fn", AliasSpec.of("live").version(first).routing(Routing.to(second, 0.5))))
                .doesNotThrowAnyException();
    }

    private String publishWithDeadLetterTarget(String target, String answer) {
        faas.deploy(answering("fn", answer)
                .withConfiguration(io.faas4j.function.FunctionConfiguration.DEFAULT.with(
                        settings -> settings.deadLetterTarget(target))));
        return faas.publish("fn").version();
    }

    // ---- updating --------------------------------------------------------------------------------------------------

    @Test
    @Rule("ALIAS-8")
    void what_an_update_does_not_say_stays() {
        aliases.create(
                "fn",
                AliasSpec.of("live").version("1").routing(Routing.to("2", 0.25)).description("the live one"));

        Alias moved = aliases.update("fn", AliasSpec.of("live").version("3"));
        assertThat(moved.functionVersion()).isEqualTo("3");
        assertThat(moved.routing().additionalVersionWeights()).isEqualTo(Map.of("2", 0.25));
        assertThat(moved.description()).isEqualTo("the live one");

        Alias described = aliases.update("fn", AliasSpec.of("live").description("still"));
        assertThat(described.functionVersion()).isEqualTo("3");
        assertThat(described.routing()).isEqualTo(moved.routing());
        assertThat(described.description()).isEqualTo("still");
    }

    @Test
    @Rule({"ALIAS-8", "ALIAS-9"})
    void empty_routing_clears_the_routing_and_an_empty_description_the_description() {
        aliases.create(
                "fn",
                AliasSpec.of("live").version("1").routing(Routing.to("2", 1.0)).description("the live one"));

        Alias cleared = aliases.update(
                "fn", AliasSpec.of("live").routing(new Routing(Map.of())).description(""));

        assertThat(cleared.routing().isNone()).isTrue();
        assertThat(cleared.description()).isEmpty();
        assertThat(faas.invoke("fn:live", "event", String.class)).isEqualTo("1");
    }

    @Test
    @Rule({"ALIAS-8", "FN-9"})
    void every_update_gives_a_new_revision_id_even_one_that_changes_nothing() {
        UUID created = aliases.create("fn", AliasSpec.of("live").version("1")).revisionId();

        UUID updated = aliases.update("fn", AliasSpec.of("live")).revisionId();

        assertThat(updated).isNotEqualTo(created);
        assertThat(aliases.get("fn", "live").revisionId()).isEqualTo(updated);
    }

    @Test
    @Rule({"ALIAS-8", "FN-10"})
    void an_update_under_a_stale_revision_id_is_refused() {
        UUID stale = aliases.create("fn", AliasSpec.of("live").version("1")).revisionId();
        UUID current = aliases.update("fn", AliasSpec.of("live").version("2")).revisionId();

        Refusal refusal = Refusal.of(
                () -> aliases.update("fn", AliasSpec.of("live").version("3").ifRevision(stale)));

        assertThat(refusal).isEqualTo(Refusal.staleRevision());
        assertThat(aliases.get("fn", "live").functionVersion()).isEqualTo("2");
        aliases.update("fn", AliasSpec.of("live").version("3").ifRevision(current));
        assertThat(aliases.get("fn", "live").functionVersion()).isEqualTo("3");
    }

    @Test
    @Rule("ALIAS-8")
    void a_move_to_a_missing_version_is_refused_and_moves_nothing() {
        aliases.create("fn", AliasSpec.of("live").version("1"));

        assertThat(Refusal.of(() -> aliases.update("fn", AliasSpec.of("live").version("9"))))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:9"));
        assertThat(faas.invoke("fn:live", "event", String.class)).isEqualTo("1");
    }

    @Test
    @Rule("ALIAS-8")
    void a_move_takes_effect_for_the_next_invocation_of_a_handle() {
        faas.alias("fn", AliasSpec.of("live").version("1"));
        FunctionHandle<String, String> handle = faas.function("fn:live", String.class, String.class);
        assertThat(handle.invoke("event")).isEqualTo("1");

        faas.alias("fn", AliasSpec.of("live").version("2"));
        assertThat(handle.invoke("event")).isEqualTo("2");
        assertThat(handle.call("event").executedVersion()).isEqualTo("2");

        faas.alias("fn", AliasSpec.of("live").version("1"));
        assertThat(handle.invoke("event")).isEqualTo("1");
    }

    @Test
    @Rule({"ALIAS-8", "ALIAS-7"})
    void an_invocation_that_runs_stays_on_its_version_when_the_alias_moves() {
        Gate gate = new Gate("4");
        faas.deploy(gate.as("fn"));
        faas.alias("fn", AliasSpec.of("live").version(faas.publish("fn").version()));
        FunctionHandle<String, String> handle = faas.function("fn:live", String.class, String.class);
        Gate.Held running = gate.hold(handle::call);

        faas.alias("fn", AliasSpec.of("live").version("1"));

        assertThat(handle.invoke("event")).isEqualTo("1");
        assertThat(running.letGo())
                .satisfies(result -> assertThat(result.payload()).isEqualTo("4"))
                .satisfies(result -> assertThat(result.executedVersion()).isEqualTo("4"));
    }

    // ---- deleting --------------------------------------------------------------------------------------------------

    @Test
    @Rule("ALIAS-10")
    void deleting_twice_and_deleting_what_never_was_does_nothing() {
        aliases.create("fn", AliasSpec.of("live").version("1"));

        aliases.delete("fn", "live");

        assertThatCode(() -> aliases.delete("fn", "live")).doesNotThrowAnyException();
        assertThatCode(() -> aliases.delete("fn", "never")).doesNotThrowAnyException();
        assertThat(aliases.list("fn")).isEmpty();
    }

    @Test
    @Rule("ALIAS-10")
    void deleting_an_alias_of_a_missing_function_is_refused() {
        assertThat(Refusal.of(() -> aliases.delete("missing", "live")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "missing"));
    }

    @Test
    @Rule("ALIAS-10")
    void a_deleted_alias_cannot_be_invoked_and_its_version_can() {
        faas.alias("fn", AliasSpec.of("live").version("1"));
        FunctionHandle<String, String> handle = faas.function("fn:live", String.class, String.class);

        aliases.delete("fn", "live");

        assertThat(Refusal.of(() -> handle.invoke("event")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:live"));
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("1");
    }

    // ---- listing ---------------------------------------------------------------------------------------------------

    @Test
    @Rule("ALIAS-12")
    void aliases_are_listed_by_name() {
        aliases.create("fn", AliasSpec.of("c").version("1"));
        aliases.create("fn", AliasSpec.of("a").version("2"));
        aliases.create("fn", AliasSpec.of("B").version("1"));

        assertThat(aliases.list("fn")).extracting(Alias::name).containsExactly("B", "a", "c");
    }

    @Test
    @Rule("ALIAS-12")
    void a_list_for_a_version_asks_for_the_primary_version_only() {
        aliases.create("fn", AliasSpec.of("c").version("1"));
        aliases.create("fn", AliasSpec.of("a").version("1"));
        aliases.create("fn", AliasSpec.of("b").version("2").routing(Routing.to("1", 0.9)));

        assertThat(aliases.list("fn", "1")).extracting(Alias::name).containsExactly("a", "c");
        assertThat(aliases.list("fn", "2")).extracting(Alias::name).containsExactly("b");
        assertThat(aliases.list("fn", "3")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "$latest", "1.0", "-1", ""})
    @Rule({"ALIAS-12", "ERR-0"})
    void a_list_for_what_is_no_version_is_refused(String version) {
        Refusal expected = Refusal.wrongForm(
                "functionVersion", version, "Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)");

        assertThat(Refusal.of(() -> aliases.list("fn", version))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.list("missing", version))).isEqualTo(expected);
    }

    @Test
    @Rule("ALIAS-12")
    void the_aliases_of_the_unpublished_version_can_be_listed() {
        aliases.create("fn", AliasSpec.of("next").version("$LATEST"));
        aliases.create("fn", AliasSpec.of("live").version("1"));

        assertThat(aliases.list("fn", "$LATEST")).extracting(Alias::name).containsExactly("next");
    }
}
