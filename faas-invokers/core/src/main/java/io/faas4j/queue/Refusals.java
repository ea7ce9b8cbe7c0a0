package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import java.time.Duration;

/** The errors that more than one place needs. */
final class Refusals {

    private Refusals() {}

    static QueueException missing(String parameter) {
        return new QueueException(
                Reason.MISSING_PARAMETER, "The request must contain the parameter %s.".formatted(parameter));
    }

    static QueueException invalid(String message) {
        return new QueueException(Reason.INVALID_PARAMETER_VALUE, message);
    }

    static QueueException invalid(String parameter, Object value, String reason) {
        return invalid("Value %s for parameter %s is invalid. Reason: %s".formatted(value, parameter, reason));
    }

    static QueueException notForThisKind(String parameter, Object value) {
        return invalid(parameter, value, "The request include parameter that is not valid for this queue type.");
    }

    static QueueException attributeValue(QueueAttribute attribute, String reason) {
        return new QueueException(
                Reason.INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter %s. Reason: %s".formatted(attribute, reason));
    }

    static QueueException attributeName(String name) {
        return new QueueException(Reason.INVALID_ATTRIBUTE_NAME, "Unknown Attribute %s.".formatted(name));
    }

    static QueueException noQueue(String queue) {
        return new QueueException(
                Reason.NON_EXISTENT_QUEUE, "The specified queue does not exist: '%s'.".formatted(queue));
    }

    static QueueException deletedRecently() {
        return new QueueException(
                Reason.QUEUE_DELETED_RECENTLY,
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
    }

    static QueueException purgedRecently(String queue) {
        return new QueueException(
                Reason.PURGE_QUEUE_IN_PROGRESS,
                "Only one PurgeQueue operation on %s is allowed every 60 seconds.".formatted(queue));
    }

    static QueueException tooLong(Duration timeout) {
        return invalid(
                "VisibilityTimeout",
                shown(timeout),
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
    }

    static QueueException overLimit(int most) {
        return new QueueException(Reason.OVER_LIMIT, "At most %d messages can be in flight.".formatted(most));
    }

    static QueueException expired(String handle) {
        return invalid("ReceiptHandle", handle, "The receipt handle has expired.");
    }

    static QueueException notInFlight(String handle) {
        return invalid(
                "ReceiptHandle", handle, "Message does not exist or is not available for visibility timeout change.");
    }

    /** Whole seconds as a number, as SQS knows them; all else as it is. */
    static Object shown(Duration duration) {
        return duration.toNanosPart() == 0 ? Long.toString(duration.toSeconds()) : duration;
    }
}
