package io.faas4j.source;

import java.time.Instant;

/**
 * A tumbling window of a shard, by the arrival of its records (rule ESM-STREAM-18).
 *
 * @param start the first instant that belongs to it
 * @param end the first that does not
 */
public record Window(Instant start, Instant end) {}
