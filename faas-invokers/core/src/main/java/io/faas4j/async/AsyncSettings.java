package io.faas4j.async;

import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.ValidationException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How asynchronous events wait, are tried again and are delivered; the defaults are Lambda's where it has a rule. Immutable.
 */
public final class AsyncSettings {

    private static final Duration LONGEST_DELAY = Duration.ofHours(6);
    private static final Duration SHORTEST_DELIVERY = Duration.ofMillis(1);

    /** Less than the lease of a claimed event. */
    private static final Duration LONGEST_DELIVERY = Duration.ofMinutes(15);

    private final List<Duration> functionErrorDelays;
    private final Duration firstBackoff;
    private final Duration longestBackoff;
    private final double backoffJitter;
    private final int deliveryAttempts;
    private final Duration deliveryTimeout;
    private final QueueSettings queue;
    private final boolean redrawsVersion;

    private AsyncSettings(Builder builder) {
        this.functionErrorDelays = builder.functionErrorDelays;
        this.firstBackoff = builder.firstBackoff;
        this.longestBackoff = builder.longestBackoff;
        this.backoffJitter = builder.backoffJitter;
        this.deliveryAttempts = builder.deliveryAttempts;
        this.deliveryTimeout = builder.deliveryTimeout;
        this.queue = builder.queue;
        this.redrawsVersion = builder.redrawsVersion;
    }

    /** With every default. */
    public static AsyncSettings defaults() {
        return builder().build();
    }

    /** A builder with every default. */
    public static Builder builder() {
        return new Builder();
    }

    List<Duration> functionErrorDelays() {
        return functionErrorDelays;
    }

    Duration firstBackoff() {
        return firstBackoff;
    }

    Duration longestBackoff() {
        return longestBackoff;
    }

    double backoffJitter() {
        return backoffJitter;
    }

    int deliveryAttempts() {
        return deliveryAttempts;
    }

    Duration deliveryTimeout() {
        return deliveryTimeout;
    }

    QueueSettings queue() {
        return queue;
    }

    boolean redrawsVersion() {
        return redrawsVersion;
    }

    /** Collects settings. Not safe for use by many threads. */
    public static final class Builder {

        private List<Duration> functionErrorDelays = List.of(Duration.ofSeconds(60), Duration.ofSeconds(120));
        private Duration firstBackoff = Duration.ofSeconds(1);
        private Duration longestBackoff = Duration.ofMinutes(5);
        private double backoffJitter;
        private int deliveryAttempts = 6;
        private Duration deliveryTimeout = Duration.ofSeconds(30);
        private QueueSettings queue = QueueSettings.DEFAULT;
        private boolean redrawsVersion;

        private Builder() {}

        /**
         * Sets how long after a function error an event is tried again (rule ASYNC-4).
         *
         * @param delays after the first error, the second, and so on, the last one for all that follow; each 0 to 6 hours;
         *     60 s and 120 s if never set
         * @throws ValidationException if there is none, or one is outside that range
         */
        public Builder functionErrorDelays(List<Duration> delays) {
            if (delays.isEmpty()) {
                throw ValidationException.of(
                        "functionErrorDelays", delays, "Member must have length greater than or equal to 1");
            }
            delays.forEach(delay -> requireDelay("functionErrorDelays", delay));
            this.functionErrorDelays = List.copyOf(delays);
            return this;
        }

        /**
         * Sets how long an event waits that was throttled, met an error of the runtime's, or could not be delivered: each time
         * twice as long as the last time (rule ASYNC-5). Unlike on Lambda, how many events wait makes no difference.
         *
         * @param first the first time; 1 ms to 6 hours; 1 s if never set
         * @param longest the longest; not less than the first, at most 6 hours; 5 min if never set
         * @throws ValidationException outside these ranges
         */
        public Builder backoff(Duration first, Duration longest) {
            requireDelay("backoff.first", first);
            requireDelay("backoff.longest", longest);
            if (first.toMillis() < 1) {
                throw ValidationException.of(
                        "backoff.first", first, "Member must have value greater than or equal to 1 ms");
            }
            if (longest.compareTo(first) < 0) {
                throw ValidationException.of(
                        "backoff.longest",
                        longest,
                        "Member must have value greater than or equal to the first, " + first);
            }
            this.firstBackoff = first;
            this.longestBackoff = longest;
            return this;
        }

        /**
         * Sets which share of a back-off may be left out by chance, so that events that were throttled together do not come
         * back together.
         *
         * @param share 0.0 to 1.0; 0.0 if never set
         * @throws ValidationException outside that range
         */
        public Builder backoffJitter(double share) {
            if (!(share >= 0 && share <= 1)) {
                throw ValidationException.of("backoffJitter", share, "Member must have value between 0.0 and 1.0");
            }
            this.backoffJitter = share;
            return this;
        }

        /**
         * Sets how often a destination or dead-letter queue is tried before the event is kept as a dead letter.
         *
         * @param attempts 1 to 100; 6 if never set
         * @throws ValidationException outside that range
         */
        public Builder deliveryAttempts(int attempts) {
            this.deliveryAttempts = (int) inRange("deliveryAttempts", attempts, 1, 100);
            return this;
        }

        /**
         * Sets how long a destination or dead-letter queue may take for one message, also an on-failure destination of an event
         * source mapping. Past that its thread is interrupted, and
         * the try has failed, whatever becomes of it: what the destination takes after all may be delivered to it once more.
         *
         * @param limit 1 ms to 15 min; 30 s if never set
         * @throws ValidationException outside that range
         */
        public Builder deliveryTimeout(Duration limit) {
            if (limit.compareTo(SHORTEST_DELIVERY) < 0 || limit.compareTo(LONGEST_DELIVERY) > 0) {
                throw ValidationException.of(
                        "deliveryTimeout", limit, "Member must have value between 1 ms and 15 minutes");
            }
            this.deliveryTimeout = limit;
            return this;
        }

        /**
         * Bounds each function's queue.
         *
         * @param bounds {@link QueueSettings#DEFAULT} if never set
         */
        public Builder queue(QueueSettings bounds) {
            this.queue = bounds;
            return this;
        }

        /**
         * Sets whether each attempt draws its version anew, and follows an alias that has moved (rule ALIAS-6).
         *
         * @param anew false if never set: an event runs on the version that was drawn when it was accepted
         */
        public Builder redrawsVersion(boolean anew) {
            this.redrawsVersion = anew;
            return this;
        }

        /** The settings. */
        public AsyncSettings build() {
            return new AsyncSettings(this);
        }

        private static void requireDelay(String field, Duration value) {
            Objects.requireNonNull(value, field);
            if (value.isNegative() || value.compareTo(LONGEST_DELAY) > 0) {
                throw ValidationException.of(field, value, "Member must have value between 0 and 6 hours");
            }
        }

        private static long inRange(String field, long value, long min, long max) {
            if (value < min || value > max) {
                throw ValidationException.of(
                        field, value, "Member must have value between %d and %d".formatted(min, max));
            }
            return value;
        }
    }
}
