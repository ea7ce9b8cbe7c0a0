package io.faas4j.mapping;

import io.faas4j.source.StreamRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a shard are finished, so that the checkpoint stands behind the last one before which all are (rule
 * ESM-STREAM-4). Guarded by its shard's monitor.
 */
final class ShardProgress {

    /** A record that was read; what it holds is let go of once it is finished. */
    private static final class Mark {
        final String sequenceNumber;

        @Nullable
        StreamRecord unfinished;

        Mark(StreamRecord record, boolean isFinished) {
            this.sequenceNumber = record.sequenceNumber();
            this.unfinished = isFinished ? null : record;
        }
    }

    private final Deque<Mark> marks = new ArrayDeque<>();
    private int unfinished;
    private @Nullable String finished;

    ShardProgress(@Nullable String finished) {
        this.finished = finished;
    }

    /**
     * A record was read.
     *
     * @param isFinished whether there is nothing to do about it
     */
    void read(StreamRecord record, boolean isFinished) {
        if (isFinished && marks.isEmpty()) {
            finished = record.sequenceNumber();
            return;
        }
        marks.addLast(new Mark(record, isFinished));
        unfinished += isFinished ? 0 : 1;
    }

    /** Nothing is left to do about these, which are in the order of the shard. */
    void finish(List<StreamRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        int next = 0;
        for (Mark mark : marks) {
            if (mark.unfinished == records.get(next)) {
                mark.unfinished = null;
                unfinished--;
                next++;
                if (next == records.size()) {
                    break;
                }
            }
        }
        for (Mark first = marks.peekFirst(); first != null && first.unfinished == null; first = marks.peekFirst()) {
            finished = first.sequenceNumber;
            marks.removeFirst();
        }
    }

    /** How many records are not finished. */
    int unfinished() {
        return unfinished;
    }

    /** How many records are not finished, or stand behind one that is not. */
    int open() {
        return marks.size();
    }

    /** The last one that is finished with all before it; null if there is none. */
    @Nullable
    String finished() {
        return finished;
    }
}
