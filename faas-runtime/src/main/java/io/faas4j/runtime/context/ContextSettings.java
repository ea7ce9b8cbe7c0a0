package io.faas4j.runtime.context;

import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all execution contexts of one runtime have in common.
 *
 * @param time where time comes from
 * @param random where request ids come from
 * @param threads where contexts' own threads come from
 * @param scope where ARNs live
 * @param scratchRoot below which scratch directories are made; null for the system's temporary directory
 * @param idleTimeout an idle context is removed after this time (rule CTX-10)
 * @param maxLifetime a context is replaced after this time, when it is idle (rule CTX-10)
 * @param initLimit how long an init phase may take (rule CTX-2)
 * @param shutdownBudget how long a context's hooks may take together (rule CTX-13)
 * @param telemetry what is told of invocations
 */
public record ContextSettings(
        TimeSource time,
        RandomSource random,
        WorkerThreads threads,
        ArnScope scope,
        @Nullable Path scratchRoot,
        Duration idleTimeout,
        Duration maxLifetime,
        Duration initLimit,
        Duration shutdownBudget,
        TelemetrySettings telemetry) {}
