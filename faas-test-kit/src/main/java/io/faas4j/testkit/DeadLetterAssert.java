package io.faas4j.testkit;

import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on an event that failed for good and was kept. */
public final class DeadLetterAssert extends AbstractAssert<DeadLetterAssert, DeadLetter> {

    DeadLetterAssert(@Nullable DeadLetter actual) {
        super(actual, DeadLetterAssert.class);
    }

    /**
     * Why it is here.
     *
     * @param expected such as {@link EventCondition#RETRIES_EXHAUSTED}
     */
    public DeadLetterAssert hasCondition(EventCondition expected) {
        isNotNull();
        return has("condition", expected, actual.condition());
    }

    /**
     * The function as it was addressed.
     *
     * @param expected such as {@code pay:live}
     */
    public DeadLetterAssert isOf(String expected) {
        isNotNull();
        return has("function", expected, actual.function().toString());
    }

    /**
     * The event.
     *
     * @param json exactly its bytes, as text
     */
    public DeadLetterAssert hasPayload(String json) {
        isNotNull();
        return has("payload", json, actual.payloadAsText());
    }

    /**
     * How many attempts reached the function.
     *
     * @param expected 0 or more
     */
    public DeadLetterAssert hasAttempts(int expected) {
        isNotNull();
        return has("number of attempts", expected, actual.attempts().size());
    }

    /**
     * How often it was throttled.
     *
     * @param expected 0 or more
     */
    public DeadLetterAssert hasThrottles(int expected) {
        isNotNull();
        return has("number of throttles", expected, actual.throttles());
    }

    /**
     * The time between the end of each attempt and the beginning of the next.
     *
     * @param expected one fewer than there are attempts
     */
    public DeadLetterAssert hasDelays(Duration... expected) {
        isNotNull();
        List<Duration> delays = new ArrayList<>();
        for (int i = 1; i < actual.attempts().size(); i++) {
            AttemptRecord before = actual.attempts().get(i - 1);
            Instant end = before.at().plus(before.duration());
            delays.add(Duration.between(end, actual.attempts().get(i).at()));
        }
        return has("delays", List.of(expected), delays);
    }

    /**
     * How the last attempt failed.
     *
     * @param errorType the class name of what was thrown, or one of the platform's types
     */
    public DeadLetterAssert diedOf(String errorType) {
        isNotNull();
        List<AttemptRecord> attempts = actual.attempts();
        return has(
                "last error type",
                errorType,
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).errorType());
    }

    /**
     * How old the event was when it failed for good.
     *
     * @param expected exactly that
     */
    public DeadLetterAssert diedAtAge(Duration expected) {
        isNotNull();
        return has("age", expected, Duration.between(actual.acceptedAt(), actual.diedAt()));
    }

    /**
     * Which destinations could not be reached.
     *
     * @param expected none if all that there were have taken it
     */
    public DeadLetterAssert wasNotDeliveredTo(DestinationRef... expected) {
        isNotNull();
        return has("undelivered destinations", List.of(expected), actual.undelivered());
    }

    private DeadLetterAssert has(String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(found, expected)) {
            failWithActualExpectedAndMessage(
                    found, expected, "Expected %s <%s>, but was <%s> of %s", what, expected, found, actual);
        }
        return this;
    }
}
