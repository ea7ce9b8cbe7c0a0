package io.faas4j.async.queue;

import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be delivered about an event whose attempts are over, and how far that is. Immutable.
 *
 * @param condition why the attempts are over
 * @param statusCode 200 for a success or a function error, else the status that the runtime refused with (rule DLQ-3)
 * @param errorMessage what a dead-letter message says; null if there is no error
 * @param targets where it was to go when the attempts were over
 * @param isOrphan whether the function was deleted since: then those targets hold, and no configuration
 * @param pending what has still to be delivered: one bit each, which the invoker gives their meaning
 * @param taken what was delivered; the same bits
 * @param failed what has failed in a try that is not over; the same bits, none between two tries
 * @param tries how often delivering was tried
 * @param lastError what the last try failed with; null if none did
 * @param undelivered the destinations that were given up; copied
 */
public record Delivery(
        EventCondition condition,
        int statusCode,
        @Nullable String errorMessage,
        Targets targets,
        boolean isOrphan,
        int pending,
        int taken,
        int failed,
        int tries,
        @Nullable String lastError,
        List<DestinationRef> undelivered) {

    /** Takes a copy of the destinations. */
    public Delivery {
        undelivered = List.copyOf(undelivered);
    }

    /**
     * Where things go.
     *
     * @param record where the invocation record goes; null for nowhere
     * @param deadLetter where the event itself goes; null for nowhere
     */
    public record Targets(
            @Nullable DestinationRef record, @Nullable DestinationRef deadLetter) {

        /** Nowhere. */
        public static final Targets NONE = new Targets(null, null);
    }

    /**
     * A delivery that was not tried yet.
     *
     * @param condition why the attempts are over
     * @param statusCode 200, or the status of a refusal
     * @param errorMessage null if there is none
     * @param targets where it goes as things are now
     * @param pending what has to be delivered
     */
    public static Delivery of(
            EventCondition condition, int statusCode, @Nullable String errorMessage, Targets targets, int pending) {
        return new Delivery(condition, statusCode, errorMessage, targets, false, pending, 0, 0, 0, null, List.of());
    }

    /**
     * After a try that did not get everything delivered.
     *
     * @param left what has still to be delivered
     * @param nowTaken what was delivered, in this try or before
     * @param error what failed
     */
    public Delivery tried(int left, int nowTaken, String error) {
        return with(isOrphan, left, nowTaken, 0, tries + 1, error, undelivered);
    }

    /**
     * In the middle of a try, of which a part has failed and the rest is to follow.
     *
     * @param left what has still to be delivered
     * @param nowTaken what was delivered, in this try or before
     * @param nowFailed what this try has failed to deliver
     * @param error what failed
     */
    public Delivery partlyTried(int left, int nowTaken, int nowFailed, String error) {
        return with(isOrphan, left, nowTaken, nowFailed, tries, error, undelivered);
    }

    /**
     * Given up: what is pending stays so, for a redrive.
     *
     * @param destinations those that did not take their message
     */
    public Delivery givenUp(List<DestinationRef> destinations) {
        return with(isOrphan, pending, taken, 0, tries, lastError, destinations);
    }

    /** As what an event ends that is kept with this: by its age as expired, else as dead. */
    public EventState endsAs() {
        return condition == EventCondition.EVENT_AGE_EXCEEDED ? EventState.EXPIRED : EventState.DEAD;
    }

    /** As before its first try, for a redrive. */
    Delivery again() {
        return with(isOrphan, pending, taken, 0, 0, null, List.of());
    }

    /** Of a function that was deleted. */
    Delivery orphaned() {
        return isOrphan ? this : with(true, pending, taken, failed, tries, lastError, undelivered);
    }

    private Delivery with(
            boolean nowOrphan,
            int nowPending,
            int nowTaken,
            int nowFailed,
            int nowTries,
            @Nullable String error,
            List<DestinationRef> nowUndelivered) {
        return new Delivery(
                condition,
                statusCode,
                errorMessage,
                targets,
                nowOrphan,
                nowPending,
                nowTaken,
                nowFailed,
                nowTries,
                error,
                nowUndelivered);
    }
}
