package io.faas4j.functions;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deleting a function takes everything of it but what runs. */
@Rule("FN-13")
class FunctionDeletionTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .build();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    void versions_and_aliases_go_with_the_function() {
        faas.deploy(answering("fn", "first"));
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1"));

        faas.functions().delete("fn");

        assertThat(faas.functions().list()).isEmpty();
        assertThat(Refusal.of(() -> faas.functions().get("fn")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn"));
        assertThat(Refusal.of(() -> faas.functions().get("fn:1")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:1"));
        assertThat(Refusal.of(() -> faas.functions().aliases().get("fn", "live")))
                .isEqualTo(Refusal.notFound("Cannot find alias arn: " + ARN + "fn:live"));
        assertThat(Refusal.of(() -> faas.invoke("fn:live", "event", String.class)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:live"));
    }

    @Test
    void an_invocation_that_runs_is_allowed_to_finish() {
        Gate gate = new Gate("finished");
        faas.deploy(gate.as("fn"));
        Gate.Held running = gate.hold(faas, "fn");

        faas.functions().delete("fn");

        assertThat(running.isRunning()).isTrue();
        assertThat(faas.concurrentExecutions()).isEqualTo(1);
        assertThat(running.letGo().payload()).isEqualTo("finished");
        assertThat(faas.concurrentExecutions()).isZero();
    }

    @Test
    void a_recreated_function_serves_beside_an_invocation_of_the_deleted_one() {
        Gate old = new Gate("old");
        faas.deploy(old.as("fn"));
        Gate.Held running = old.hold(faas, "fn");

        faas.functions().delete("fn");
        faas.functions().create(answering("fn", "new"));

        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("new");
        assertThat(running.letGo().payload()).isEqualTo("old");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("new");
    }

    @Test
    void a_recreated_function_has_no_versions_and_aliases_of_the_deleted_one() {
        faas.deploy(answering("fn", "first"));
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1"));

        faas.functions().delete("fn");
        faas.deploy(answering("fn", "second"));

        assertThat(faas.functions().listVersions("fn")).hasSize(1);
        assertThat(faas.functions().aliases().list("fn")).isEmpty();
        assertThat(Refusal.of(() -> faas.invoke("fn:1", "event", String.class)))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:1"));
    }

    @Test
    void a_handle_finds_nothing_while_the_function_is_deleted_and_the_new_one_afterwards() {
        faas.deploy(answering("fn", "first"));
        FunctionHandle<String, String> handle = faas.function("fn", String.class, String.class);
        assertThat(handle.invoke("event")).isEqualTo("first");

        faas.functions().delete("fn");
        assertThat(Refusal.of(() -> handle.invoke("event")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:$LATEST"));

        faas.deploy(answering("fn", "second"));
        assertThat(handle.invoke("event")).isEqualTo("second");
    }

    @Test
    void a_handle_of_an_alias_needs_the_alias_again() {
        faas.deploy(answering("fn", "first"));
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1"));
        FunctionHandle<String, String> handle = faas.function("fn:live", String.class, String.class);
        assertThat(handle.invoke("event")).isEqualTo("first");

        faas.functions().delete("fn");
        faas.deploy(answering("fn", "second"));
        assertThat(Refusal.of(() -> handle.invoke("event")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "fn:live"));

        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("2"));
        assertThat(handle.invoke("event")).isEqualTo("second");
    }

    @Test
    void the_reservation_of_a_deleted_function_is_free_again() {
        FunctionDefinition<String, String> greedy = FunctionDefinition.builder("greedy", String.class, String.class)
                .handler((event, context) -> event)
                .reservedConcurrency(900)
                .build();
        faas.deploy(greedy);
        faas.deploy(answering("other", "here"));
        assertThat(Refusal.of(() -> faas.functions().putConcurrency("other", 1)).status())
                .isEqualTo(400);

        faas.functions().delete("greedy");

        faas.functions().putConcurrency("other", 900);
        assertThat(faas.functions().getConcurrency("other")).hasValue(900);
    }
}
