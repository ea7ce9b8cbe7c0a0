package io.faas4j.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.EventInvokeConfig;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that one worker has claimed together follow each other with one look at the clock: each has its own time all the same. */
class AttemptTimeTest {

    private static final int SEVERAL = 10;
    private static final int ENOUGH_TO_KNOW_THEIR_PACE = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Not so long that somebody takes back what the worker has not started. */
    private static final Duration LONG = Duration.ofMillis(8);

    private static final TestFaas FAAS =
            TestFaas.with(builder -> builder.concurrency(1).unreservedMinimum(0));

    private final List<Duration> remaining = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch atGate = new CountDownLatch(1);

    /** Some take long to read. */
    record Event(String what) {
        Event {
            if (what.equals("long to read")) {
                FAAS.advance(LONG);
            }
        }
    }

    @AfterEach
    void delete() {
        gate.countDown();
        FAAS.faas().functions().delete("timed");
    }

    private String handle(Event event, Context context) {
        if (event.what().equals("held")) {
            atGate.countDown();
            Threads.await(gate);
        }
        remaining.add(context.remainingTime());
        if (event.what().equals("long to handle")) {
            FAAS.advance(LONG);
        }
        if (event.what().equals("long and in vain")) {
            FAAS.advance(LONG);
            throw new IllegalStateException(event.what());
        }
        return "";
    }

    /** A map is not immutable, so that it waits as JSON and is read by the worker. */
    private static Map<String, String> asJson(String what) {
        return new HashMap<>(Map.of("what", what));
    }

    /** Has the one worker claim several of these events together, which takes no longer time than theirs. */
    private void handleTogether(Object event) {
        deploy();
        handleTogether(() -> FAAS.faas().invokeAsync("timed", event));
    }

    private void deploy() {
        FAAS.deploy(FunctionDefinition.builder("timed", Event.class, String.class)
                .timeout(TIMEOUT)
                .handler(this::handle));
    }

    private void handleTogether(Runnable sending) {
        for (int i = 0; i < ENOUGH_TO_KNOW_THEIR_PACE; i++) {
            FAAS.faas().invokeAsync("timed", new Event("instant"));
        }
        Threads.until(() -> FAAS.faas().ledger().open() == 0);
        remaining.clear();
        FAAS.faas().invokeAsync("timed", new Event("held"));
        Threads.await(atGate);
        for (int i = 0; i < SEVERAL; i++) {
            sending.run();
        }
        gate.countDown();
        Threads.until(() -> FAAS.faas().ledger().open() == 0);
    }

    @Test
    void an_event_has_its_whole_timeout_however_long_the_one_before_it_took() {
        handleTogether(new Event("long to handle"));

        assertThat(remaining).hasSize(SEVERAL + 1).containsOnly(TIMEOUT);
    }

    @Test
    void an_event_has_its_whole_timeout_though_one_of_another_version_has_failed_meanwhile() {
        deploy();
        FAAS.faas().publish("timed");
        FAAS.faas()
                .eventInvokeConfigs()
                .put("timed:1", EventInvokeConfig.create().maximumRetryAttempts(0));

        handleTogether(() -> {
            FAAS.faas().invokeAsync("timed", new Event("instant"));
            FAAS.faas().invokeAsync("timed:1", new Event("long and in vain"));
        });

        assertThat(remaining).hasSize(2 * SEVERAL + 1).containsOnly(TIMEOUT);
    }

    @Test
    void the_time_in_which_an_event_is_read_is_not_its_handlers() {
        handleTogether(asJson("long to read"));

        assertThat(remaining).hasSize(SEVERAL + 1).containsOnly(TIMEOUT);
    }
}
