/** One runtime: its parts put together, its settings, and its end. */
@NullMarked
package io.faas4j.runtime;

import org.jspecify.annotations.NullMarked;
