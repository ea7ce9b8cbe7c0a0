/**
 * Asynchronous invocation, as one asks for it and looks at it: options, retry and destination settings, destinations and
 * what they receive, dead letters, and the ledger that says where each accepted event is.
 */
@NullMarked
package io.faas4j.event;

import org.jspecify.annotations.NullMarked;
