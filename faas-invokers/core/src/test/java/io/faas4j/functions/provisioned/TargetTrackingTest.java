package io.faas4j.functions.provisioned;

import static io.faas4j.functions.Refusal.wrongForm;
import static io.faas4j.functions.provisioned.Provisioned.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.function.TargetTracking;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.runtime.registry.ProvisionedRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library chooses how many contexts are provisioned. */
class TargetTrackingTest {

    private final TestFaas test =
            TestFaas.with(builder -> builder.concurrency(30).unreservedMinimum(2));
    private final Faas faas = test.faas();
    private final ProvisionedRegistry provisioned = faas.functions().provisioned();
    private final Instances instances = new Instances();
    private final List<Gate.Held> running = new ArrayList<>();

    @BeforeEach
    void publish() {
        faas.deploy(instances.builder("fn").timeout(Duration.ofMinutes(15)).build());
        faas.publish("fn");
    }

    @AfterEach
    void close() {
        running.forEach(Gate.Held::letGo);
        test.close();
    }

    @Test
    void policy_begins_with_its_minimum() {
        provisioned.targetTracking("fn:1", TargetTracking.between(2, 10));

        Provisioned.await(faas, "fn:1", ready(2));
        seconds(300);
        assertThat(Provisioned.now(faas, "fn:1")).isEqualTo(ready(2));
    }

    @Test
    void more_contexts_are_made_when_utilisation_is_over_the_target_and_the_status_stays_ready() {
        Provisioned.put(faas, "fn:1", 4);
        provisioned.targetTracking("fn:1", TargetTracking.between(2, 10).withUtilization(0.5));
        hold(4);
        CountDownLatch inits = instances.holdInits();

        seconds(3);

        Threads.until(() -> instances.tries() == 8);
        assertThat(provisioned.get("fn:1").status()).isEqualTo(Status.READY);
        assertThat(provisioned.get("fn:1").allocated()).isEqualTo(4);
        inits.countDown();
        Provisioned.await(faas, "fn:1", ready(8));
        assertThat(running).allMatch(Gate.Held::isRunning);
    }

    @Test
    void utilisation_at_the_target_changes_nothing() {
        Provisioned.put(faas, "fn:1", 10);
        provisioned.targetTracking("fn:1", TargetTracking.between(2, 10));
        hold(7);

        seconds(300);

        assertThat(Provisioned.now(faas, "fn:1")).isEqualTo(ready(10));
        assertThat(instances.made()).isEqualTo(10);
    }

    @Test
    void there_are_never_more_than_the_maximum_nor_than_the_limits_allow() {
        Provisioned.put(faas, "fn:1", 4);
        provisioned.targetTracking("fn:1", TargetTracking.between(1, 5).withUtilization(0.1));
        hold(4);
        seconds(3);
        Provisioned.await(faas, "fn:1", ready(5));

        provisioned.targetTracking("fn:1", TargetTracking.between(1, 100).withUtilization(0.1));
        seconds(3);

        Provisioned.await(faas, "fn:1", ready(28));
    }

    @Test
    void surplus_goes_after_a_scale_in_cool_down_and_busy_contexts_stay() {
        Provisioned.put(faas, "fn:1", 10);
        hold(2);
        provisioned.targetTracking("fn:1", TargetTracking.between(1, 10).withUtilization(0.5));

        seconds(59);
        assertThat(Provisioned.now(faas, "fn:1")).isEqualTo(ready(10));
        seconds(2);

        Provisioned.await(faas, "fn:1", ready(4));
        Threads.until(() -> instances.closed() == 6);
        running.forEach(held -> assertThat(held.letGo().payload()).isEqualTo("provisioned-concurrency"));
        running.clear();
        seconds(121);
        Provisioned.await(faas, "fn:1", ready(1));
    }

    @Test
    void growth_that_fails_leaves_the_contexts_there_are_and_is_tried_again() {
        Provisioned.put(faas, "fn:1", 2);
        provisioned.targetTracking("fn:1", TargetTracking.between(1, 4).withUtilization(0.5));
        hold(2);
        instances.failFirst(Integer.MAX_VALUE);

        seconds(3);

        Threads.until(() -> instances.tries() >= 8);
        assertThat(provisioned.get("fn:1").status()).isEqualTo(Status.READY);
        Provisioned.await(faas, "fn:1", ready(2));
        faas.functions().putConcurrency("fn", 2);
        faas.functions().deleteConcurrency("fn");
        instances.failFirst(0);
        Threads.until(() -> {
            seconds(1);
            return Provisioned.now(faas, "fn:1").equals(ready(4));
        });
    }

