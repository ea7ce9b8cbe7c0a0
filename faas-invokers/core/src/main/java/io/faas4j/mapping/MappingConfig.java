package io.faas4j.mapping;

import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.source.StreamPosition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How records become batches, and what becomes of those that fail (section ESM, the table of fields). Ranges are checked where a
 * value is given; what a source of another kind has, when the mapping starts. Immutable.
 *
 * <pre>{@code MappingConfig.builder().batchSize(10).reportBatchItemFailures(true).build() }</pre>
 */
public final class MappingConfig {

    static final int MOST_FILTERS = 10;

    private final Builder set;

    private MappingConfig(Builder set) {
        this.set = set;
    }

    /** With every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(set);
    }

    /** How many records a batch has at most; that of a mapping is always set, by its source's default at least (rule ESM-6). */
    public OptionalInt batchSize() {
        return set.batchSize == null ? OptionalInt.empty() : OptionalInt.of(set.batchSize);
    }

    /** How long records are gathered for a batch; 0 for not at all (rules ESM-15 to ESM-17). */
    public Duration batchingWindow() {
        return set.batchingWindow;
    }

    /** Whether it polls. */
    public boolean isEnabled() {
        return set.enabled;
    }

    /** Of which a record must match one, if there are any (rule FILT-1). */
    public List<String> filters() {
        return set.filters;
    }

    /** Whether the handler's answer says which records failed (rules ESM-SQS-10, ESM-STREAM-17). */
    public boolean reportsBatchItemFailures() {
        return set.reportBatchItemFailures;
    }

    /** Whether a reported failure stands for all later messages of its group too; queues only. */
    public boolean stopsAtFirstFailure() {
        return set.stopAtFirstFailure;
    }

    /** How many batches are handled at once, at most; queues only (rule ESM-SQS-6). */
    public OptionalInt maximumConcurrency() {
        return set.maximumConcurrency == null ? OptionalInt.empty() : OptionalInt.of(set.maximumConcurrency);
    }

    /** Whether concurrency follows how long batches take; queues only. */
    public boolean isConcurrencyAdaptive() {
        return set.adaptiveConcurrency;
    }

    /** Where to begin; streams only, and there always set (rule ESM-STREAM-3). */
    public Optional<StreamPosition> startingPosition() {
        return Optional.ofNullable(set.startingPosition);
    }

    /** How many batches of a shard are handled at once; streams only (rule ESM-STREAM-2). */
    public int parallelizationFactor() {
        return set.parallelizationFactor;
    }

    /** How often a failed batch is tried again, -1 for as long as its records are there; streams only (rule ESM-STREAM-7). */
    public int maximumRetryAttempts() {
        return set.maximumRetryAttempts;
    }

    /** How old a record may be that is handled; empty for as long as it is there; streams only (rule ESM-STREAM-9). */
    public Optional<Duration> maximumRecordAge() {
        return Optional.ofNullable(set.maximumRecordAge);
    }

    /** Whether a failed batch is halved; streams only (rule ESM-STREAM-11). */
    public boolean bisectsBatchOnFunctionError() {
        return set.bisect;
    }

    /** Where what was discarded is reported; streams only (rule ESM-STREAM-13). */
    public Optional<DestinationRef> onFailure() {
        return Optional.ofNullable(set.onFailure);
    }

    /** Whether records are kept as dead letters of which the on-failure destination was not told; streams only. */
    public boolean keepsUndelivered() {
        return set.keepUndelivered;
    }

    /** How long the windows are that records are counted in; 0 for none; streams only (rule ESM-STREAM-18). */
    public Duration tumblingWindow() {
        return set.tumblingWindow;
    }

    /** When it pauses because its function fails; empty for never. */
    public Optional<CircuitBreaking> circuitBreaking() {
        return Optional.ofNullable(set.circuitBreaking);
    }

    @Override
    public String toString() {
        return "MappingConfig[batchSize=%s, batchingWindow=%s, enabled=%s]"
                .formatted(set.batchSize, set.batchingWindow, set.enabled);
    }

    /** Collects a configuration. Not safe for use by many threads. */
    public static final class Builder {

        private static final int LARGEST_BATCH = 10_000;
        private static final Duration LONGEST_BATCHING_WINDOW = Duration.ofMinutes(5);
        private static final int LEAST_CONCURRENCY = 2;
        private static final int MOST_CONCURRENCY = 1_000;
        private static final int MOST_PARALLEL = 10;
        private static final int MOST_RETRIES = 10_000;
        private static final Duration LEAST_AGE = Duration.ofMinutes(1);
        private static final Duration MOST_AGE = Duration.ofDays(7);
        private static final Duration LONGEST_TUMBLING_WINDOW = Duration.ofMinutes(15);

        private @Nullable Integer batchSize;
        private Duration batchingWindow = Duration.ZERO;
        private boolean enabled = true;
        private List<String> filters = List.of();
        private boolean reportBatchItemFailures;
        private boolean stopAtFirstFailure;
        private @Nullable Integer maximumConcurrency;
        private boolean adaptiveConcurrency;
        private @Nullable StreamPosition startingPosition;
        private int parallelizationFactor = 1;
        private int maximumRetryAttempts = -1;
        private @Nullable Duration maximumRecordAge;
        private boolean bisect;
        private @Nullable DestinationRef onFailure;
        private boolean keepUndelivered;
        private Duration tumblingWindow = Duration.ZERO;
        private @Nullable CircuitBreaking circuitBreaking;

