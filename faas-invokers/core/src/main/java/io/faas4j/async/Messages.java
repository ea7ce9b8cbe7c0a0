package io.faas4j.async;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.destination.DeadLetterMessages;
import io.faas4j.destination.FunctionResponse;
import io.faas4j.destination.InvocationRecords;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.EventCondition;
import io.faas4j.event.InvocationRecord;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is said of an event: to its destination, and to its dead-letter queue. Safe for use by many threads. */
final class Messages {

    private final InvocationRecords records;
    private final Function<@Nullable Object, byte[]> json;

    Messages(InvocationRecords records, Function<@Nullable Object, byte[]> json) {
        this.records = records;
        this.json = json;
    }

    /** What became of it (section DEST). */
    InvocationRecord record(QueuedEvent event, Delivery delivery, Address address) {
        return records.of(
                event.requestId(),
                address.function(),
                delivery.condition(),
                event.attempts(),
                json.apply(event.payload()),
                response(event.lastAttempt(), delivery.condition() == EventCondition.SUCCESS));
    }

    /** Nothing if no attempt produced one (rule DEST-4). */
    private static @Nullable FunctionResponse response(@Nullable Attempt last, boolean isSuccess) {
        String version = last == null ? null : last.version();
        byte[] body = last == null ? null : last.response();
        if (version == null || body == null) {
            return null;
        }
        return isSuccess ? FunctionResponse.result(version, body) : FunctionResponse.error(version, body);
    }

    /** The event itself (rule DLQ-2). */
    DeadLetterMessage deadLetter(QueuedEvent event, Delivery delivery) {
        String message = delivery.errorMessage();
        return DeadLetterMessages.of(
                event.requestId(), json.apply(event.payload()), delivery.statusCode(), message == null ? "" : message);
    }
}
