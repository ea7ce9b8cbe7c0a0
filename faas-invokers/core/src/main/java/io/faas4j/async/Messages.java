package io.faas4j.async;

import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.InvocationRecord;

/** What is said of an event: to its destination, and to its dead-letter queue. */
interface Messages {

    /** What became of it (section DEST). */
    InvocationRecord record(QueuedEvent event, Delivery delivery, Address address);

    /** The event itself (rule DLQ-2). */
    DeadLetterMessage deadLetter(QueuedEvent event, Delivery delivery);
}