        private Builder() {}

        private Builder(Builder from) {
            this.batchSize = from.batchSize;
            this.batchingWindow = from.batchingWindow;
            this.enabled = from.enabled;
            this.filters = from.filters;
            this.reportBatchItemFailures = from.reportBatchItemFailures;
            this.stopAtFirstFailure = from.stopAtFirstFailure;
            this.maximumConcurrency = from.maximumConcurrency;
            this.adaptiveConcurrency = from.adaptiveConcurrency;
            this.startingPosition = from.startingPosition;
            this.parallelizationFactor = from.parallelizationFactor;
            this.maximumRetryAttempts = from.maximumRetryAttempts;
            this.maximumRecordAge = from.maximumRecordAge;
            this.bisect = from.bisect;
            this.onFailure = from.onFailure;
            this.keepUndelivered = from.keepUndelivered;
            this.tumblingWindow = from.tumblingWindow;
            this.circuitBreaking = from.circuitBreaking;
        }

        /**
         * Sets how many records a batch has at most.
         *
         * @param records 1 to 10,000, for a FIFO queue at most 10; 10 for a queue and 100 for a stream if never set
         * @throws ValidationException outside that range
         */
        public Builder batchSize(int records) {
            this.batchSize = inRange("batchSize", records, 1, LARGEST_BATCH);
            return this;
        }

        /**
         * Sets how long records are gathered for a batch, from the end of the last invocation on (rules ESM-15 to ESM-17).
         *
         * @param window 0 to 300 s, in whole seconds; 0 if never set: what is there is handled at once. Not for FIFO queues
         * @throws ValidationException outside that range
         */
        public Builder batchingWindow(Duration window) {
            this.batchingWindow =
                    seconds("maximumBatchingWindowInSeconds", window, Duration.ZERO, LONGEST_BATCHING_WINDOW);
            return this;
        }

        /**
         * Sets whether it polls.
         *
         * @param polls true if never set
         */
        public Builder enabled(boolean polls) {
            this.enabled = polls;
            return this;
        }

        /**
         * Sets the filters: a record that matches none of them never reaches the function (rules FILT-1 to FILT-10).
         *
         * @param patterns at most 10, each of at most 4,096 characters; none if never set
         * @throws ValidationException if there are more
         */
        public Builder filters(List<String> patterns) {
            if (patterns.size() > MOST_FILTERS) {
                throw ValidationException.of(
                        "filterCriteria.filters",
                        patterns.size() + " filters",
                        "Member must have length less than or equal to " + MOST_FILTERS);
            }
            this.filters = List.copyOf(patterns);
            return this;
        }

        /**
         * Sets one filter.
         *
         * @param pattern of at most 4,096 characters
         */
        public Builder filter(String pattern) {
            return filters(List.of(pattern));
        }

        /**
         * Sets whether the handler's answer says which records failed (rules ESM-SQS-10, ESM-STREAM-17).
         *
         * @param reports false if never set: a batch succeeds or fails as a whole
         */
        public Builder reportBatchItemFailures(boolean reports) {
            this.reportBatchItemFailures = reports;
            return this;
        }

        /**
         * Sets whether a reported failure stands for all later messages of its group in the batch too, so that their order
         * holds whatever the handler reports (rule ESM-SQS-11 leaves that to the handler). For FIFO queues.
         *
         * @param stops false if never set
         */
        public Builder stopAtFirstFailure(boolean stops) {
            this.stopAtFirstFailure = stops;
            return this;
        }

        /**
         * Sets how many batches are handled at once, at most (rule ESM-SQS-6). For queues.
         *
         * @param batches 2 to 1,000; 1,250 if never set
         * @throws ValidationException outside that range
         */
        public Builder maximumConcurrency(int batches) {
            this.maximumConcurrency =
                    inRange("scalingConfig.maximumConcurrency", batches, LEAST_CONCURRENCY, MOST_CONCURRENCY);
            return this;
        }

        /** Takes the bound off again: 1,250 batches at once. */
        public Builder noMaximumConcurrency() {
            this.maximumConcurrency = null;
            return this;
        }

        /**
         * Sets whether concurrency follows how long batches take: it grows while they take no longer than they did, and
         * shrinks when they take twice as long. For queues; Lambda has no such thing.
         *
         * @param adapts false if never set
         */
        public Builder adaptiveConcurrency(boolean adapts) {
            this.adaptiveConcurrency = adapts;
            return this;
        }

        /**
         * Sets where to begin (rule ESM-STREAM-3). For streams, which need it.
         *
         * @param position {@link StreamPosition#trimHorizon}, {@link StreamPosition#latest} or {@link
         *     StreamPosition#atTimestamp}
         * @throws ValidationException if it is another
         */
        public Builder startingPosition(StreamPosition position) {
            if (position instanceof StreamPosition.At || position instanceof StreamPosition.After) {
                throw ValidationException.of(
                        "startingPosition",
                        position,
                        "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]");
            }
            this.startingPosition = Objects.requireNonNull(position, "startingPosition");
            return this;
        }

