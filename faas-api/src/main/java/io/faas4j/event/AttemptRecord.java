package io.faas4j.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that reached the function (rule ASYNC-17). Immutable.
 *
 * @param at when it began
 * @param duration how long it took
 * @param version {@code $LATEST} or the number that ran; null if none was chosen
 * @param errorType the failure's type; null if the attempt succeeded
 * @param errorMessage the failure's text; null if the attempt succeeded, or failed without one
 */
public record AttemptRecord(
        Instant at,
        Duration duration,
        @Nullable String version,
        @Nullable String errorType,
        @Nullable String errorMessage) {}
