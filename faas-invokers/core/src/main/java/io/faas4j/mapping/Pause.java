package io.faas4j.mapping;

import io.faas4j.runtime.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a mapping rests because its function fails. Resilience4j's circuit breaker decides, by the runtime's time; it never
 * waits. Safe for use by many threads.
 */
final class Pause {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final @Nullable CircuitBreaker breaker;
    private final Duration length;

    private Pause(@Nullable CircuitBreaker breaker, Duration length) {
        this.breaker = breaker;
        this.length = length;
    }

    /** As it is set; never if it is not. */
    static Pause of(Optional<CircuitBreaking> set, TimeSource time) {
        return set.map(when -> when(when, time)).orElseGet(() -> new Pause(null, Duration.ZERO));
    }

    private static Pause when(CircuitBreaking when, TimeSource time) {
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .clock(new SeamClock(time))
                .currentTimestampFunction(clock -> time.nanoTime(), TimeUnit.NANOSECONDS)
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(when.batches())
                .minimumNumberOfCalls(when.batches())
                .failureRateThreshold(when.failureRate())
                .waitDurationInOpenState(when.pause())
                .permittedNumberOfCallsInHalfOpenState(when.trials())
                .build();
        return new Pause(CircuitBreaker.of("event source mapping", config), when.pause());
    }

    /** Asks for one batch more: whoever is allowed to says then what became of it, or that there was none. */
    boolean isOver() {
        return breaker == null || breaker.tryAcquirePermission();
    }

    /** When to ask again: the breaker does not say when it will be over. */
    Duration untilAskedAgain() {
        return length.compareTo(LOOK) < 0 ? length.plusMillis(1) : LOOK;
    }

    /** There was no batch after all. */
    void unused() {
        if (breaker != null) {
            breaker.releasePermission();
        }
    }

    void succeeded(long nanos) {
        if (breaker != null) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void failed(long nanos) {
        if (breaker != null) {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException("the batch failed"));
        }
    }

    /** Whether it rests now. */
    boolean isResting() {
        return breaker != null && breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** The runtime's wall time, for a library that wants a clock. */
    private static final class SeamClock extends Clock {

        private final TimeSource time;

        SeamClock(TimeSource time) {
            this.time = time;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time.now();
        }
    }
}