    @Test
    void number_stays_as_it_is_once_tracking_is_stopped_and_goes_with_the_configuration() {
        provisioned.targetTracking("fn:1", TargetTracking.between(5, 10));
        Provisioned.await(faas, "fn:1", ready(5));
        provisioned.stopTargetTracking("fn:1");
        provisioned.stopTargetTracking("fn:1");
        hold(5);

        seconds(300);

        assertThat(Provisioned.now(faas, "fn:1")).isEqualTo(ready(5));
        provisioned.targetTracking("fn:1", TargetTracking.between(5, 10));
        provisioned.delete("fn:1");
        seconds(300);
        assertThat(provisioned.list("fn")).isEmpty();
    }

    @Test
    void its_own_changes_are_no_calls_of_the_user() {
        try (TestFaas limited =
                TestFaas.with(builder -> builder.configure(settings -> settings.callerRate(6, Duration.ofHours(1))))) {
            limited.faas()
                    .deploy(instances
                            .builder("fn")
                            .timeout(Duration.ofMinutes(15))
                            .build());
            limited.faas().publish("fn");
            limited.faas()
                    .functions()
                    .provisioned()
                    .targetTracking(
                            "fn:1",
                            TargetTracking.between(1, 20)
                                    .withUtilization(0.5)
                                    .withCooldowns(Duration.ofSeconds(1), Duration.ofHours(1)));
            for (int contexts = 1; contexts <= 16; contexts *= 2) {
                Provisioned.await(limited.faas(), "fn:1", ready(contexts));
                while (running.size() < contexts) {
                    running.add(instances.gate().hold(limited.faas(), "fn:1"));
                }
                limited.advance(Duration.ofSeconds(3));
            }
            Provisioned.await(limited.faas(), "fn:1", ready(20));

            assertThat(limited.faas().functions().provisioned().put("fn:1", 1).requested())
                    .isEqualTo(1);
            running.forEach(Gate.Held::letGo);
            running.clear();
        }
    }

    @Test
    void policy_is_checked_when_it_is_made() {
        assertThat(Refusal.of(() -> TargetTracking.between(0, 1)))
                .isEqualTo(wrongForm("minimum", 0, "Member must have value greater than or equal to 1"));
        assertThat(Refusal.of(() -> TargetTracking.between(3, 2)))
                .isEqualTo(wrongForm("maximum", 2, "Member must have value greater than or equal to the minimum, 3"));
        assertThat(Refusal.of(() -> TargetTracking.between(1, 2).withUtilization(1.1)))
                .isEqualTo(wrongForm(
                        "utilization", 1.1, "Member must have value greater than 0.0 and less than or equal to 1.0"));
        assertThat(Refusal.of(() -> TargetTracking.between(1, 2).withUtilization(0))
                        .code())
                .isEqualTo("ValidationException");
        assertThat(Refusal.of(() -> TargetTracking.between(1, 2).withCooldowns(Duration.ZERO, Duration.ofSeconds(1))))
                .isEqualTo(wrongForm("scaleOutCooldown", "PT0S", "Member must have value between PT1S and PT1H"));
        TargetTracking policy = TargetTracking.between(1, 2);
        assertThat(policy.utilization()).isEqualTo(0.7);
    }

    @Test
    void without_a_policy_nothing_is_scaled() {
        FunctionDefinition<String, String> definition = instances.as("plain");
        faas.deploy(definition);
        faas.publish("plain");
        Provisioned.put(faas, "plain:1", 2);
        Gate.Held held = instances.gate().hold(faas, "plain:1");

        seconds(2);

        assertThat(Provisioned.now(faas, "plain:1")).isEqualTo(ready(2));
        held.letGo();
    }

    private void hold(int invocations) {
        Stream.generate(() -> instances.gate().hold(faas, "fn:1"))
                .limit(invocations)
                .forEach(running::add);
    }

    private void seconds(int count) {
        test.advance(Duration.ofSeconds(count));
    }
}
