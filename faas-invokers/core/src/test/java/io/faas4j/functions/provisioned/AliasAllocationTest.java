package io.faas4j.functions.provisioned;

import static io.faas4j.functions.provisioned.Provisioned.failed;
import static io.faas4j.functions.provisioned.Provisioned.inProgress;
import static io.faas4j.functions.provisioned.Provisioned.now;
import static io.faas4j.functions.provisioned.Provisioned.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Routing;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Provisioned concurrency of an alias follows the alias. */
class AliasAllocationTest {

    private static final String PROVISIONED = "provisioned-concurrency";
    private static final String ON_DEMAND = "on-demand";

    private final TestFaas test = TestFaas.create();
    private final Faas faas = test.faas();
    private final Instances first = new Instances();
    private final Instances second = new Instances();

    @BeforeEach
    void publish() {
        faas.deploy(first.as("fn"));
        faas.publish("fn");
        faas.deploy(second.as("fn"));
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1"));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    @Rule("CONC-11")
    void contexts_of_an_alias_serve_the_bare_version_too() {
        Provisioned.put(faas, "fn:live", 1);

        assertThat(invoke("fn:live")).isEqualTo(PROVISIONED);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        assertThat(invoke("fn:2")).isEqualTo(ON_DEMAND);
    }

    @Test
    @Rule("CONC-12")
    void alias_does_not_move_to_a_version_that_can_have_no_provisioned_concurrency() {
        Provisioned.put(faas, "fn:live", 1);
        faas.deploy(second.builder("fn")
                .configure(settings -> settings.contextConcurrency(2))
                .build());
        faas.publish("fn");

        String refusal = "Provisioned Concurrency Configs cannot be applied to functions with a context concurrency of "
                + "more than 1.";
        assertThat(Refusal.of(
                        () -> faas.alias("fn", AliasSpec.of("live").version("3").routing(Routing.NONE))))
                .isEqualTo(Refusal.invalidValue(refusal));
        assertThat(Refusal.of(() -> faas.alias("fn", AliasSpec.of("live").routing(Routing.to("3", 0.1)))))
                .isEqualTo(Refusal.invalidValue(refusal));
        assertThat(now(faas, "fn:live")).isEqualTo(ready(1));
        assertThat(invoke("fn:live")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule({"CONC-12", "CONC-8"})
    void alias_that_moves_is_warmed_at_its_new_version_while_the_old_one_runs_on_demand() {
        Provisioned.put(faas, "fn:live", 2);
        Gate.Held running = first.gate().hold(faas, "fn:live");
        CountDownLatch inits = second.holdInits();

        faas.alias("fn", AliasSpec.of("live").version("2"));

        assertThat(now(faas, "fn:live")).isEqualTo(inProgress(2));
        assertThat(invoke("fn:live")).isEqualTo(ON_DEMAND);
        assertThat(invoke("fn:1")).isEqualTo(ON_DEMAND);
        inits.countDown();
        Provisioned.await(faas, "fn:live", ready(2));
        assertThat(invoke("fn:live")).isEqualTo(PROVISIONED);
        assertThat(running.letGo().payload()).isEqualTo(PROVISIONED);
        Threads.until(() -> first.closed() == 2);
    }

    @Test
    @Rule({"CONC-12", "CONC-17"})
    void move_within_a_reservation_that_is_all_provisioned_throttles_nobody_while_the_new_version_is_warmed() {
        faas.functions().putConcurrency("fn", 2);
        Provisioned.put(faas, "fn:live", 2);
        CountDownLatch inits = second.holdInits();

        faas.alias("fn", AliasSpec.of("live").version("2"));

        assertThat(invoke("fn:live")).isEqualTo(ON_DEMAND);
        inits.countDown();
        Provisioned.await(faas, "fn:live", ready(2));
        assertThat(invoke("fn:live")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule("CONC-12")
    void move_to_a_version_that_cannot_be_initialised_fails_and_runs_on_demand() {
        Provisioned.put(faas, "fn:live", 2);
        second.failFirst(Integer.MAX_VALUE);

        faas.alias("fn", AliasSpec.of("live").version("2"));

        Provisioned.await(faas, "fn:live", failed(2));
        assertThat(invoke("fn:live")).isEqualTo(ON_DEMAND);
        faas.alias("fn", AliasSpec.of("live").version("1"));
        Provisioned.await(faas, "fn:live", ready(2));
        assertThat(invoke("fn:live")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule("CONC-12")
    void change_of_an_alias_that_moves_nothing_leaves_its_contexts_alone() {
        Provisioned.put(faas, "fn:live", 2);

        faas.alias("fn", AliasSpec.of("live").description("as before"));

        assertThat(now(faas, "fn:live")).isEqualTo(ready(2));
        assertThat(first.made()).isEqualTo(2);
    }

    @Test
    @Rule("CONC-13")
    void weights_split_the_contexts_over_both_versions() {
        Provisioned.put(faas, "fn:live", 10);

        faas.alias("fn", AliasSpec.of("live").routing(Routing.to("2", 0.3)));

        Provisioned.await(faas, "fn:live", ready(10));
        assertThat(provisionedOf(first, "fn:1", 8)).isEqualTo(7);
        assertThat(provisionedOf(second, "fn:2", 8)).isEqualTo(3);
        assertThat(first.made()).as("kept, and one on demand").isEqualTo(11);

        faas.alias("fn", AliasSpec.of("live").routing(Routing.NONE));
        Provisioned.await(faas, "fn:live", ready(10));
        assertThat(provisionedOf(first, "fn:1", 10)).isEqualTo(10);
    }

    private long provisionedOf(Instances instances, String version, int invocations) {
        List<Gate.Held> running = Stream.generate(() -> instances.gate().hold(faas, version))
                .limit(invocations)
                .toList();
        return running.stream()
                .filter(held -> PROVISIONED.equals(held.letGo().payload()))
                .count();
    }

    private String invoke(String function) {
        String answer = faas.invoke(function, "event", String.class);
        return answer == null ? "" : answer;
    }
}
