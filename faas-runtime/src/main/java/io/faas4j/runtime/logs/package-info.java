/** Logs of functions: the lines Lambda writes of each invocation, what handlers write, and the tail of both. */
@NullMarked
package io.faas4j.runtime.logs;

import org.jspecify.annotations.NullMarked;
