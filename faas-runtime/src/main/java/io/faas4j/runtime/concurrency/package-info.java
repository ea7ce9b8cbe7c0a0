/** How many invocations may run at once: the runtime's limit, its unreserved pool, and reservations. */
@NullMarked
package io.faas4j.runtime.concurrency;

import org.jspecify.annotations.NullMarked;
