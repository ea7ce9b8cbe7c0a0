package io.faas4j.functions.provisioned;

import static io.faas4j.functions.Refusal.wrongForm;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Prewarm;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.registry.ProvisionedRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On-demand contexts are initialised ahead of the next burst. */
class PrewarmTest {

    private final TestFaas test =
            TestFaas.with(builder -> builder.concurrency(10).unreservedMinimum(0));
    private final Faas faas = test.faas();
    private final ProvisionedRegistry provisioned = faas.functions().provisioned();
    private final Gate gate = new Gate("done");
    private final AtomicInteger made = new AtomicInteger();
    private volatile int failAfter = Integer.MAX_VALUE;

    @BeforeEach
    void deploy() {
        faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                .handlerFactory(init -> {
                    if (made.incrementAndGet() > failAfter) {
                        throw new IllegalStateException("no more");
                    }
                    return gate;
                })
                .build());
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    @Rule("CTX-15")
    void as_many_contexts_are_made_ahead_as_the_last_interval_had_cold_starts() {
        provisioned.prewarm("fn", Prewarm.upTo(5));
        List<Gate.Held> burst = hold(3);

        test.advance(Duration.ofSeconds(1));

        Threads.until(() -> made.get() == 6);
        List<Gate.Held> next = hold(3);
        assertThat(made).hasValue(6);
        Stream.of(burst, next).flatMap(List::stream).forEach(Gate.Held::letGo);
        test.advance(Duration.ofSeconds(10));
        assertThat(made).hasValue(6);
    }

    @Test
    void contexts_that_are_idle_again_count() {
        provisioned.prewarm("fn", Prewarm.upTo(5));
        hold(3).forEach(Gate.Held::letGo);

        test.advance(Duration.ofSeconds(2));

        assertThat(made).hasValue(3);
    }

    @Test
    void never_more_are_idle_than_the_policy_says_nor_made_than_can_run() {
        provisioned.prewarm("fn", Prewarm.upTo(2));
        List<Gate.Held> burst = hold(5);
        test.advance(Duration.ofSeconds(1));
        Threads.until(() -> made.get() == 7);

        provisioned.prewarm("fn", Prewarm.upTo(10));
        List<Gate.Held> next = hold(4);
        test.advance(Duration.ofSeconds(1));
        Threads.until(() -> made.get() == 10);

        Stream.of(burst, next).flatMap(List::stream).forEach(Gate.Held::letGo);
        test.advance(Duration.ofSeconds(5));
        assertThat(made).hasValue(10);
    }

    @Test
    void contexts_made_ahead_hold_no_place_while_they_are_idle() {
        provisioned.prewarm("fn", Prewarm.upTo(5));
        faas.deploy(gate.as("other"));
        List<Gate.Held> burst = hold(5);
        test.advance(Duration.ofSeconds(1));
        Threads.until(() -> made.get() == 10);

        List<Gate.Held> others =
                Stream.generate(() -> gate.hold(faas, "other")).limit(5).toList();

        assertThat(Refusal.of(() -> faas.invoke("fn", "event", String.class)).code())
                .isEqualTo("TooManyRequestsException");
        Stream.of(burst, others).flatMap(List::stream).forEach(Gate.Held::letGo);
    }

    @Test
    @Rule("CTX-10")
    void contexts_made_ahead_are_removed_when_they_stay_idle() {
        AtomicInteger closed = new AtomicInteger();
        faas.deploy(FunctionDefinition.builder("closing", String.class, String.class)
                .handlerFactory(init -> {
                    made.incrementAndGet();
                    init.onShutdown(reason -> closed.incrementAndGet());
                    return gate;
                })
                .build());
        provisioned.prewarm("closing", Prewarm.upTo(5));
        List<Gate.Held> burst =
                Stream.generate(() -> gate.hold(faas, "closing")).limit(2).toList();
        test.advance(Duration.ofSeconds(1));
        Threads.until(() -> faas.functions().contexts("closing", "$LATEST").idle() == 2);
        burst.forEach(Gate.Held::letGo);

        Threads.until(() -> {
            test.advance(Duration.ofMinutes(1));
            return closed.get() == 4;
        });

        assertThat(made).hasValue(4);
    }

    @Test
    void context_that_cannot_be_made_ahead_fails_no_invocation() {
        provisioned.prewarm("fn", Prewarm.upTo(5));
        failAfter = 1;
        Gate.Held running = hold(1).get(0);
        test.advance(Duration.ofSeconds(1));
        Threads.until(() -> made.get() == 2);

        failAfter = Integer.MAX_VALUE;

        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("done");
        running.letGo();
    }

    @Test
    void nothing_is_made_ahead_without_a_policy() {
        provisioned.prewarm("fn", Prewarm.upTo(5));
        provisioned.stopPrewarm("fn");
        provisioned.stopPrewarm("fn");
        List<Gate.Held> burst = hold(2);

        test.advance(Duration.ofSeconds(5));

        assertThat(made).hasValue(2);
        burst.forEach(Gate.Held::letGo);
    }

    @Test
    void policy_is_checked_when_it_is_made() {
        assertThat(Refusal.of(() -> Prewarm.upTo(0)))
                .isEqualTo(wrongForm("contexts", 0, "Member must have value greater than or equal to 1"));
        assertThat(Refusal.of(() -> Prewarm.upTo(1).withInterval(Duration.ZERO)))
                .isEqualTo(wrongForm("interval", "PT0S", "Member must have value between PT0.01S and PT1H"));
    }

    private List<Gate.Held> hold(int invocations) {
        return Stream.generate(() -> gate.hold(faas, "fn")).limit(invocations).toList();
    }
}
