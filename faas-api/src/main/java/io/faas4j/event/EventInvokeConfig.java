package io.faas4j.event;

import io.faas4j.error.ValidationException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How events of a function, version or alias are retried, and where they go in the end (rule ASYNC-3): for a put all of
 * it, for an update what is to change (rule ASYNC-10). Immutable; each setter answers a changed copy.
 *
 * <pre>{@code
 * EventInvokeConfig.create().maximumRetryAttempts(1).onFailure(DestinationRef.queue("failed-orders"))
 * }</pre>
 */
public final class EventInvokeConfig {

    /** How often a failed event is retried where nothing is set: 2 times, 3 attempts in all. */
    public static final int DEFAULT_RETRY_ATTEMPTS = 2;

    /** How old an event may become where nothing is set: 6 hours. */
    public static final Duration DEFAULT_EVENT_AGE = Duration.ofHours(6);

    private static final int MOST_RETRY_ATTEMPTS = 2;
    private static final Duration LOWEST_EVENT_AGE = Duration.ofMinutes(1);
    private static final Duration HIGHEST_EVENT_AGE = Duration.ofHours(6);

    private static final EventInvokeConfig NOTHING_SET = new EventInvokeConfig(null, null, null, null, Set.of());

    /** A destination that is set, be it to none. */
    private record Setting(@Nullable DestinationRef destination) {}

    private final @Nullable Integer maximumRetryAttempts;
    private final @Nullable Duration maximumEventAge;
    private final @Nullable Setting onSuccess;
    private final @Nullable Setting onFailure;
    private final Set<Class<? extends Throwable>> neverRetried;

    private EventInvokeConfig(
            @Nullable Integer maximumRetryAttempts,
            @Nullable Duration maximumEventAge,
            @Nullable Setting onSuccess,
            @Nullable Setting onFailure,
            Set<Class<? extends Throwable>> neverRetried) {
        this.maximumRetryAttempts = maximumRetryAttempts;
        this.maximumEventAge = maximumEventAge;
        this.onSuccess = onSuccess;
        this.onFailure = onFailure;
        this.neverRetried = neverRetried;
    }

    /** Nothing set. */
    public static EventInvokeConfig create() {
        return NOTHING_SET;
    }

    /**
     * Sets how often an event is retried after a function error. Throttles and errors of the runtime itself do not count
     * (rule ASYNC-5).
     *
     * @param value 0 to 2; {@value #DEFAULT_RETRY_ATTEMPTS} if never set
     * @throws ValidationException at {@code maximumRetryAttempts} outside that range
     */
    public EventInvokeConfig maximumRetryAttempts(int value) {
        if (value < 0) {
            throw ValidationException.of(
                    "maximumRetryAttempts", value, "Member must have value greater than or equal to 0");
        }
        if (value > MOST_RETRY_ATTEMPTS) {
            throw ValidationException.of(
                    "maximumRetryAttempts",
                    value,
                    "Member must have value less than or equal to " + MOST_RETRY_ATTEMPTS);
        }
        return new EventInvokeConfig(value, maximumEventAge, onSuccess, onFailure, neverRetried);
    }

    /**
     * Sets how old an event may be when an attempt begins, from its acceptance on (rule ASYNC-6).
     *
     * @param value 60 s to 6 h in whole seconds, both included; 6 h if never set
     * @throws ValidationException at {@code maximumEventAgeInSeconds} otherwise
     */
    public EventInvokeConfig maximumEventAge(Duration value) {
        if (value.compareTo(LOWEST_EVENT_AGE) < 0) {
            throw wrongAge(value, "Member must have value greater than or equal to 60");
        }
        if (value.compareTo(HIGHEST_EVENT_AGE) > 0) {
            throw wrongAge(value, "Member must have value less than or equal to 21600");
        }
        if (value.toNanosPart() != 0) {
            throw wrongAge(value, "Member must be in whole seconds");
        }
        return new EventInvokeConfig(maximumRetryAttempts, value, onSuccess, onFailure, neverRetried);
    }

    private static ValidationException wrongAge(Duration value, String constraint) {
        Object shown = value.toNanosPart() == 0 ? Long.valueOf(value.toSeconds()) : value;
        return ValidationException.of("maximumEventAgeInSeconds", shown, constraint);
    }

