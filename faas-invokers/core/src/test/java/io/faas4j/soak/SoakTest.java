package io.faas4j.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.Threads;
import io.faas4j.functions.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/**
 * Mixed functions, timeouts, errors, updates, alias moves, provisioned changes, for a while; then nothing may be left.
 *
 * <p>25 seconds in the build. Longer by {@code ./mvnw test -pl faas-invokers/core -am -Dtest=SoakTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfaas.soak.minutes=60}.
 */
@Tag("slow")
class SoakTest {

    private static final int PLACES = 12;
    private static final Duration ROUND = Duration.ofSeconds(8);
    private static final long TWO_MB = 2 * 1024 * 1024;

    private final long seed = Long.getLong("faas.soak.seed", System.nanoTime());

    @Test
    void after_a_long_mixed_run_nothing_is_left(@TempDir Path scratchRoot) throws Exception {
        Leftovers left = new Leftovers(scratchRoot);
        Faas faas = Faas.builder()
                .concurrency(PLACES)
                .unreservedMinimum(2)
                .threads(left.threads())
                .configure(settings -> settings.scratchRoot(scratchRoot))
                .build();
        try {
            Soak soak = new Soak(faas, new MixedFunctions(left), seed);
            soak.round(ROUND);
            assertQuiet(faas, left);
            long before = Leftovers.usedHeap();

            for (int round = 0; round < rounds(); round++) {
                soak.round(ROUND);
                assertQuiet(faas, left);
            }

            long after = Leftovers.usedHeap();
            System.out.printf("Soak, seed %d: %s; heap %,d -> %,d bytes%n", seed, soak, before, after);
            assertThat(after).as("heap, seed %d", seed).isLessThan(before + Math.max(before / 20, TWO_MB));
            assertThat(soak.answered).hasValueGreaterThan(1_000);
            assertThat(soak.failed).hasPositiveValue();
            assertThat(soak.timedOut).hasPositiveValue();
            assertThat(soak.changes).hasValueGreaterThan(10);
            assertThat(soak.provisioned).hasValueGreaterThan(10);
            assertEveryPlaceIsThere(faas);
        } finally {
            faas.close();
        }
        assertThat(left.scratchRoots()).as("scratch directories after close").isZero();
    }

    private static long rounds() {
        Integer minutes = Integer.getInteger("faas.soak.minutes");
        return minutes == null ? 2 : Math.max(1, Duration.ofMinutes(minutes).dividedBy(ROUND));
    }

    /** All functions are deleted: once the last invocation has ended, so have handlers, threads and directories. */
    private void assertQuiet(Faas faas, Leftovers left) throws IOException {
        Threads.until(() -> faas.concurrentExecutions() == 0
                && faas.leakedContexts() == 0
                && left.liveHandlers() == 0
                && left.liveThreads() == 0);
        assertThat(left.scratchDirectories())
                .as("scratch directories, seed %d", seed)
                .isZero();
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    /** As many invocations at once as before, and not one more: no place was lost or invented. */
    private static void assertEveryPlaceIsThere(Faas faas) {
        Gate gate = new Gate("here");
        faas.deploy(gate.as("gate"));
        List<Gate.Held> held = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            held.add(gate.hold(faas, "gate"));
        }
        assertThat(refused(faas)).isTrue();
        held.forEach(Gate.Held::letGo);
    }

    private static boolean refused(Faas faas) {
        try {
            faas.invoke("gate", "one too many", String.class);
            return false;
        } catch (TooManyRequestsException full) {
            return true;
        }
    }
}
