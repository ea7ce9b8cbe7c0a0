package io.faas4j.functions;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Prewarm;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.registry.AliasRegistry;
import io.faas4j.runtime.registry.ProvisionedRegistry;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reference leads to, and the errors where it leads nowhere: function {@code fn}, version 1, alias live. */
class ResolutionTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";
    private static final String QUALIFIED =
            "This operation is permitted on Lambda functions only. Aliases and versions "
                    + "do not support this operation. Please specify either a function name or an unqualified function ARN.";

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .build();

    @BeforeEach
    void deploy() {
        faas.deploy(answering("fn", "one"));
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1"));
        faas.deploy(answering("fn", "latest"));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    // ---- found -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "fn, latest, $LATEST",
        "fn:$LATEST, latest, $LATEST",
        "fn:1, one, 1",
        "fn:live, one, 1",
        "function:fn, latest, $LATEST",
        "000000000000:function:fn:1, one, 1",
        ARN + "fn, latest, $LATEST",
        ARN + "fn:live, one, 1"
    })
    @Rule({"ID-1", "ID-6"})
    void each_form_of_a_reference_is_invoked(String reference, String answer, String version) {
        assertThat(faas.invoke(reference, "event", String.class)).isEqualTo(answer);
        assertThat(faas.call(reference, "event", String.class).executedVersion())
                .isEqualTo(version);
        assertThat(faas.invoke(InvocationRequest.of(reference, "\"event\"")).payloadAsText())
                .isEqualTo('"' + answer + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "fn,               fn,         $LATEST",
        "fn:$LATEST,       fn:$LATEST, $LATEST",
        "fn:1,             fn:1,       1",
        "fn:live,          fn:live,    1",
        ARN + "fn,         fn,         $LATEST",
        ARN + "fn:$LATEST, fn:$LATEST, $LATEST"
    })
    @Rule("ID-6")
    void a_read_shows_the_suffix_that_was_asked_for(String reference, String shown, String version) {
        FunctionVersion read = faas.functions().get(reference);

        assertThat(read.ref().arn(ArnScope.DEFAULT)).isEqualTo(ARN + shown);
        assertThat(read.version()).isEqualTo(version);
    }

    @Test
    @Rule("ID-6")
    void a_list_of_versions_always_shows_the_suffix() {
        assertThat(faas.functions().listVersions("fn"))
                .extracting(version -> version.ref().arn(ArnScope.DEFAULT))
                .containsExactly(ARN + "fn:$LATEST", ARN + "fn:1");
    }

    // ---- not found -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {"missing", "missing:1", "missing:live", "missing:$LATEST", "fn:2", "fn:dead", "fn:01", "fn:0"})
    @Rule("ID-7")
    void a_read_that_leads_nowhere_names_what_was_asked_for(String reference) {
        assertThat(Refusal.of(() -> faas.functions().get(reference)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + reference));
    }

    @ParameterizedTest
    @CsvSource({
        "missing,      missing:$LATEST",
        "missing:1,    missing:1",
        "missing:live, missing:live",
        "fn:2,         fn:2",
        "fn:dead,      fn:dead"
    })
    @Rule("ID-7")
    void an_invocation_that_leads_nowhere_names_the_unpublished_version(String reference, String named) {
        Refusal expected = Refusal.notFound("Function not found: " + ARN + named);

        assertThat(Refusal.of(() -> faas.invoke(reference, "event", String.class)))
                .isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.function(reference, String.class, String.class)))
                .isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.invoke(InvocationRequest.of(reference, "{}"))))
                .isEqualTo(expected);
    }

    @Test
    @Rule("ID-7")
    void a_reservation_for_a_missing_function_names_the_unpublished_version() {
        assertThat(Refusal.of(() -> faas.functions().putConcurrency("missing", 1)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "missing:$LATEST"));
        assertThat(Refusal.of(() -> faas.functions().getConcurrency("missing")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "missing:1", "missing:$LATEST", "missing:live"})
    @Rule("ID-7")
    void deleting_a_missing_function_names_it_without_a_qualifier(String reference) {
        assertThat(Refusal.of(() -> faas.functions().delete(reference)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "missing"));
    }

    @Test
    @Rule("ID-7")
    void a_missing_alias_has_a_text_for_reads_and_one_for_updates() {
        assertThat(Refusal.of(() -> faas.functions().aliases().get("fn", "dead")))
                .isEqualTo(Refusal.notFound("Cannot find alias arn: " + ARN + "fn:dead"));
        assertThat(Refusal.of(() -> faas.functions().aliases().get("missing", "dead")))
                .isEqualTo(Refusal.notFound("Cannot find alias arn: " + ARN + "missing:dead"));
        assertThat(Refusal.of(() -> faas.functions().aliases().update("fn", AliasSpec.of("dead"))))
                .isEqualTo(Refusal.notFound("Alias not found: " + ARN + "fn:dead"));
    }

    @Test
    @Rule("ID-7")
    void other_operations_on_a_missing_function_name_it_as_a_read_does() {
        Refusal expected = Refusal.notFound("Function not found: " + ARN + "missing");

        assertThat(Refusal.of(() -> faas.publish("missing"))).isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().listVersions("missing"))).isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().aliases().list("missing"))).isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().update(answering("missing", ""))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$latest", "$Latest", "$LATEST.PUBLISHED"})
    @Rule("ID-2")
    void only_the_exact_spelling_leads_to_the_unpublished_version(String qualifier) {
        FunctionRef ref = FunctionRef.of("fn", qualifier);

        assertThat(Refusal.of(() -> faas.invoke(InvocationRequest.of(ref, new byte[0]))))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:" + qualifier));
    }

    @Test
    @Rule("ID-2")
    void version_numbers_begin_with_1() {
        faas.deploy(answering("other", ""));

        assertThat(faas.publish("other").version()).isEqualTo("1");
    }

    @Test
    @Rule("ID-1")
    void a_name_too_long_for_any_function_is_merely_not_found() {
        String name = "n".repeat(65);

        assertThat(Refusal.of(() -> faas.functions().get(name)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + name));
        assertThat(Refusal.of(() -> faas.functions().delete(name)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + name));
        assertThat(Refusal.of(() -> faas.invoke(name, "event", String.class)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + name + ":$LATEST"));
    }

    @Test
    @Rule("ID-5")
    void two_qualifiers_that_differ_are_refused_before_anybody_looks_for_the_function() {
        assertThat(Refusal.of(() -> faas.invoke(InvocationRequest.of(FunctionRef.of("missing:1", "2"), new byte[0]))))
                .isEqualTo(Refusal.invalidValue(
                        "The derived qualifier from the function name does not match the specified qualifier."));
    }

    // ---- somewhere else --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"fn", "missing", "fn:live"})
    @Rule("ID-8")
    void a_function_of_another_region_is_not_reachable(String name) {
        String elsewhere = "arn:aws:lambda:eu-west-1:000000000000:function:" + name;
        Refusal expected = Refusal.notFound("Functions from 'eu-west-1' are not reachable in this region ('local-1')");

        assertThat(Refusal.of(() -> faas.functions().get(elsewhere))).isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.invoke(elsewhere, "event", String.class)))
                .isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().delete(elsewhere))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:local-1:111111111111:function:fn",
                "111111111111:function:fn",
                "111111111111:function:missing"
            })
    @Rule("ID-8")
    void a_function_of_another_account_is_denied_without_a_message(String elsewhere) {
        Refusal expected = new Refusal("AccessDeniedException", 403, null);

        assertThat(Refusal.of(() -> faas.functions().get(elsewhere))).isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().aliases().list(elsewhere))).isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.invoke(elsewhere, "event", String.class)))
                .isEqualTo(expected);
    }

    // ---- the whole function ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"fn:1", "fn:live", "fn:$LATEST", ARN + "fn:1", "missing:1"})
    @Rule("ID-9")
    void a_reservation_belongs_to_the_whole_function(String qualified) {
        assertThat(Refusal.of(() -> faas.functions().putConcurrency(qualified, 1)))
                .isEqualTo(Refusal.invalidValue(QUALIFIED));
        assertThat(Refusal.of(() -> faas.functions().deleteConcurrency(qualified)))
                .isEqualTo(Refusal.invalidValue(QUALIFIED));
        assertThat(faas.functions().getConcurrency("fn")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fn:1", "fn:live", "fn:$LATEST", ARN + "fn:1", "missing:1"})
    @Rule("ID-9")
    void versions_and_aliases_belong_to_the_whole_function(String qualified) {
        Refusal expected = Refusal.invalidValue(QUALIFIED);
        AliasRegistry aliases = faas.functions().aliases();
        AliasSpec spec = AliasSpec.of("other").version("1");

        assertThat(Refusal.of(() -> faas.publish(qualified))).isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().listVersions(qualified))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.list(qualified))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.list(qualified, "1"))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.get(qualified, "live"))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.create(qualified, spec))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.update(qualified, spec))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.put(qualified, spec))).isEqualTo(expected);
        assertThat(Refusal.of(() -> aliases.delete(qualified, "live"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fn:1", "fn:live", "fn:$LATEST", ARN + "fn:1", "missing:1"})
    @Rule("ID-9")
    void what_is_said_of_all_provisioned_concurrency_and_prewarming_belongs_to_the_whole_function(String qualified) {
        Refusal expected = Refusal.invalidValue(QUALIFIED);
        ProvisionedRegistry provisioned = faas.functions().provisioned();

        assertThat(Refusal.of(() -> provisioned.list(qualified))).isEqualTo(expected);
        assertThat(Refusal.of(() -> provisioned.prewarm(qualified, Prewarm.upTo(2))))
                .isEqualTo(expected);
        assertThat(Refusal.of(() -> provisioned.stopPrewarm(qualified))).isEqualTo(expected);
    }

    @Test
    @Rule("ID-9")
    void an_unqualified_arn_names_the_whole_function() {
        faas.functions().putConcurrency(ARN + "fn", 3);

        assertThat(faas.functions().getConcurrency(ARN + "fn")).hasValue(3);
    }

    // ---- form before meaning ---------------------------------------------------------------------------------------

    @Test
    @Rule("ERR-0")
    void the_form_is_checked_before_anybody_looks_for_the_function() {
        assertThat(Refusal.of(() -> faas.functions().get("mis sing")).code()).isEqualTo("ValidationException");
        assertThat(Refusal.of(() -> faas.functions().putConcurrency("missing", -1)))
                .isEqualTo(Refusal.wrongForm(
                        "reservedConcurrentExecutions", -1, "Member must have value greater than or equal to 0"));
        assertThat(Refusal.of(() -> faas.functions().aliases().create("missing", AliasSpec.of("live"))))
                .isEqualTo(Refusal.wrongForm("functionVersion", null, "Member must not be null"));
    }

    @Test
    @Rule({"ERR-0", "ID-3"})
    void the_form_of_an_alias_name_is_checked_before_anybody_looks_for_the_alias() {
        Refusal expected = Refusal.wrongForm(
                "name", "2024", "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");

        assertThat(Refusal.of(() -> faas.functions().aliases().get("fn", "2024")))
                .isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().aliases().delete("fn", "2024")))
                .isEqualTo(expected);
        assertThat(Refusal.of(() -> faas.functions().aliases().delete("missing", "2024")))
                .isEqualTo(expected);
    }

    @Test
    @Rule("ERR-0")
    void the_form_of_a_reservation_is_checked_where_it_is_written() {
        assertThat(Refusal.of(() -> FunctionDefinition.builder("fn", String.class, String.class)
                        .reservedConcurrency(-1)))
                .isEqualTo(Refusal.wrongForm(
                        "reservedConcurrentExecutions", -1, "Member must have value greater than or equal to 0"));
    }
}
