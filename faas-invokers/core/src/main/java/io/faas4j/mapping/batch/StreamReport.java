package io.faas4j.mapping.batch;

import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a handler's answer says of the records of a batch (rules ESM-STREAM-17, ESM-STREAM-19). */
public sealed interface StreamReport {

    /**
     * All were handled.
     *
     * @param state of the window from now on, a JSON object; null outside of windows and for their last invocation
     */
    @SuppressWarnings("ArrayRecordComponent") // Two reports are never compared.
    record Success(byte @Nullable [] state) implements StreamReport {}

    /**
     * All before one were handled, and from that one on none.
     *
     * @param index of the reported record with the lowest sequence number, in the batch
     * @param state of the window from now on, as in {@link Success}
     */
    @SuppressWarnings("ArrayRecordComponent") // Two reports are never compared.
    record FailedFrom(int index, byte @Nullable [] state) implements StreamReport {}

    /**
     * The whole batch failed: it cannot be made out which records did, or the window's state is missing.
     *
     * @param reason what is wrong with the answer
     */
    record BatchFailed(String reason) implements StreamReport {}

    /** What failed, in a few words; null if nothing did. */
    default @Nullable String failure() {
        if (this instanceof FailedFrom from) {
            return "reported from record %d on".formatted(from.index());
        }
        return this instanceof BatchFailed failed ? failed.reason() : null;
    }

    /**
     * Reads an answer outside of windows that is JSON, for a mapping that is set to look. Never throws.
     *
     * @param json the answer; null and no bytes mean null
     * @param records those that the handler was given
     */
    static StreamReport read(byte @Nullable [] json, List<StreamRecord> records) {
        return StreamReports.read(Answer.of(json), records);
    }

    /**
     * Reads an answer in a window that is JSON (rule ESM-STREAM-19). Never throws.
     *
     * @param json the answer; null and no bytes mean null
     * @param records those that the handler was given
     * @param looksAtFailures whether the mapping is set to look at reported failures; the state is looked at anyway
     */
    static StreamReport readInWindow(byte @Nullable [] json, List<StreamRecord> records, boolean looksAtFailures) {
        return StreamReports.readInWindow(Answer.of(json), records, looksAtFailures);
    }

    /**
     * Reads an answer outside of windows that is an object, for a mapping that is set to look. Never throws.
     *
     * @param response the answer
     * @param records those that the handler was given
     */
    static StreamReport of(@Nullable BatchResponse response, List<StreamRecord> records) {
        return response == null ? new Success(null) : StreamReports.of(Reported.by(response), records, null);
    }
}
