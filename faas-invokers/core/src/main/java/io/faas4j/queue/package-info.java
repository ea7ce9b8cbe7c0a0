/** Queues inside the process, with the semantics of SQS standard queues: send, receive, delete, visibility timeouts. */
@NullMarked
package io.faas4j.queue;

import org.jspecify.annotations.NullMarked;
