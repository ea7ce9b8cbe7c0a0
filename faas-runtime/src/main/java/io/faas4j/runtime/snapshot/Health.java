package io.faas4j.runtime.snapshot;

import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.function.ProvisionedConcurrency.Status;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a runtime is not well.
 *
 * @param throttled functions of which invocations were throttled, by name, and how many
 * @param leaking functions with handlers that still run after their deadline, by name, and how many
 * @param unprovisioned provisioned concurrency that has failed, by function and qualifier as in {@code greet:live}, and why
 * @param deadLetters functions with dead letters that wait for an operator, by name, and how many
 * @param fullQueues functions that accept no more events, by name, and the bound of their queue that is reached
 * @param failingMappings event source mappings whose last batch failed, which cannot reach their source, or which pause because
 *     their function fails, by name, and what is wrong
 */
public record Health(
        Map<String, Long> throttled,
        Map<String, Integer> leaking,
        Map<String, String> unprovisioned,
        Map<String, Long> deadLetters,
        Map<String, Limit> fullQueues,
        Map<String, String> failingMappings) {

    /** Copies the maps. */
    public Health {
        throttled = Collections.unmodifiableMap(new TreeMap<>(throttled));
        leaking = Collections.unmodifiableMap(new TreeMap<>(leaking));
        unprovisioned = Collections.unmodifiableMap(new TreeMap<>(unprovisioned));
        deadLetters = Collections.unmodifiableMap(new TreeMap<>(deadLetters));
        fullQueues = Collections.unmodifiableMap(new TreeMap<>(fullQueues));
        failingMappings = Collections.unmodifiableMap(new TreeMap<>(failingMappings));
    }

    /** Whether nothing is wrong. */
    public boolean isWell() {
        return throttled.isEmpty()
                && leaking.isEmpty()
                && unprovisioned.isEmpty()
                && deadLetters.isEmpty()
                && fullQueues.isEmpty()
                && failingMappings.isEmpty();
    }

    static Health of(Snapshot now, @Nullable Snapshot earlier) {
        Map<String, Long> throttled = new TreeMap<>();
        Map<String, Integer> leaking = new TreeMap<>();
        Map<String, String> unprovisioned = new TreeMap<>();
        Map<String, Long> deadLetters = new TreeMap<>();
        Map<String, Limit> fullQueues = new TreeMap<>();
        for (FunctionSnapshot function : now.functions()) {
            long throttles = function.throttles();
            if (throttles > 0) {
                long since = throttles - (earlier == null ? 0 : throttlesOf(function.name(), throttles, earlier));
                if (since > 0) {
                    throttled.put(function.name(), since);
                }
            }
            int timedOut = function.contexts().timedOut();
            if (timedOut > 0) {
                leaking.put(function.name(), timedOut);
            }
            addFailed(function, unprovisioned);
            if (function.events().kept() > 0) {
                deadLetters.put(function.name(), function.events().kept());
            }
            function.fullQueue().ifPresent(limit -> fullQueues.put(function.name(), limit));
        }
        return new Health(throttled, leaking, unprovisioned, deadLetters, fullQueues, failing(now));
    }

    private static Map<String, String> failing(Snapshot now) {
        Map<String, String> failing = new TreeMap<>();
        for (MappingSnapshot mapping : now.mappings()) {
            String trouble = mapping.trouble();
            if (trouble != null) {
                failing.put(mapping.name(), trouble);
            }
        }
        return failing;
    }

    private static void addFailed(FunctionSnapshot function, Map<String, String> failed) {
        for (VersionSnapshot version : function.versions()) {
            ProvisionedSnapshot provisioned = version.provisionedOrNull();
            if (provisioned != null && provisioned.status() == Status.FAILED) {
                failed.put(
                        function.name() + ":" + provisioned.qualifier(),
                        provisioned.statusReason().orElse(""));
            }
        }
    }

    /** A function that now has fewer than it had was deployed anew, or lost an alias: what it has now came since. */
    private static long throttlesOf(String function, long now, Snapshot earlier) {
        long before =
                earlier.function(function).map(FunctionSnapshot::throttles).orElse(0L);
        return before > now ? 0 : before;
    }
}
