package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.faas4j.Faas;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.StoreException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Routing;
import io.faas4j.jdbc.FaultyDatabase.Fault;
import io.faas4j.rules.Rule;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is set of functions at run time, and comes back with the next process that registers them. */
abstract class LastValuesContract {

    private static final EventInvokeConfig CONFIG = EventInvokeConfig.create()
            .maximumRetryAttempts(1)
            .maximumEventAge(Duration.ofSeconds(90))
            .onFailure(DestinationRef.queue("failures"))
            .neverRetry(IllegalArgumentException.class);

    private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();
    private FaultyDatabase database;
    private Faas faas;

    /** The same database each time. */
    abstract Database database();

    @BeforeEach
    void start() {
        warnings.start();
        logger().addAppender(warnings);
        open(true);
        register();
    }

    @AfterEach
    void close() {
        logger().detachAppender(warnings);
        database.is(Fault.NONE);
        faas.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.faas4j.runtime.registry.Restoration");
    }

    private void open(boolean keeps) {
        database = new FaultyDatabase(database());
        faas = Faas.builder()
                .durable(JdbcStore.of(() -> database))
                .keepLastValues(keeps)
                .build();
    }

    /** As an application does when it starts: two versions, and an alias that leads to the first. */
    private void register() {
        for (String greeting : new String[] {"Hello", "Hi"}) {
            deploy(greeting);
            faas.publish("greet");
        }
        faas.alias("greet", AliasSpec.of("live").version("1"));
    }

    private void deploy(String greeting) {
        faas.deploy(FunctionDefinition.of("greet", String.class, String.class, (name, context) -> greeting + name));
    }

    private void restart() {
        faas.close();
        open(true);
        register();
    }

    @Test
    @Rule("ALIAS-8")
    void an_alias_is_what_it_was_changed_to_last() {
        faas.alias(
                "greet",
                AliasSpec.of("live").version("2").routing(Routing.to("1", 0.3)).description("shifting"));

        restart();

        assertThat(faas.functions().aliases().get("greet", "live")).satisfies(alias -> {
            assertThat(alias.functionVersion()).isEqualTo("2");
            assertThat(alias.routing().additionalVersionWeights()).containsExactlyEntriesOf(java.util.Map.of("1", 0.3));
            assertThat(alias.description()).isEqualTo("shifting");
        });
        faas.alias("greet", AliasSpec.of("live").routing(Routing.NONE));
        restart();
        assertThat(faas.functions().aliases().get("greet", "live").routing().isNone())
                .isTrue();
        assertThat(warnings.list).isEmpty();
    }

    @Test
    void an_alias_that_was_not_changed_is_what_the_application_says() {
        faas.close();
        open(true);
        deploy("Hello");
        faas.publish("greet");
        faas.alias("greet", AliasSpec.of("live").version("$LATEST"));

        assertThat(faas.functions().aliases().get("greet", "live").functionVersion())
                .isEqualTo("$LATEST");
    }

    @Test
    void an_alias_whose_version_is_not_there_is_what_the_application_says_and_comes_back_when_it_is() {
        faas.alias("greet", AliasSpec.of("live").version("2"));
        faas.close();
        open(true);
        deploy("Hello");
        faas.publish("greet");
        faas.alias("greet", AliasSpec.of("live").version("1"));

        assertThat(faas.functions().aliases().get("greet", "live").functionVersion())
                .isEqualTo("1");
        assertThat(warnings.list)
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.getFormattedMessage()).contains("greet:live", "\"functionVersion\":\"2\""));
        restart();
        assertThat(faas.functions().aliases().get("greet", "live").functionVersion())
                .isEqualTo("2");
    }

    @Test
    @Rule({"CONC-2", "CONC-4"})
    void reserved_concurrency_comes_back_with_the_function() {
        faas.functions().putConcurrency("greet", 7);
        restart();
        assertThat(faas.functions().getConcurrency("greet")).hasValue(7);

        faas.functions().deleteConcurrency("greet");
        restart();
        assertThat(faas.functions().getConcurrency("greet")).isEmpty();
    }

    @Test
    void provisioned_concurrency_comes_back_with_its_version_or_alias() {
        faas.functions().provisioned().put("greet:2", 3);
        faas.functions().provisioned().put("greet:live", 2);

        restart();

        assertThat(faas.functions().provisioned().get("greet:2").requested()).isEqualTo(3);
        assertThat(faas.functions().provisioned().get("greet:live").requested()).isEqualTo(2);
        faas.functions().provisioned().delete("greet:2");
        restart();
        assertThat(faas.functions().provisioned().list("greet")).hasSize(1);
    }

    @Test
    @Rule({"ASYNC-10", "ASYNC-13"})
    void what_holds_for_events_comes_back_with_its_function_version_or_alias() {
        faas.queues().create("failures");
        for (String reference : new String[] {"greet", "greet:1", "greet:live"}) {
            faas.eventInvokeConfigs().put(reference, CONFIG);
        }

        restart();

        assertThat(faas.eventInvokeConfigs().list("greet"))
                .hasSize(3)
                .allSatisfy(config -> assertThat(config.config()).isEqualTo(CONFIG));
        faas.eventInvokeConfigs().delete("greet:1");
        restart();
        assertThatThrownBy(() -> faas.eventInvokeConfigs().get("greet:1"))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void what_is_deleted_takes_its_values_along() {
        faas.alias("greet", AliasSpec.of("live").version("2"));
        faas.functions().putConcurrency("greet", 7);
        faas.functions().aliases().delete("greet", "live");
        faas.alias("greet", AliasSpec.of("live").version("1"));
        restart();
        assertThat(faas.functions().aliases().get("greet", "live").functionVersion())
                .isEqualTo("1");

        faas.functions().delete("greet");
        faas.close();
        open(true);
        deploy("Hello");
        assertThat(faas.functions().getConcurrency("greet")).isEmpty();
    }

    @Test
    void nothing_is_kept_or_brought_back_unless_it_is_asked_for() {
        faas.functions().putConcurrency("greet", 7);
        faas.close();
        open(false);
        register();
        assertThat(faas.functions().getConcurrency("greet")).isEmpty();
        faas.functions().putConcurrency("greet", 8);

        restart();

        assertThat(faas.functions().getConcurrency("greet")).hasValue(7);
        assertThatThrownBy(() -> Faas.builder().keepLastValues(true).build())
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("durable");
    }

    @Test
    void what_cannot_be_stored_holds_in_this_process_and_is_told() {
        database.is(Fault.AWAY);

        assertThatThrownBy(() -> faas.functions().putConcurrency("greet", 7))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("holds in this process");

        assertThat(faas.functions().getConcurrency("greet")).hasValue(7);
    }
}