        /**
         * Sets how many batches of a shard are handled at once; records of one partition key keep their order (rule
         * ESM-STREAM-2). For streams.
         *
         * @param batches 1 to 10; 1 if never set
         * @throws ValidationException outside that range
         */
        public Builder parallelizationFactor(int batches) {
            this.parallelizationFactor = inRange("parallelizationFactor", batches, 1, MOST_PARALLEL);
            return this;
        }

        /**
         * Sets how often a failed batch is tried again before it is discarded (rule ESM-STREAM-7). For streams.
         *
         * @param retries 0 to 10,000, or -1 for as long as its records are there; -1 if never set
         * @throws ValidationException outside that range
         */
        public Builder maximumRetryAttempts(int retries) {
            this.maximumRetryAttempts = inRange("maximumRetryAttempts", retries, -1, MOST_RETRIES);
            return this;
        }

        /**
         * Sets how old a record may be that is handled (rule ESM-STREAM-9). For streams.
         *
         * @param age 60 s to 7 days, in whole seconds; without a bound if never set
         * @throws ValidationException outside that range
         */
        public Builder maximumRecordAge(Duration age) {
            this.maximumRecordAge = seconds("maximumRecordAgeInSeconds", age, LEAST_AGE, MOST_AGE);
            return this;
        }

        /** Takes the bound off again. */
        public Builder noMaximumRecordAge() {
            this.maximumRecordAge = null;
            return this;
        }

        /**
         * Sets whether a failed batch is halved, and each half tried for itself (rule ESM-STREAM-11). For streams.
         *
         * @param bisects false if never set
         */
        public Builder bisectBatchOnFunctionError(boolean bisects) {
            this.bisect = bisects;
            return this;
        }

        /**
         * Sets where what was discarded is reported (rule ESM-STREAM-13): six times at most, each within the time that {@link
         * io.faas4j.async.AsyncSettings.Builder#deliveryTimeout} allows; the shard waits. For streams.
         *
         * <p>{@link DestinationRef#deadLetters} keeps the records themselves, as the event that the function was to get, in the
         * dead-letter area of asynchronous events: {@code faas.deadLetters()} lists, edits, redrives, gives up and purges them.
         * An area that is full refuses, as any destination may. Without a destination, records are dropped and counted. A queue
         * needs none: what fails goes to the queue's own dead-letter queue (rule DLQ-6).
         *
         * @param destination told of each discarded batch
         */
        public Builder onFailure(DestinationRef destination) {
            this.onFailure = Objects.requireNonNull(destination, "onFailure");
            return this;
        }

        /**
         * Sets what becomes of records whose failure record the on-failure destination has not taken in six tries: whether they
         * are kept in the dead-letter area. If that is full, they are dropped after all. For streams with a destination of another
         * kind. Lambda has no such thing.
         *
         * @param keeps false if never set: they are dropped, counted and logged
         */
        public Builder keepUndelivered(boolean keeps) {
            this.keepUndelivered = keeps;
            return this;
        }

        /** Reports to nobody any more. */
        public Builder noOnFailure() {
            this.onFailure = null;
            return this;
        }

        /**
         * Sets how long the windows are that records are counted in (rules ESM-STREAM-18 to ESM-STREAM-21). For streams.
         *
         * <p>If that is changed, a window that is open keeps its end. If windows are turned off, an open one ends at once, with its last
         * invocation: its state is not lost. That one says that the window was terminated early. Lambda does not say what becomes of it.
         *
         * @param window 0 to 900 s, in whole seconds; 0 if never set: none
         * @throws ValidationException outside that range
         */
        public Builder tumblingWindow(Duration window) {
            this.tumblingWindow = seconds("tumblingWindowInSeconds", window, Duration.ZERO, LONGEST_TUMBLING_WINDOW);
            return this;
        }

        /**
         * Sets when it pauses because its function fails. Lambda has no such thing.
         *
         * @param when never if never set
         */
        public Builder circuitBreaking(CircuitBreaking when) {
            this.circuitBreaking = Objects.requireNonNull(when, "circuitBreaking");
            return this;
        }

        /** Never pauses any more. */
        public Builder noCircuitBreaking() {
            this.circuitBreaking = null;
            return this;
        }

        /** The configuration. */
        public MappingConfig build() {
            return new MappingConfig(new Builder(this));
        }

        private static int inRange(String field, int value, int min, int max) {
            if (value < min || value > max) {
                throw ValidationException.of(
                        field, value, "Member must have value between %d and %d".formatted(min, max));
            }
            return value;
        }

        private static Duration seconds(String field, Duration value, Duration min, Duration max) {
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || value.toNanosPart() != 0) {
                throw ValidationException.of(
                        field,
                        value,
                        "Member must be whole seconds between %d and %d".formatted(min.toSeconds(), max.toSeconds()));
            }
            return value;
        }
    }
}
