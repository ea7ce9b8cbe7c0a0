package io.faas4j.async.queue;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One dead letter to be sent on its way again.
 *
 * @param requestId the event's request id
 * @param target whom it is for from now on
 * @param version the version drawn for it (rule ALIAS-6); null if it is to be resolved at each attempt
 * @param dueNanos not before this, by the time source's {@code nanoTime()}
 */
public record Redrive(
        UUID requestId, EventTarget target, @Nullable String version, long dueNanos) {}
