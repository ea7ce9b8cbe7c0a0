package io.faas4j.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a mapping is doing, and why not, at one moment. Immutable. */
public final class MappingStatus {

    private final MappingState state;
    private final MappingProgress.Result result;
    private final boolean isResting;
    private final int inFlight;
    private final Duration iteratorAge;
    private final Counts counts;
    private final List<LeaseStatus> leases;

    MappingStatus(MappingState state, MappingProgress progress, @Nullable Engine engine) {
        this.state = state;
        this.result = progress.result();
        this.isResting = engine != null && engine.isResting();
        this.inFlight = engine == null ? 0 : engine.inFlight();
        this.iteratorAge = progress.iteratorAge();
        this.counts = new Counts(progress.tally());
        this.leases = engine == null ? List.of() : engine.leases();
    }

    /** Where it is in its life (rule ESM-2). */
    public MappingState state() {
        return state;
    }

    /** {@code No records processed}, {@code OK} or {@code PROBLEM: ...} (rule ESM-4, which shows none for queues). */
    public String lastResult() {
        return result.text();
    }

    /** What exactly went wrong; empty if the last result is no problem. */
    public Optional<String> lastError() {
        return Optional.ofNullable(result.error());
    }

    /** Since when the last result is as it is. */
    public Instant since() {
        return result.since();
    }

    /** Whether it pauses because its function fails. */
    public boolean isResting() {
        return isResting;
    }

    /** How many records handlers have, or wait for another try. */
    public int inFlight() {
        return inFlight;
    }

    /** How old the last record of the last batch of a stream was; 0 for queues. */
    public Duration iteratorAge() {
        return iteratorAge;
    }

    /**
     * Which process reads which shard, as this one saw it about a second ago at most; those that are this process's may have records in flight.
     * Empty unless the mapping's checkpoints are in a store that several processes share, and for queues.
     */
    public List<LeaseStatus> leases() {
        return leases;
    }

    /** Records since the mapping was made. */
    public Counts counts() {
        return counts;
    }

    @Override
    public String toString() {
        return "MappingStatus[%s, %s, %d in flight]".formatted(state.wireName(), result.text(), inFlight);
    }

    /** Records since a mapping was made. Immutable. */
    public static final class Counts {

        private final long polled;
        private final long filteredOut;
        private final long invoked;
        private final long failed;
        private final long deleted;
        private final long dropped;
        private final long delivered;

        Counts(MappingTally tally) {
            this.polled = tally.polled();
            this.filteredOut = tally.filteredOut();
            this.invoked = tally.invoked();
            this.failed = tally.failed();
            this.deleted = tally.deleted();
            this.dropped = tally.dropped();
            this.delivered = tally.delivered();
        }

        /** Received or read. */
        public long polled() {
            return polled;
        }

        /** Of these, those that no filter let pass. */
        public long filteredOut() {
            return filteredOut;
        }

        /** Given to the function, again each time. */
        public long invoked() {
            return invoked;
        }

        /** Of these, those in batches that failed, or reported as failed. */
        public long failed() {
            return failed;
        }

        /** Deleted from a queue. */
        public long deleted() {
            return deleted;
        }

        /** Of a stream, given up without success. */
        public long dropped() {
            return dropped;
        }

        /** Of these, those whose failure record the destination has. */
        public long delivered() {
            return delivered;
        }
    }
}
