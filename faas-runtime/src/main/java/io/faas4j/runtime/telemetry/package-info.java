/** Meters: read when polled, so that an invocation pays nothing for them. */
@NullMarked
package io.faas4j.runtime.telemetry;

import org.jspecify.annotations.NullMarked;
