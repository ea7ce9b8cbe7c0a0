package io.faas4j.mapping.batch;

import io.faas4j.mapping.batch.StreamReport.BatchFailed;
import io.faas4j.mapping.batch.StreamReport.FailedFrom;
import io.faas4j.mapping.batch.StreamReport.Success;
import io.faas4j.source.StreamRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of rule ESM-STREAM-17, and what rule ESM-STREAM-19 adds to it. */
final class StreamReports {

    private StreamReports() {}

    static StreamReport read(Answer answer, List<StreamRecord> records) {
        return switch (answer.form()) {
            case NOTHING, EMPTY_TEXT, EMPTY_LIST -> new Success(null);
            case OBJECT -> readFailures(answer, records, null);
            case OTHER -> new BatchFailed("the answer is not a JSON object");
        };
    }

    static StreamReport readInWindow(Answer answer, List<StreamRecord> records, boolean looksAtFailures) {
        byte[] state = answer.state();
        if (state == null) {
            return new BatchFailed("the answer has no state that is an object");
        }
        return looksAtFailures ? readFailures(answer, records, state) : new Success(state);
    }

    private static StreamReport readFailures(Answer answer, List<StreamRecord> records, byte @Nullable [] state) {
        try {
            return of(answer.failures(), records, state);
        } catch (Answer.UnreadableException unreadable) {
            return new BatchFailed(unreadable.reason());
        }
    }

    static StreamReport of(List<String> sequenceNumbers, List<StreamRecord> records, byte @Nullable [] state) {
        if (sequenceNumbers.isEmpty()) {
            return new Success(state);
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            places.put(records.get(i).sequenceNumber(), i);
        }
        String lowest = sequenceNumbers.get(0);
        for (String number : sequenceNumbers) {
            if (!places.containsKey(number)) {
                return new BatchFailed("an itemIdentifier is none of this batch's");
            }
            lowest = SequenceNumbers.compare(number, lowest) < 0 ? number : lowest;
        }
        return new FailedFrom(places.getOrDefault(lowest, 0), state);
    }
}
