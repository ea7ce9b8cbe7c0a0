package io.faas4j.functions.aliases;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Routing;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An alias that sends a share of its invocations to a second version. */
class WeightedRoutingTest {

    private static final int DRAWS = 20_000;

    private final Faas faas = faas(7);

    private static Faas faas(long seed) {
        return Faas.builder()
                .time(VirtualTime.create())
                .random(RandomSource.seeded(seed))
                .build();
    }

    @BeforeEach
    void publish() {
        publishTwo(faas);
    }

    @AfterEach
    void close() {
        faas.close();
    }

    private static void publishTwo(Faas faas) {
        faas.deploy(answering("fn", "1"));
        faas.publish("fn");
        faas.deploy(answering("fn", "2"));
        faas.publish("fn");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
    @Rule("ALIAS-5")
    void the_weighted_version_gets_its_share_and_the_primary_one_the_rest(double weight) {
        FunctionHandle<String, String> live = live(faas, weight);

        long onSecond = draw(live).filter("2"::equals).count();

        // Five standard deviations: the seed is fixed, so this holds always or never.
        assertThat(onSecond / (double) DRAWS).isCloseTo(weight, within(5 * Math.sqrt(weight * (1 - weight) / DRAWS)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 1.0})
    @Rule("ALIAS-5")
    void weight_0_means_never_and_weight_1_always(double weight) {
        FunctionHandle<String, String> live = live(faas, weight);

        assertThat(draw(live).distinct()).containsExactly(weight == 0.0 ? "1" : "2");
    }

    @Test
    @Rule("ALIAS-5")
    void each_draw_is_independent_of_the_one_before() {
        List<String> drawn = draw(live(faas, 0.5)).toList();

        long same = IntStream.range(1, DRAWS)
                .filter(i -> drawn.get(i).equals(drawn.get(i - 1)))
                .count();

        assertThat(same / (double) DRAWS).isCloseTo(0.5, within(0.02));
    }

    @Test
    @Rule("ALIAS-5")
    void a_draw_does_not_stick_to_a_payload_a_thread_or_a_way_of_invoking() {
        FunctionHandle<String, String> live = live(faas, 0.5);

        assertThat(IntStream.range(0, 100).mapToObj(i -> live.invoke("same")).distinct())
                .containsExactlyInAnyOrder("1", "2");
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> faas.invoke("fn:live", "same", String.class))
                        .distinct())
                .containsExactlyInAnyOrder("1", "2");
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> faas.invoke(InvocationRequest.of("fn:live", "\"same\""))
                                .payloadAsText())
                        .distinct())
                .containsExactlyInAnyOrder("\"1\"", "\"2\"");
    }

    @Test
    @Rule("ALIAS-5")
    void the_same_seed_draws_the_same_versions() {
        try (Faas twin = faas(7);
                Faas stranger = faas(8)) {
            publishTwo(twin);
            publishTwo(stranger);

            List<String> drawn = draw(live(faas, 0.5)).limit(200).toList();

            assertThat(draw(live(twin, 0.5)).limit(200).toList()).isEqualTo(drawn);
            assertThat(draw(live(stranger, 0.5)).limit(200).toList()).isNotEqualTo(drawn);
        }
    }

    @Test
    @Rule("ALIAS-5")
    void a_changed_weight_holds_for_the_next_invocation() {
        FunctionHandle<String, String> live = live(faas, 0.0);
        assertThat(live.invoke("event")).isEqualTo("1");

        faas.alias("fn", AliasSpec.of("live").routing(Routing.to("2", 1.0)));
        assertThat(live.invoke("event")).isEqualTo("2");

        faas.alias("fn", AliasSpec.of("live").routing(Routing.NONE));
        assertThat(live.invoke("event")).isEqualTo("1");
    }

    @Test
    @Rule("ALIAS-7")
    void the_executed_version_is_the_drawn_one_and_the_invoked_arn_keeps_the_alias() {
        FunctionDefinition<String, String> telling = FunctionDefinition.of(
                "fn",
                String.class,
                String.class,
                (event, context) -> context.functionVersion() + " " + context.invokedFunctionArn());
        faas.deploy(telling);
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1").routing(Routing.to("3", 1.0)));

        InvocationResult<String> result = faas.call("fn:live", "event", String.class);
        InvocationResponse response = faas.invoke(InvocationRequest.of("fn:live", "\"event\""));

        String told = "3 arn:aws:lambda:local-1:000000000000:function:fn:live";
        assertThat(result.executedVersion()).isEqualTo("3");
        assertThat(result.payload()).isEqualTo(told);
        assertThat(response.executedVersion()).contains("3");
        assertThat(response.payloadAsText()).isEqualTo('"' + told + '"');
    }

    @Test
    @Rule("ALIAS-7")
    void the_executed_version_is_the_one_that_answered_in_each_invocation() {
        FunctionHandle<String, String> live = live(faas, 0.5);

        assertThat(IntStream.range(0, 500).mapToObj(i -> live.call("event")))
                .allSatisfy(result -> assertThat(result.payload()).isEqualTo(result.executedVersion()));
    }

    private static FunctionHandle<String, String> live(Faas faas, double weight) {
        faas.alias("fn", AliasSpec.of("live").version("1").routing(Routing.to("2", weight)));
        return faas.function("fn:live", String.class, String.class);
    }

    private static Stream<String> draw(FunctionHandle<String, String> live) {
        return IntStream.range(0, DRAWS).mapToObj(i -> String.valueOf(live.invoke("event")));
    }
}
