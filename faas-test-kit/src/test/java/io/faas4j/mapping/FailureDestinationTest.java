package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.DestinationRef;
import io.faas4j.rules.Rule;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On-failure destinations of mappings that do not end. */
@FaasTest
class FailureDestinationTest {

    private static final DestinationRef BOX = DestinationRef.custom("box");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Seen<StreamBatch<String>> seen = Seen.records();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private DataStream stream;

    @BeforeEach
    void a_function_that_fails_at_a(FaasTestRuntime runtime) {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        runtime.deploy(Seen.ofRecords("count", seen));
        seen.answers(batch -> {
            if (batch.items().get(0).value().equals("a")) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
    }

    private void hangs(FaasTestRuntime runtime, boolean whateverComes) {
        runtime.faas().destinations().register(BOX, message -> {
            begun.incrementAndGet();
            do {
                try {
                    runtime.time().source().await(end, Duration.ofDays(1));
                } catch (InterruptedException limit) {
                    interrupted.incrementAndGet();
                    if (!whateverComes) {
                        throw limit;
                    }
                }
            } while (!end.isDone());
            ended.incrementAndGet();
        });
    }

    private EventSourceMapping map(FaasTestRuntime runtime, String... texts) {
        for (String text : texts) {
            stream.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
        return runtime.faas()
                .map(stream)
                .to("count")
                .startingPosition(StreamPosition.trimHorizon())
                .batchSize(1)
                .maximumRetryAttempts(0)
                .onFailure(BOX)
                .start();
    }

    @Test
    @Rule({"ESM-STREAM-13", "DEST-7"})
    void one_that_hangs_has_not_taken_its_record_at_its_limit_and_is_asked_again(FaasTestRuntime runtime) {
        hangs(runtime, false);
        EventSourceMapping mapping = map(runtime, "a", "b");

        runtime.time().advance(LIMIT.minusMillis(1));
        assertThat(interrupted).hasValue(0);
        runtime.time().advance(Duration.ofMillis(2));
        assertThat(interrupted).hasValue(1);
        assertThat(mapping.status().lastResult()).isEqualTo("PROBLEM: A failure record was not taken");
        assertThat(mapping.status().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("custom:box", "PT30S"));
        assertThat(mapping.status().inFlight()).isEqualTo(1);
        assertThat(seen.all()).containsExactly("a");

        end.complete(null);
        runtime.time().runUntilIdle();
        assertThat(ended).hasValue(1);
        assertThat(seen.all()).containsExactly("a", "b");
        assertThat(mapping.status().counts().delivered()).isEqualTo(1);
        assertThat(mapping.status().inFlight()).isZero();
    }

    @Test
    @Rule({"ESM-STREAM-13", "DEST-7", "MET(DestinationDeliveryFailures)"})
    void one_that_always_hangs_is_given_up_after_six_tries_and_keeps_nothing_but_its_threads(FaasTestRuntime runtime) {
        hangs(runtime, true);
        EventSourceMapping mapping = map(runtime, "a", "b");

        runtime.time().advance(LIMIT.multipliedBy(6).plusMinutes(2));

        assertThat(begun).hasValue(6);
        assertThat(seen.all()).containsExactly("a", "b");
        assertThat(mapping.progress().tally().deliveryFailures()).isEqualTo(1);
        assertThat(mapping.status().counts().delivered()).isZero();
        end.complete(null);
        runtime.time().runUntilIdle();
        // What they took after all counts no more.
        assertThat(mapping.status().counts().delivered()).isZero();
    }

    @Test
    @Rule({"ESM-STREAM-7", "ESM-STREAM-13"})
    void one_that_throws_whatever_it_likes_is_asked_again_and_the_function_is_not(FaasTestRuntime runtime) {
        runtime.faas().destinations().register(BOX, message -> {
            if (begun.incrementAndGet() == 1) {
                throw new Error("not written yet");
            }
        });
        EventSourceMapping mapping = map(runtime, "a", "b");

        runtime.time().runUntilIdle();

        assertThat(begun).hasValue(2);
        assertThat(seen.all()).containsExactly("a", "b");
        assertThat(mapping.status().counts().delivered()).isEqualTo(1);
        assertThat(mapping.status().counts().dropped()).isEqualTo(1);
    }

    @Test
    @Rule("ESM-13")
    void a_mapping_whose_destination_hangs_is_disabled_at_the_limit_and_goes_on_with_that_record(
            FaasTestRuntime runtime) {
        hangs(runtime, true);
        EventSourceMapping mapping = map(runtime, "a", "b");
        runtime.time().advance(Duration.ofSeconds(1));

        mapping.disable();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(mapping.state()).isEqualTo(MappingState.DISABLING);
        runtime.time().advance(LIMIT);
        assertThat(mapping.state()).isEqualTo(MappingState.DISABLED);

        end.complete(null);
        mapping.enable();
        runtime.time().runUntilIdle();
        assertThat(seen.all()).containsExactly("a", "a", "b");
        assertThat(mapping.status().counts().delivered()).isEqualTo(1);
    }

    @Test
    void closing_waits_for_a_destination_that_hangs_no_longer_than_its_drain_limit() {
        FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.drainLimit(Duration.ofSeconds(5)))
                .build();
        a_function_that_fails_at_a(runtime);
        hangs(runtime, true);
        EventSourceMapping mapping = map(runtime, "a");
        runtime.time().advance(Duration.ofSeconds(1));
        Instant before = runtime.time().now();

        runtime.close();

        assertThat(begun).hasValue(1);
        assertThat(Duration.between(before, runtime.time().now())).isLessThan(Duration.ofSeconds(7));
        assertThat(mapping.progress().tally().deliveryFailures()).isZero();
        end.complete(null);
    }
}
