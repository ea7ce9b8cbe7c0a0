/**
 * Where invocation records and dead letters go: queues, topics and event buses inside the process, functions, and places of
 * your own; and how they look on the wire.
 */
@NullMarked
package io.faas4j.destination;

import org.jspecify.annotations.NullMarked;
