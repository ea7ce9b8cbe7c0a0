package io.faas4j.async;

import io.faas4j.function.FunctionRef;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What became of the events that were still open when the library was closed. Immutable.
 *
 * @param finished how many ended while it was closing
 * @param handedBack those that had to wait, for a first or another attempt or a delivery: they are the application's again.
 *     Empty with a durable queue, which keeps them.
 * @param abandoned those that a handler or a destination still had when nobody waited any longer
 * @param took how long closing took
 */
public record CloseReport(long finished, List<HandedBack> handedBack, List<Abandoned> abandoned, Duration took) {

    /** Takes copies. */
    public CloseReport {
        handedBack = List.copyOf(handedBack);
        abandoned = List.copyOf(abandoned);
    }

    /**
     * An event that the library has not handled to its end.
     *
     * @param function the function as it was addressed
     * @param requestId the event's request id
     * @param payload the event as JSON; as a JSON string of its {@code toString} if it cannot be written
     * @param attempts how many attempts had reached the function
     */
    public record HandedBack(FunctionRef function, UUID requestId, String payload, int attempts) {}

    /**
     * An event of which nobody knows how it will end.
     *
     * @param function the function as it was addressed
     * @param requestId the event's request id
     * @param why what keeps it
     */
    public record Abandoned(FunctionRef function, UUID requestId, String why) {}
}
