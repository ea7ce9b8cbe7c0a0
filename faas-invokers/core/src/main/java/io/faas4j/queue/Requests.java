package io.faas4j.queue;

import io.faas4j.error.FaasException;
import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What requests must look like, whatever the queue (rules QUEUE-60, QUEUE-61). */
final class Requests {

    private static final int MOST_ENTRIES = 10;
    private static final int LONGEST_ID = 80;
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(12);

    private Requests() {}

    static void checkTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw Refusals.invalid(
                    "VisibilityTimeout", Refusals.shown(timeout), "Must be between 0 and 43200, if provided.");
        }
    }

    static void checkBatch(List<? extends BatchEntry<?>> entries) {
        if (entries.isEmpty()) {
            throw new QueueException(Reason.EMPTY_BATCH_REQUEST, "There should be at least one entry in the request.");
        }
        if (entries.size() > MOST_ENTRIES) {
            throw new QueueException(
                    Reason.TOO_MANY_ENTRIES_IN_BATCH_REQUEST,
                    "Maximum number of entries per request are %d. You have sent %d."
                            .formatted(MOST_ENTRIES, entries.size()));
        }
        Set<String> ids = new HashSet<>();
        for (BatchEntry<?> entry : entries) {
            if (!isName(entry.id(), LONGEST_ID)) {
                throw new QueueException(
                        Reason.INVALID_BATCH_ENTRY_ID,
                        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be "
                                + "at most 80 letters long. It was '%s'.".formatted(entry.id()));
            }
            if (!ids.add(entry.id())) {
                throw new QueueException(Reason.BATCH_ENTRY_IDS_NOT_DISTINCT, "Id %s repeated.".formatted(entry.id()));
            }
        }
    }

    /** Whether a text is 1 to so many of {@code [A-Za-z0-9_-]}. */
    static boolean isName(String text, int longest) {
        boolean isName = !text.isEmpty() && text.length() <= longest;
        for (int i = 0; isName && i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            isName = isLetter || (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        return isName;
    }

    static BatchFailure failure(BatchEntry<?> entry, FaasException fault) {
        return new BatchFailure(entry.id(), fault.code(), String.valueOf(fault.getMessage()), true);
    }
}
