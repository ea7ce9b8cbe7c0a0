package io.faas4j.mapping.batch;

import io.faas4j.event.StreamFailureCondition;
import io.faas4j.retry.Backoff;
import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of one shard and what it has behind it. A shard's loop keeps a list of them, in their order:
 *
 * <pre>{@code
 * take the first; cut() what is too old; invoke with the rest; then afterSuccess(), afterReport(), afterFailure() or
 * afterRefusal() tells what comes in its place
 * }</pre>
 *
 * <p>Immutable; the records are not copied.
 */
public final class BatchAttempt {

    private final List<StreamRecord> records;
    private final int invocations;
    private final int refusals;

    private BatchAttempt(List<StreamRecord> records, int invocations, int refusals) {
        this.records = records;
        this.invocations = invocations;
        this.refusals = refusals;
    }

    /**
     * A batch that was not tried yet.
     *
     * @param records in their order; empty only for the last invocation of a window; must not change any more
     */
    public static BatchAttempt of(List<StreamRecord> records) {
        return new BatchAttempt(records, 0, 0);
    }

    /** In their order; not a copy. */
    public List<StreamRecord> records() {
        return records;
    }

    /** How often the function was invoked with this batch. */
    public int invocations() {
        return invocations;
    }

    /** How often in a row it was not, because of a throttle or an error of the service. */
    public int refusals() {
        return refusals;
    }

    /**
     * Takes out what has become too old, before an attempt (rules ESM-STREAM-9, ESM-STREAM-10). What is left keeps its count of
     * attempts: a cut does not give it more of them.
     *
     * @param policy the mapping's
     * @param now when the attempt is
     */
    public AgeCut cut(StreamPolicy policy, Instant now) {
        if (policy.maxRecordAge() == null || records.isEmpty()) {
            return new AgeCut(List.of(), this);
        }
        // A record is too old once it is older than the limit: one that arrived then is not.
        Instant oldest = now.minus(policy.maxRecordAge());
        return AgeCuts.of(this, record -> record.approximateArrival().isBefore(oldest));
    }

    /** Whether it was tried before, though maybe no handler ran. */
    public boolean isTriedAgain() {
        return invocations > 0 || refusals > 0;
    }

    /**
     * Takes out what the stream does not keep any more, before another attempt (rule ESM-STREAM-5): as what is too old.
     *
     * @param horizon a number above those of all records that are not kept
     */
    public AgeCut cutBefore(String horizon) {
        return AgeCuts.of(this, record -> SequenceNumbers.compare(record.sequenceNumber(), horizon) < 0);
    }

    /** Takes all out, before another attempt: the stream has nothing of the shard any more. */
    public AgeCut cutAll() {
        return AgeCuts.of(this, record -> true);
    }

    /** The handler returned, and nobody looks at what. */
    public StreamDecision afterSuccess() {
        return new StreamDecision.Done(records);
    }

    /**
     * The handler returned, and its answer was read.
     *
     * @param report what it says
     * @param policy the mapping's
     * @param backoff how long to wait
     */
    public StreamDecision afterReport(StreamReport report, StreamPolicy policy, Backoff backoff) {
        if (report instanceof StreamReport.Success) {
            return afterSuccess();
        }
        // Nothing is finished before the first record: without progress it is the same batch, which has failed.
        if (report instanceof StreamReport.FailedFrom failed && failed.index() > 0) {
            List<StreamRecord> rest = records.subList(failed.index(), records.size());
            return new StreamDecision.DoneUpTo(
                    records.subList(0, failed.index()), of(new ArrayList<>(rest)), backoff.after(1));
        }
        return afterFailure(policy, backoff);
    }

    /**
     * The handler threw, timed out, or reported the whole batch (rules ESM-STREAM-5, ESM-STREAM-7, ESM-STREAM-11).
     *
     * @param policy the mapping's
     * @param backoff how long to wait
     */
    public StreamDecision afterFailure(StreamPolicy policy, Backoff backoff) {
        if (policy.bisectsOnError() && records.size() > 1) {
            return split(backoff);
        }
        int done = invocations + 1;
        if (policy.isExhausted(done)) {
            return new StreamDecision.Discard(records, StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED, done);
        }
        return new StreamDecision.RetryLater(new BatchAttempt(records, done, 0), backoff.after(done));
    }

    /** In halves, of which the first is larger if one must be (rule ESM-STREAM-12). */
    private StreamDecision split(Backoff backoff) {
        int middle = (records.size() + 1) / 2;
        return new StreamDecision.Split(
                of(List.copyOf(records.subList(0, middle))),
                of(List.copyOf(records.subList(middle, records.size()))),
                backoff.after(1));
    }

    /**
     * The function did not run: it was throttled, or the service failed (rule ESM-STREAM-6).
     *
     * @param backoff how long to wait
     */
    public StreamDecision afterRefusal(Backoff backoff) {
        int more = refusals + 1;
        return new StreamDecision.RetryLater(new BatchAttempt(records, invocations, more), backoff.after(more));
    }

    /** The same count for some of the records. */
    BatchAttempt with(List<StreamRecord> some) {
        return new BatchAttempt(some, invocations, refusals);
    }

    @Override
    public String toString() {
        return "BatchAttempt[%d records, %d invocations, %d refusals]".formatted(records.size(), invocations, refusals);
    }
}
