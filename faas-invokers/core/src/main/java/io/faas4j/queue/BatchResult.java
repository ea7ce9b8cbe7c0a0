package io.faas4j.queue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a batch: each entry is in one of both (rules COMMON-6, QUEUE-63).
 *
 * @param successful by the entries' ids, in their order: what was answered to a message that was sent, or the receipt handle
 * @param failed in the order of the entries
 * @param <T> what an entry that was done has for a result
 */
public record BatchResult<T>(Map<String, T> successful, List<BatchFailure> failed) {

    /** Takes copies. */
    public BatchResult {
        successful = Collections.unmodifiableMap(new LinkedHashMap<>(successful));
        failed = List.copyOf(failed);
    }
}
