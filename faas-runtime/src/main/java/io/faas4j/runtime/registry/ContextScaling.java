package io.faas4j.runtime.registry;

import io.faas4j.function.Prewarm;
import io.faas4j.function.TargetTracking;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the library scales by itself, each policy by a round of housekeeping; nothing runs without a policy. Changed under the
 * registry's lock.
 */
final class ContextScaling {

    private static final Duration ROUND = Duration.ofSeconds(1);

    private final FunctionRegistry functions;
    private final Allocations allocations;
    private final Contexts contexts;
    private final TimeSource time;
    private final Map<FunctionEntry, Map<String, Round>> tracked = new HashMap<>();
    private final Map<FunctionEntry, Round> prewarmed = new HashMap<>();

    ContextScaling(FunctionRegistry functions, Allocations allocations, Contexts contexts) {
        this.functions = functions;
        this.allocations = allocations;
        this.contexts = contexts;
        this.time = contexts.settings().time();
    }

    /** Something that is done again and again until it is stopped. */
    private final class Round {
        private final Duration interval;
        private final Runnable look;
        private volatile boolean isStopped;

        Round(Duration interval, Runnable look) {
            this.interval = interval;
            this.look = look;
        }

        Round begin() {
            time.scheduleHousekeeping(interval, this::turn);
            return this;
        }

        private void turn() {
            if (isStopped) {
                return;
            }
            try {
                look.run();
            } finally {
                begin();
            }
        }

        void stop() {
            isStopped = true;
        }
    }

    private static void stop(@Nullable Round round) {
        if (round != null) {
            round.stop();
        }
    }

    // ---- target tracking -------------------------------------------------------------------------------------------

    void track(FunctionEntry entry, String qualifier, TargetTracking policy) {
        Utilization utilization = new Utilization(policy, time.nanoTime());
        Round round = new Round(ROUND, () -> evaluate(entry, qualifier, utilization)).begin();
        stop(tracked.computeIfAbsent(entry, function -> new HashMap<>()).put(qualifier, round));
    }

    private void evaluate(FunctionEntry entry, String qualifier, Utilization utilization) {
        Allocation allocation = allocations.find(entry, qualifier);
        if (allocation == null || !allocation.isSteady()) {
            return;
        }
        int allocated = allocation.allocated();
        int wanted = utilization.wanted(allocation.busy(), allocated, time.nanoTime());
        if (wanted != allocated) {
            // Not here: it takes the registry's lock.
            contexts.runSoon(() -> resize(entry, qualifier, wanted));
        }
    }

    private void resize(FunctionEntry entry, String qualifier, int count) {
        functions.writeByItself(() -> allocations.resize(entry, qualifier, count));
    }

    void stopTracking(FunctionEntry entry, String qualifier) {
        Map<String, Round> rounds = tracked.get(entry);
        if (rounds != null) {
            stop(rounds.remove(qualifier));
        }
    }

    // ---- prewarm ---------------------------------------------------------------------------------------------------

    void prewarm(FunctionEntry entry, Prewarm policy) {
        ColdStarts coldStarts = new ColdStarts(entry, policy.maximum());
        stop(prewarmed.put(entry, new Round(policy.interval(), coldStarts::follow).begin()));
    }

    void stopPrewarm(FunctionEntry entry) {
        stop(prewarmed.remove(entry));
    }

    void forget(FunctionEntry entry) {
        stopPrewarm(entry);
        Map<String, Round> rounds = tracked.remove(entry);
        if (rounds != null) {
            rounds.values().forEach(Round::stop);
        }
    }
}
