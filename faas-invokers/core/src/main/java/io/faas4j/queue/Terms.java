package io.faas4j.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a queue's attributes come to, ready for use. Immutable. */
final class Terms {

    final QueueAttributes attributes;
    final Duration visibilityTimeout;
    final long delayNanos;
    final long retentionNanos;
    final int maximumMessageSize;
    final @Nullable String deadLetterTarget;
    final int maxReceiveCount;

    Terms(QueueAttributes attributes) {
        this.attributes = attributes;
        this.visibilityTimeout = attributes.visibilityTimeout();
        this.delayNanos = attributes.delay().toNanos();
        this.retentionNanos = attributes.retention().toNanos();
        this.maximumMessageSize = attributes.maximumMessageSize();
        this.deadLetterTarget = attributes
                .redrivePolicy()
                .map(RedrivePolicy::deadLetterTargetArn)
                .orElse(null);
        this.maxReceiveCount =
                attributes.redrivePolicy().map(RedrivePolicy::maxReceiveCount).orElse(0);
    }
}
