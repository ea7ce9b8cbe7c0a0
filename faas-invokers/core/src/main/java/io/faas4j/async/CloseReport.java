package io.faas4j.async;

import io.faas4j.event.AttemptRecord;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.event.InvocationRecord;
import io.faas4j.function.FunctionRef;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events, and of the records in flight, that were still open when the library was closed. Immutable.
 *
 * @param finished how many ended while it was closing
 * @param handedBack those that had to wait, for a first or another attempt or a delivery: they are the application's again.
 *     Empty with a durable queue, which keeps them.
 * @param abandoned those that a worker still had when nobody waited any longer: neither a handler nor a destination, which are
 *     timed out, but the user's code that reads or writes a payload
 * @param recordsInFlight what event source mappings had received or read and not finished, one entry for each mapping that had
 *     something: their sources give it out again
 * @param took how long closing took
 */
public record CloseReport(
        long finished,
        List<HandedBack> handedBack,
        List<Abandoned> abandoned,
        List<RecordsInFlight> recordsInFlight,
        Duration took) {

    /** Takes copies. */
    public CloseReport {
        handedBack = List.copyOf(handedBack);
        abandoned = List.copyOf(abandoned);
        recordsInFlight = List.copyOf(recordsInFlight);
    }

    /**
     * The same, with what mappings had.
     *
     * @param records by mapping
     */
    public CloseReport withRecordsInFlight(List<RecordsInFlight> records) {
        return new CloseReport(finished, handedBack, abandoned, records, took);
    }

    /**
     * Records of one event source mapping that are not finished. Messages that no handler has had were given back to their queue,
     * those that a handler has had come again when their visibility timeout ends; a stream is read again from behind the last
     * record that is finished. A handler that goes on beyond the end may have handled some of them.
     *
     * @param mapping its id
     * @param name by what its checkpoints are known
     * @param eventSourceArn the source
     * @param function the function, as it was addressed
     * @param records how many, more than 0
     */
    public record RecordsInFlight(
            UUID mapping, String name, String eventSourceArn, FunctionRef function, int records) {}

    /**
     * An event that the library has not handled to its end. As long as there is no condition its function is to be invoked,
     * and sending it anew does that: {@code faas.invokeAsync(back.function().toString(), ..., back.options())}. Otherwise its
     * attempts are over, and only what became of it is still to be told to somebody: to send it anew would be to run it once
     * more.
     *
     * @param function the function as it was addressed
     * @param requestId the event's request id
     * @param payload the event as JSON; as a JSON string of its {@code toString} if it cannot be written
     * @param options what was asked for it: its keys, tenant and priority, and as delay what is left of it before the first
     *     attempt
     * @param state where it was: {@code QUEUED}, {@code WAITING_FOR_RETRY} or {@code DELIVERING}
     * @param attempts those that had reached the function, the first one first; copied
     * @param condition why its attempts are over, {@link EventCondition#SUCCESS} if its function has succeeded; null if they
     *     are not
     * @param undelivered the record that no destination has taken, as far as is known; null if none is pending
     */
    public record HandedBack(
            FunctionRef function,
            UUID requestId,
            String payload,
            EventOptions options,
            EventState state,
            List<AttemptRecord> attempts,
            @Nullable EventCondition condition,
            @Nullable InvocationRecord undelivered) {

        /** Takes a copy. */
        public HandedBack {
            attempts = List.copyOf(attempts);
        }

        /** Whether the function is to be invoked with it: its attempts are not over. */
        public boolean isToBeInvoked() {
            return condition == null;
        }
    }

    /**
     * An event of which nobody knows how it will end.
     *
     * @param function the function as it was addressed
     * @param requestId the event's request id
     * @param why what keeps it
     */
    public record Abandoned(FunctionRef function, UUID requestId, String why) {}
}
