package io.faas4j.async.queue;

import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be delivered about an event whose attempts are over, and how far that is. Immutable.
 *
 * @param condition why the attempts are over
 * @param statusCode 200 for a success or a function error, else the status that the runtime refused with (rule DLQ-3)
 * @param errorMessage what a dead-letter message says; null if there is no error
 * @param pending what has still to be delivered: one bit each, which the invoker gives their meaning
 * @param tries how often delivering was tried
 * @param lastError what the last try failed with; null if none did
 * @param undelivered the destinations that were given up; copied
 */
public record Delivery(
        EventCondition condition,
        int statusCode,
        @Nullable String errorMessage,
        int pending,
        int tries,
        @Nullable String lastError,
        List<DestinationRef> undelivered) {

    /** Takes a copy of the destinations. */
    public Delivery {
        undelivered = List.copyOf(undelivered);
    }

    /**
     * A delivery that was not tried yet.
     *
     * @param condition why the attempts are over
     * @param statusCode 200, or the status of a refusal
     * @param errorMessage null if there is none
     * @param pending what has to be delivered
     */
    public static Delivery of(EventCondition condition, int statusCode, @Nullable String errorMessage, int pending) {
        return new Delivery(condition, statusCode, errorMessage, pending, 0, null, List.of());
    }

    /**
     * After a try that did not get everything delivered.
     *
     * @param left what has still to be delivered
     * @param error what failed
     */
    public Delivery tried(int left, String error) {
        return new Delivery(condition, statusCode, errorMessage, left, tries + 1, error, undelivered);
    }

    /**
     * Given up: what is pending stays so, for a redrive.
     *
     * @param destinations those that did not take their message
     */
    public Delivery givenUp(List<DestinationRef> destinations) {
        return new Delivery(condition, statusCode, errorMessage, pending, tries, lastError, destinations);
    }

    /** As before its first try, for a redrive. */
    Delivery again() {
        return of(condition, statusCode, errorMessage, pending);
    }
}
