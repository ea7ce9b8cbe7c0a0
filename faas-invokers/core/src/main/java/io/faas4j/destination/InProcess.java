package io.faas4j.destination;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.event.Destination;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.StreamFailureRecord;

/** The destinations that the library brings itself. */
sealed interface InProcess extends Destination {

    /** A topic: the message is the body (rules DEST-6, DLQ-2). */
    record OfTopic(Topic topic) implements InProcess {
        @Override
        public void deliver(DestinationMessage message) throws Exception {
            topic.publish(message.body(), Attributes.of(message));
        }
    }

    /** An event bus: the record is the detail (rule DEST-6). */
    record OfBus(EventBus bus) implements InProcess {
        @Override
        public void deliver(DestinationMessage message) throws Exception {
            if (message instanceof InvocationRecord result) {
                bus.put(result);
            } else if (message instanceof StreamFailureRecord failure) {
                bus.put(failure);
            } else {
                throw new InvalidParameterValueException(
                        "The event bus '%s' takes records and no dead letters.".formatted(bus.name()));
            }
        }
    }
}
