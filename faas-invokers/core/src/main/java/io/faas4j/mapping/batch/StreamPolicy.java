package io.faas4j.mapping.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a mapping gives records up (rules ESM-STREAM-7, ESM-STREAM-9, ESM-STREAM-11). Who makes it has checked the ranges.
 *
 * @param maxRetryAttempts how often an unchanged batch is tried again; -1 means without end
 * @param maxRecordAge how old a record may be; null means as old as it will
 * @param bisectsOnError whether a batch that failed is split in two
 */
public record StreamPolicy(int maxRetryAttempts, @Nullable Duration maxRecordAge, boolean bisectsOnError) {

    /** As a mapping is by default: tried again without end, never split. */
    public static final StreamPolicy DEFAULT = new StreamPolicy(-1, null, false);

    /** Whether a batch that was given to the function so often is not tried again (rule ESM-STREAM-7). */
    boolean isExhausted(int invocations) {
        return maxRetryAttempts >= 0 && invocations > maxRetryAttempts;
    }
}