    /**
     * Sets where a record of each event goes that succeeds (rule ASYNC-14).
     *
     * @param value any kind but a bucket (rule ASYNC-9) or the dead-letter area, checked when it is put; null for none, which an update takes as the
     *     wish to have none from now on
     */
    public EventInvokeConfig onSuccess(@Nullable DestinationRef value) {
        return new EventInvokeConfig(
                maximumRetryAttempts, maximumEventAge, new Setting(value), onFailure, neverRetried);
    }

    /**
     * Sets where a record of each event goes that fails for good.
     *
     * @param value any kind but the dead-letter area, which keeps what no destination has taken anyway, checked when it is put;
     *     null for none, which an update takes as the wish to have none from now on
     */
    public EventInvokeConfig onFailure(@Nullable DestinationRef value) {
        return new EventInvokeConfig(
                maximumRetryAttempts, maximumEventAge, onSuccess, new Setting(value), neverRetried);
    }

    /**
     * Adds a failure after which an event is not retried, as if its attempts were used up: the handler threw it or a
     * subclass of it. Lambda has no such setting.
     *
     * @param failure a class of what handlers throw
     */
    public EventInvokeConfig neverRetry(Class<? extends Throwable> failure) {
        Set<Class<? extends Throwable>> more = new HashSet<>(neverRetried);
        more.add(Objects.requireNonNull(failure, "failure"));
        return new EventInvokeConfig(maximumRetryAttempts, maximumEventAge, onSuccess, onFailure, Set.copyOf(more));
    }

    /**
     * These settings with changes: what is set there replaces what is set here, the rest stays (rule ASYNC-10).
     *
     * @param changes what to change; failures that are never retried replace all of these here, if there are any
     */
    public EventInvokeConfig merge(EventInvokeConfig changes) {
        return new EventInvokeConfig(
                changes.maximumRetryAttempts != null ? changes.maximumRetryAttempts : maximumRetryAttempts,
                changes.maximumEventAge != null ? changes.maximumEventAge : maximumEventAge,
                changes.onSuccess != null ? changes.onSuccess : onSuccess,
                changes.onFailure != null ? changes.onFailure : onFailure,
                changes.neverRetried.isEmpty() ? neverRetried : changes.neverRetried);
    }

    /** Whether nothing at all is set; a destination that is set to none is set. */
    public boolean isEmpty() {
        return equals(NOTHING_SET);
    }

    /** How often an event is retried after a function error, if set. */
    public OptionalInt maximumRetryAttempts() {
        return maximumRetryAttempts == null ? OptionalInt.empty() : OptionalInt.of(maximumRetryAttempts);
    }

    /** How old an event may be when an attempt begins, if set. */
    public Optional<Duration> maximumEventAge() {
        return Optional.ofNullable(maximumEventAge);
    }

    /** Where records of successes go, if anywhere. */
    public Optional<DestinationRef> onSuccess() {
        return Optional.ofNullable(onSuccess).map(Setting::destination);
    }

    /** Where records of failures go, if anywhere. */
    public Optional<DestinationRef> onFailure() {
        return Optional.ofNullable(onFailure).map(Setting::destination);
    }

    /** The failures after which an event is not retried. */
    public Set<Class<? extends Throwable>> neverRetried() {
        return neverRetried;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventInvokeConfig that
                && Objects.equals(maximumRetryAttempts, that.maximumRetryAttempts)
                && Objects.equals(maximumEventAge, that.maximumEventAge)
                && Objects.equals(onSuccess, that.onSuccess)
                && Objects.equals(onFailure, that.onFailure)
                && neverRetried.equals(that.neverRetried);
    }

    @Override
    public int hashCode() {
        return Objects.hash(maximumRetryAttempts, maximumEventAge, onSuccess, onFailure, neverRetried);
    }

    @Override
    public String toString() {
        return "EventInvokeConfig[maximumRetryAttempts=%s, maximumEventAge=%s, onSuccess=%s, onFailure=%s, neverRetried=%s]"
                .formatted(
                        maximumRetryAttempts,
                        maximumEventAge,
                        onSuccess().orElse(null),
                        onFailure().orElse(null),
                        neverRetried);
    }
}
