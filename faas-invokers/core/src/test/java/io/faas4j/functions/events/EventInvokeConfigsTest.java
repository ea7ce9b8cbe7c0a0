package io.faas4j.functions.events;

import static io.faas4j.functions.Gate.answering;
import static io.faas4j.functions.Refusal.invalidValue;
import static io.faas4j.functions.Refusal.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.FunctionEventInvokeConfig;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionRef;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.registry.EventInvokeConfigs;
import io.faas4j.runtime.registry.Route;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is configured for events, by which name, and how long. */
class EventInvokeConfigsTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";
    private static final EventInvokeConfig ONCE = EventInvokeConfig.create().maximumRetryAttempts(0);
    private static final EventInvokeConfig TWICE = EventInvokeConfig.create().maximumRetryAttempts(1);

    private final TestFaas faas = TestFaas.create();
    private final EventInvokeConfigs configs = faas.faas().functions().eventInvokeConfigs();

    @BeforeEach
    void publish() {
        faas.faas().deploy(answering("fn", "one"));
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));
        faas.faas().deploy(answering("audit", "heard"));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    private static Refusal nothingFor(String name) {
        return notFound("The function " + ARN + name + " doesn't have an EventInvokeConfig");
    }

    // ---- putting and updating --------------------------------------------------------------------------------------

    @Test
    @Rule("ASYNC-10")
    void a_put_replaces_everything() {
        configs.put("fn:live", ONCE.onFailure(DestinationRef.queue("failures")));
        configs.put("fn:live", EventInvokeConfig.create().maximumEventAge(Duration.ofMinutes(1)));

        EventInvokeConfig read = configs.get("fn:live").config();

        assertThat(read.maximumEventAge()).contains(Duration.ofMinutes(1));
        assertThat(read.maximumRetryAttempts()).isEmpty();
        assertThat(read.onFailure()).isEmpty();
    }

    @Test
    @Rule("ASYNC-10")
    void an_update_keeps_what_it_does_not_say() {
        configs.put("fn:live", ONCE.onFailure(DestinationRef.queue("failures")));

        FunctionEventInvokeConfig updated =
                configs.update("fn:live", EventInvokeConfig.create().maximumEventAge(Duration.ofMinutes(1)));

        assertThat(updated.config())
                .isEqualTo(ONCE.onFailure(DestinationRef.queue("failures")).maximumEventAge(Duration.ofMinutes(1)));
        assertThat(configs.get("fn:live")).isEqualTo(updated);
    }

    @Test
    @Rule("ASYNC-10")
    void a_put_of_nothing_is_refused_and_leaves_what_was_there() {
        configs.put("fn", ONCE);

        assertThat(Refusal.of(() -> configs.put("fn", EventInvokeConfig.create())))
                .isEqualTo(invalidValue("You must specify at least one of error handling or destination setting."));
        assertThat(configs.get("fn").config()).isEqualTo(ONCE);
    }

    @Test
    @Rule("ASYNC-11")
    void a_destination_without_a_place_is_taken_and_reads_as_none() {
        configs.put("fn", EventInvokeConfig.create().onSuccess(null));

        assertThat(configs.get("fn").config().onSuccess()).isEmpty();
    }

    @Test
    @Rule("ASYNC-11")
    void reads_show_the_arn_with_its_qualifier_and_when_it_was_changed() {
        faas.advanceMillis(1500);
        FunctionEventInvokeConfig put = configs.put("fn", ONCE);

        faas.advanceMillis(500);
        FunctionEventInvokeConfig updated = configs.update("fn:$LATEST", TWICE);

        assertThat(put.functionArn()).isEqualTo(ARN + "fn:$LATEST");
        assertThat(updated.functionArn()).isEqualTo(ARN + "fn:$LATEST");
        assertThat(Duration.between(put.lastModified(), updated.lastModified())).isEqualTo(Duration.ofMillis(500));
        assertThat(configs.put(ARN + "fn:live", ONCE).functionArn()).isEqualTo(ARN + "fn:live");
    }

    // ---- names -----------------------------------------------------------------------------------------------------

    @Test
    @Rule("ASYNC-13")
    void a_configuration_holds_for_exactly_its_qualifier() {
        configs.put("fn", ONCE);

        assertThat(configs.get("fn:$LATEST").config()).isEqualTo(ONCE);
        assertThat(configured("fn")).isTrue();
        assertThat(configured("fn:1")).isFalse();
        assertThat(configured("fn:live")).isFalse();
        assertThat(Refusal.of(() -> configs.get("fn:live"))).isEqualTo(nothingFor("fn:live"));
        assertThat(Refusal.of(() -> configs.get("fn:1"))).isEqualTo(nothingFor("fn:1"));
    }

    private boolean configured(String function) {
        return faas.faas().functions().route(FunctionRef.parse(function)).eventInvokeConfig() != null;
    }

    @Test
    @Rule("ASYNC-13")
    void the_way_to_a_function_shows_each_change_at_once() {
        Route route = faas.faas().functions().route(FunctionRef.parse("fn:live"));
        assertThat(route.eventInvokeConfig()).isNull();

        FunctionEventInvokeConfig put = configs.put("fn:live", ONCE);
        assertThat(route.eventInvokeConfig()).isSameAs(put);

        FunctionEventInvokeConfig updated = configs.update("fn:live", TWICE);
        assertThat(route.eventInvokeConfig()).isSameAs(updated);

        configs.delete("fn:live");
        assertThat(route.eventInvokeConfig()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"fn, fn:$LATEST", "fn:1, fn:1", "fn:live, fn:live", "missing, missing:$LATEST", "fn:none, fn:none"})
    @Rule({"ID-7", "ASYNC-10"})
    void what_is_not_configured_cannot_be_read_or_deleted(String function, String named) {
        assertThat(Refusal.of(() -> configs.get(function))).isEqualTo(nothingFor(named));
        assertThat(Refusal.of(() -> configs.delete(function))).isEqualTo(nothingFor(named));
    }

    @Test
    @Rule({"ID-7", "ASYNC-10"})
    void what_is_not_configured_cannot_be_updated() {
        assertThat(Refusal.of(() -> configs.update("fn", ONCE))).isEqualTo(nothingFor("fn:$LATEST"));
        assertThat(Refusal.of(() -> configs.update("fn:live", ONCE))).isEqualTo(nothingFor("fn:live"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "missing:live", "fn:none", "fn:7"})
    @Rule("ID-7")
    void nothing_is_configured_for_a_function_that_is_not_there(String function) {
        Refusal refusal = notFound("The function doesn't exist.");

        assertThat(Refusal.of(() -> configs.put(function, ONCE))).isEqualTo(refusal);
        assertThat(Refusal.of(() -> configs.update(function, ONCE))).isEqualTo(refusal);
    }

    @Test
    void all_of_a_function_are_listed_by_name() {
        configs.put("fn:live", ONCE);
        configs.put("fn", TWICE);
        configs.put("fn:1", ONCE);
        configs.put("audit", ONCE);

        assertThat(configs.list("fn"))
                .extracting(FunctionEventInvokeConfig::functionArn)
                .containsExactly(ARN + "fn:$LATEST", ARN + "fn:1", ARN + "fn:live");
    }

    @Test
    @Rule({"ID-7", "ID-9"})
    void a_list_is_of_a_whole_function_that_is_there() {
        assertThat(configs.list("fn")).isEmpty();
        assertThat(Refusal.of(() -> configs.list("missing"))).isEqualTo(notFound("The function doesn't exist."));
        assertThat(Refusal.of(() -> configs.list("fn:live")).code()).isEqualTo("InvalidParameterValueException");
    }

    // ---- how long --------------------------------------------------------------------------------------------------

    @Test
    @Rule("VER-9")
    void a_new_version_has_none() {
        configs.put("fn", ONCE);
        faas.faas().deploy(answering("fn", "two"));

        faas.faas().publish("fn");

        assertThat(Refusal.of(() -> configs.get("fn:2"))).isEqualTo(nothingFor("fn:2"));
        assertThat(configs.get("fn").config()).isEqualTo(ONCE);
    }

    @Test
    void it_goes_with_its_alias_and_its_version() {
        configs.put("fn:live", ONCE);
        configs.put("fn:1", ONCE);
        Route live = faas.faas().functions().route(FunctionRef.parse("fn:live"));

        faas.faas().functions().aliases().delete("fn", "live");
        faas.faas().functions().delete("fn:1");
        faas.faas().alias("fn", AliasSpec.of("live").version("$LATEST"));

        assertThat(live.eventInvokeConfig()).isNull();
        assertThat(Refusal.of(() -> configs.get("fn:live"))).isEqualTo(nothingFor("fn:live"));
        assertThat(Refusal.of(() -> configs.get("fn:1"))).isEqualTo(nothingFor("fn:1"));
    }

    @Test
    void it_stays_when_its_alias_moves() {
        configs.put("fn:live", ONCE);

        faas.faas().alias("fn", AliasSpec.of("live").version("$LATEST"));

        assertThat(configs.get("fn:live").config()).isEqualTo(ONCE);
    }

    @Test
    @Rule("FN-13")
    void it_goes_with_its_function() {
        configs.put("fn", ONCE);

        faas.faas().functions().delete("fn");
        faas.faas().deploy(answering("fn", "new"));

        assertThat(Refusal.of(() -> configs.get("fn"))).isEqualTo(nothingFor("fn:$LATEST"));
    }

    // ---- destinations ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"fn", "fn:live", "fn:$LATEST", "arn:aws:lambda:local-1:000000000000:function:fn"})
    @Rule("ASYNC-12")
    void a_function_is_no_destination_for_itself(String itself) {
        Refusal refusal = invalidValue("You can't specify the function as a destination for itself.");
        DestinationRef destination = DestinationRef.function(itself);

        assertThat(Refusal.of(() -> configs.put("fn:1", ONCE.onSuccess(destination))))
                .isEqualTo(refusal);
        assertThat(Refusal.of(() -> configs.put("fn:1", ONCE.onFailure(destination))))
                .isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "audit:none"})
    @Rule("ASYNC-12")
    void a_function_that_is_a_destination_is_there(String missing) {
        configs.put("fn", ONCE);
        EventInvokeConfig wrong = EventInvokeConfig.create().onFailure(DestinationRef.function(missing));
        Refusal refusal = invalidValue("The destination ARN " + ARN + missing + " is invalid.");

        assertThat(Refusal.of(() -> configs.put("fn", wrong))).isEqualTo(refusal);
        assertThat(Refusal.of(() -> configs.update("fn", wrong))).isEqualTo(refusal);
        assertThat(configs.get("fn").config()).isEqualTo(ONCE);
    }

    @Test
    @Rule({"ASYNC-9", "ASYNC-12"})
    void a_bucket_is_for_failures_only() {
        DestinationRef bucket = DestinationRef.bucket("records");

        assertThat(Refusal.of(() -> configs.put("fn", ONCE.onSuccess(bucket))))
                .isEqualTo(invalidValue("The provided destination config DestinationConfig("
                        + "onSuccess=OnSuccess(destination=arn:aws:s3:::records), onFailure=null) is invalid."));
        assertThat(Refusal.of(() -> configs.put("fn", ONCE.onSuccess(bucket).onFailure(DestinationRef.queue("q")))))
                .isEqualTo(invalidValue("The provided destination config DestinationConfig("
                        + "onSuccess=OnSuccess(destination=arn:aws:s3:::records), "
                        + "onFailure=OnFailure(destination=arn:aws:sqs:local-1:000000000000:q)) is invalid."));
        assertThat(configs.put("fn", ONCE.onFailure(bucket)).config().onFailure())
                .contains(bucket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function:audit",
                "function:audit:$LATEST",
                "queue:q",
                "queue:q.fifo",
                "topic:t",
                "topic:t.fifo",
                "event-bus:b",
                "custom:c"
            })
    @Rule("ASYNC-9")
    void any_other_destination_is_for_both(String text) {
        DestinationRef destination = DestinationRef.parse(text);

        EventInvokeConfig config = configs.put("fn", ONCE.onSuccess(destination).onFailure(destination))
                .config();

        assertThat(config.onSuccess()).contains(destination);
        assertThat(config.onFailure()).contains(destination);
    }
}
