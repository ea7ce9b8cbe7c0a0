package io.faas4j.event;

import java.time.Instant;

/**
 * The settings for asynchronous invocation of a function, version or alias as they are at one moment. Immutable.
 *
 * @param functionArn whose they are, always with a qualifier, be it {@code $LATEST} (rule ASYNC-11)
 * @param lastModified when they were last put or updated, to the millisecond
 * @param config the settings; what is not set there has its default
 */
public record FunctionEventInvokeConfig(String functionArn, Instant lastModified, EventInvokeConfig config) {}
