package io.faas4j.runtime.tally;

import java.time.Instant;

/**
 * The last function error. Keeps nothing of the handler's alive.
 *
 * @param type Lambda's error type, such as a class name or {@code Sandbox.Timedout}
 * @param time when it was noted
 */
public record LastError(String type, Instant time) {}
