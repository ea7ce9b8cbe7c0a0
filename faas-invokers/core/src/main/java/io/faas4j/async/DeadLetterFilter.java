package io.faas4j.async;

import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.EventCondition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which dead letters are meant: each method answers the same filter with one condition more. Immutable. */
public final class DeadLetterFilter {

    /** All of them. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null, null);

    private final @Nullable String function;
    private final @Nullable EventCondition condition;
    private final @Nullable String errorType;
    private final @Nullable Instant since;
    private final @Nullable Instant before;

    private DeadLetterFilter(
            @Nullable String function,
            @Nullable EventCondition condition,
            @Nullable String errorType,
            @Nullable Instant since,
            @Nullable Instant before) {
        this.function = function;
        this.condition = condition;
        this.errorType = errorType;
        this.since = since;
        this.before = before;
    }

    /**
     * Those of one function, whatever qualifier they were sent to.
     *
     * @param name its bare name
     */
    public static DeadLetterFilter of(String name) {
        return ALL.function(name);
    }

    /**
     * Only those of one function, whatever qualifier they were sent to.
     *
     * @param name its bare name
     */
    public DeadLetterFilter function(String name) {
        return new DeadLetterFilter(name, condition, errorType, since, before);
    }

    /**
     * Only those that failed for this reason.
     *
     * @param value {@link EventCondition#SUCCESS} for those whose record alone could not be delivered
     */
    public DeadLetterFilter condition(EventCondition value) {
        return new DeadLetterFilter(function, value, errorType, since, before);
    }

    /**
     * Only those whose last attempt failed with this error.
     *
     * @param value its type, such as {@code java.lang.IllegalStateException} or {@code Sandbox.Timedout}
     */
    public DeadLetterFilter errorType(String value) {
        return new DeadLetterFilter(function, condition, value, since, before);
    }

    /**
     * Only those that died at this time or later.
     *
     * @param value the earliest time
     */
    public DeadLetterFilter diedSince(Instant value) {
        return new DeadLetterFilter(function, condition, errorType, value, before);
    }

    /**
     * Only those that died before this time.
     *
     * @param value the first time that is too late
     */
    public DeadLetterFilter diedBefore(Instant value) {
        return new DeadLetterFilter(function, condition, errorType, since, value);
    }

    boolean takesFunction(String name) {
        return function == null || function.equals(name);
    }

    boolean takes(DeadLetter letter) {
        return takesFunction(letter.function().name())
                && (condition == null || condition == letter.condition())
                && (errorType == null || errorType.equals(lastError(letter.attempts())))
                && (since == null || !letter.diedAt().isBefore(since))
                && (before == null || letter.diedAt().isBefore(before));
    }

    private static @Nullable String lastError(List<AttemptRecord> attempts) {
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).errorType();
    }

    @Override
    public String toString() {
        return "DeadLetterFilter[function=%s, condition=%s, errorType=%s, since=%s, before=%s]"
                .formatted(function, condition, errorType, since, before);
    }
}
