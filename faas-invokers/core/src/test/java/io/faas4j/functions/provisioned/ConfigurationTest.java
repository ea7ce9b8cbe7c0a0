package io.faas4j.functions.provisioned;

import static io.faas4j.functions.Gate.answering;
import static io.faas4j.functions.Refusal.conflict;
import static io.faas4j.functions.Refusal.invalidValue;
import static io.faas4j.functions.Refusal.notFound;
import static io.faas4j.functions.Refusal.wrongForm;
import static io.faas4j.functions.provisioned.Provisioned.now;
import static io.faas4j.functions.provisioned.Provisioned.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Routing;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.registry.ProvisionedRegistry;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be asked for, by which name. The runtime has 20 places, 5 of which stay unreserved. */
class ConfigurationTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .concurrency(20)
            .unreservedMinimum(5)
            .build();
    private final ProvisionedRegistry provisioned = faas.functions().provisioned();

    @BeforeEach
    void publish() {
        faas.deploy(answering("fn", "one"));
        faas.publish("fn");
        faas.deploy(answering("fn", "two"));
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1"));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    // ---- what has one ----------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-6")
    void only_a_published_version_or_an_alias_has_provisioned_concurrency() {
        Refusal unpublished =
                invalidValue("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        Refusal neither = invalidValue("The function resource provided must be an alias or a published version.");
        faas.alias("fn", AliasSpec.of("latest").version("$LATEST"));

        assertThat(Refusal.of(() -> provisioned.put("fn:$LATEST", 1))).isEqualTo(unpublished);
        assertThat(Refusal.of(() -> provisioned.put("fn", 1))).isEqualTo(unpublished);
        assertThat(Refusal.of(() -> provisioned.put("fn:latest", 1))).isEqualTo(unpublished);
        assertThat(Refusal.of(() -> provisioned.get("fn:$LATEST"))).isEqualTo(neither);
        assertThat(Refusal.of(() -> provisioned.delete("fn"))).isEqualTo(neither);
    }

    @Test
    @Rule("CONC-6")
    void at_least_one_context_is_asked_for() {
        assertThat(Refusal.of(() -> provisioned.put("fn:1", 0)))
                .isEqualTo(wrongForm(
                        "provisionedConcurrentExecutions", 0, "Member must have value greater than or equal to 1"));
    }

    @Test
    @Rule({"CONC-6", "CONC-12"})
    void alias_with_provisioned_concurrency_does_not_move_to_the_unpublished_version() {
        Provisioned.put(faas, "fn:live", 2);

        assertThat(Refusal.of(() -> faas.alias("fn", AliasSpec.of("live").version("$LATEST"))))
                .isEqualTo(invalidValue(
                        "Provisioned Concurrency Configs cannot be applied to unpublished function versions."));
        assertThat(now(faas, "fn:live")).isEqualTo(ready(2));
        assertThat(faas.functions().aliases().get("fn", "live").functionVersion())
                .isEqualTo("1");
    }

    @Test
    @Rule("CONC-10")
    void version_and_its_alias_do_not_both_have_provisioned_concurrency() {
        Provisioned.put(faas, "fn:1", 1);
        Provisioned.put(faas, "fn:2", 1);
        assertThat(Refusal.of(() -> provisioned.put("fn:live", 1))).isEqualTo(alreadyProvisioned());
        provisioned.delete("fn:1");

        Provisioned.put(faas, "fn:live", 1);

        assertThat(Refusal.of(() -> provisioned.put("fn:1", 1)))
                .isEqualTo(conflict("Version is pointed by a Provisioned Concurrency alias"));
        faas.alias("fn", AliasSpec.of("other").version("1"));
        assertThat(Refusal.of(() -> provisioned.put("fn:other", 1))).isEqualTo(alreadyProvisioned());
        assertThat(Refusal.of(() -> faas.alias("fn", AliasSpec.of("live").version("2"))))
                .isEqualTo(alreadyProvisioned());
        assertThat(Refusal.of(() -> faas.alias("fn", AliasSpec.of("live").routing(Routing.to("2", 0.5)))))
                .isEqualTo(alreadyProvisioned());
    }

    private static Refusal alreadyProvisioned() {
        return conflict(
                "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
    }

    @Test
    @Rule("CONC-11")
    void configuration_of_an_alias_is_not_read_by_its_version() {
        Provisioned.put(faas, "fn:live", 1);

        assertThat(Refusal.of(() -> provisioned.get("fn:1"))).isEqualTo(none());
    }

    private static Refusal none() {
        return new Refusal(
                "ProvisionedConcurrencyConfigNotFoundException",
                404,
                "No Provisioned Concurrency Config found for this function");
    }

    @Test
    @Rule("CONC-13")
    void provisioned_concurrency_is_not_edited_while_an_alias_has_routing() {
        Provisioned.put(faas, "fn:live", 2);
        faas.alias("fn", AliasSpec.of("live").routing(Routing.to("2", 0.5)));

        assertThat(Refusal.of(() -> provisioned.put("fn:live", 3)))
                .isEqualTo(invalidValue("Alias with weights can not be used with Provisioned Concurrency"));
    }

    // ---- limits ----------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-14")
    void with_a_reservation_all_configurations_together_are_within_it() {
        faas.functions().putConcurrency("fn", 5);
        Provisioned.put(faas, "fn:1", 3);
        Refusal overReservation = invalidValue(
                "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function");

        assertThat(Refusal.of(() -> provisioned.put("fn:2", 3))).isEqualTo(overReservation);
        assertThat(Refusal.of(() -> provisioned.put("fn:1", 6))).isEqualTo(overReservation);

        Provisioned.put(faas, "fn:2", 2);
        assertThat(Refusal.of(() -> provisioned.put("fn:1", 4))).isEqualTo(overReservation);
        assertThat(now(faas, "fn:1")).isEqualTo(ready(3));
    }

    @Test
    @Rule("CONC-14")
    void without_a_reservation_what_is_unreserved_bounds_it_and_the_minimum_stays() {
        assertThat(Refusal.of(() -> provisioned.put("fn:1", 21)))
                .isEqualTo(
                        invalidValue(
                                "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [20]."));
        assertThat(Refusal.of(() -> provisioned.put("fn:1", 16)))
                .isEqualTo(invalidValue("Specified ConcurrentExecutions for function decreases account's "
                        + "UnreservedConcurrentExecution below its minimum value of [5]."));

        Provisioned.put(faas, "fn:1", 10);

        assertThat(Refusal.of(() -> provisioned.put("fn:2", 11)))
                .isEqualTo(
                        invalidValue(
                                "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [10]."));
        Provisioned.put(faas, "fn:2", 5);
    }

    @Test
    @Rule({"CONC-3", "CONC-18"})
    void reservation_of_another_function_leaves_the_minimum_besides_what_is_provisioned() {
        faas.deploy(answering("other", "other"));
        Provisioned.put(faas, "fn:1", 10);

        assertThat(Refusal.of(() -> faas.functions().putConcurrency("other", 6)))
                .isEqualTo(invalidValue("Specified ReservedConcurrentExecutions for function decreases account's "
                        + "UnreservedConcurrentExecution below its minimum value of [5]."));
        faas.functions().putConcurrency("other", 5);
    }

    @Test
    @Rule("CONC-5")
    void reservation_is_not_lower_than_all_provisioned_concurrency_of_the_function() {
        Provisioned.put(faas, "fn:1", 3);
        Provisioned.put(faas, "fn:2", 2);
        Refusal tooLow = invalidValue(
                " ReservedConcurrentExecutions  4 should not be lower than function's total provisioned concurrency [5].");

        assertThat(Refusal.of(() -> faas.functions().putConcurrency("fn", 4))).isEqualTo(tooLow);
        assertThat(Refusal.of(() -> faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                        .handler((event, context) -> "three")
                        .reservedConcurrency(4)
                        .build())))
                .isEqualTo(tooLow);
        assertThat(faas.functions().getConcurrency("fn")).isEmpty();

        faas.functions().putConcurrency("fn", 5);
    }

    // ---- reading and deleting --------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-15")
    void deleting_gives_everything_back_and_may_be_done_when_nothing_is_set() {
        provisioned.delete("fn:1");
        provisioned.delete("fn:live");
        Provisioned.put(faas, "fn:1", 15);

        provisioned.delete("fn:1");
        provisioned.delete("fn:1");

        assertThat(Refusal.of(() -> provisioned.get("fn:1"))).isEqualTo(none());
        Provisioned.put(faas, "fn:2", 15);
    }

    @Test
    @Rule({"CONC-15", "ID-7"})
    void unknown_version_alias_or_function_is_not_found() {
        assertThat(Refusal.of(() -> provisioned.delete("fn:3")))
                .isEqualTo(notFound("Function not found: " + ARN + "fn:3"));
        assertThat(Refusal.of(() -> provisioned.put("fn:3", 1)))
                .isEqualTo(notFound("Function not found: " + ARN + "fn:3"));
        assertThat(Refusal.of(() -> provisioned.get("fn:none")))
                .isEqualTo(notFound("Cannot find alias arn: " + ARN + "fn:none"));
        assertThat(Refusal.of(() -> provisioned.delete("none:live")))
                .isEqualTo(notFound("Cannot find alias arn: " + ARN + "none:live"));
        assertThat(Refusal.of(() -> provisioned.list("none")))
                .isEqualTo(notFound("Function not found: " + ARN + "none"));
    }

    @Test
    @Rule("CONC-15")
    void list_has_all_configurations_of_a_function_or_none() {
        assertThat(provisioned.list("fn")).isEmpty();
        Provisioned.put(faas, "fn:live", 2);
        Provisioned.put(faas, "fn:2", 1);

        assertThat(provisioned.list("fn"))
                .extracting(config -> config.function().toString())
                .containsExactly("fn:2", "fn:live");
    }

    @Test
    @Rule({"ALIAS-11", "CONC-15"})
    void deleted_alias_takes_its_provisioned_concurrency_with_it() {
        Provisioned.put(faas, "fn:live", 15);

        faas.functions().aliases().delete("fn", "live");

        assertThat(Refusal.of(() -> provisioned.get("fn:live")))
                .isEqualTo(notFound("Cannot find alias arn: " + ARN + "fn:live"));
        Provisioned.put(faas, "fn:1", 15);
    }

    @Test
    @Rule("CONC-15")
    void deleted_version_or_function_takes_its_provisioned_concurrency_with_it() {
        Provisioned.put(faas, "fn:2", 15);
        faas.functions().delete("fn:2");
        Provisioned.put(faas, "fn:1", 15);
        faas.functions().delete("fn");

        faas.deploy(answering("other", "other"));
        faas.publish("other");
        Provisioned.put(faas, "other:1", 15);
    }

    @Test
    @Rule("VER-9")
    void new_version_has_none_of_it() {
        Provisioned.put(faas, "fn:2", 1);
        faas.deploy(answering("fn", "three"));

        faas.publish("fn");

        assertThat(Refusal.of(() -> provisioned.get("fn:3"))).isEqualTo(none());
    }
}
