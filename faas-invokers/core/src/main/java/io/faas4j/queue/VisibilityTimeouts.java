package io.faas4j.queue;

import io.faas4j.error.InvalidParameterValueException;
import java.time.Duration;

/** The range of visibility timeouts: 0 to 12 hours. */
final class VisibilityTimeouts {

    static final Duration LONGEST = Duration.ofHours(12);

    private VisibilityTimeouts() {}

    static boolean isValid(Duration timeout) {
        return !timeout.isNegative() && timeout.compareTo(LONGEST) <= 0;
    }

    static Duration require(Duration timeout) {
        if (!isValid(timeout)) {
            throw wrong(timeout, "Must be between 0 and 43200, if provided.");
        }
        return timeout;
    }

    static InvalidParameterValueException wrong(Duration timeout, String reason) {
        return new InvalidParameterValueException("Value %s for parameter VisibilityTimeout is invalid. Reason: %s"
                .formatted(timeout.toNanosPart() == 0 ? Long.toString(timeout.toSeconds()) : timeout, reason));
    }
}
