/** Asynchronous invocation: events that are accepted at once, and end in success, in a destination, or with an operator. */
@NullMarked
package io.faas4j.async;

import org.jspecify.annotations.NullMarked;
