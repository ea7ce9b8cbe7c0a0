package io.faas4j.mapping.batch;

import io.faas4j.event.StreamFailureCondition;
import io.faas4j.source.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Cuts records out of a batch (rules ESM-STREAM-5, ESM-STREAM-9). */
final class AgeCuts {

    private AgeCuts() {}

    static AgeCut of(BatchAttempt batch, Predicate<StreamRecord> isTooOld) {
        List<StreamRecord> kept = new ArrayList<>();
        List<StreamDecision.Discard> discards = new ArrayList<>();
        List<StreamRecord> run = new ArrayList<>();
        for (StreamRecord record : batch.records()) {
            if (isTooOld.test(record)) {
                run.add(record);
            } else {
                kept.add(record);
                run = ended(run, batch, discards);
            }
        }
        ended(run, batch, discards);
        return new AgeCut(discards, rest(batch, kept));
    }

    private static List<StreamRecord> ended(
            List<StreamRecord> run, BatchAttempt batch, List<StreamDecision.Discard> discards) {
        if (run.isEmpty()) {
            return run;
        }
        int count = Math.max(1, batch.invocations());
        discards.add(new StreamDecision.Discard(run, StreamFailureCondition.RECORD_AGE_EXCEEDED, count));
        return new ArrayList<>();
    }

    private static @Nullable BatchAttempt rest(BatchAttempt batch, List<StreamRecord> kept) {
        if (kept.isEmpty()) {
            return null;
        }
        return kept.size() == batch.records().size() ? batch : batch.with(kept);
    }
}
