/**
 * Queues inside the process, with the semantics of SQS: standard and FIFO queues, visibility timeouts, delays, long polling,
 * dead-letter queues and the way back from them, de-duplication, fair delivery. In memory, or in a store that outlives the process.
 */
@NullMarked
package io.faas4j.queue;

import org.jspecify.annotations.NullMarked;
