/**
 * Meters, read when polled, so that an invocation pays nothing for them; and observations of invocations, for those who set a
 * registry for them.
 */
@NullMarked
package io.faas4j.runtime.telemetry;

import org.jspecify.annotations.NullMarked;
