package io.faas4j.mapping;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a mapping fares, over all its configurations: what was counted, the last result, the last trouble and since when. Trouble
 * is logged when it begins, and not again until it was over. Safe for use by many threads.
 */
final class MappingProgress {

    private static final Logger log = LoggerFactory.getLogger(MappingProgress.class);

    static final String NONE_YET = "No records processed";
    static final String OK = "OK";

    private final String mapping;
    private final TimeSource time;
    private final MappingTally tally = new MappingTally();
    private volatile Result result;
    private volatile long iteratorAgeNanos;

    MappingProgress(String mapping, TimeSource time) {
        this.mapping = mapping;
        this.time = time;
        this.result = new Result(NONE_YET, null, time.now());
    }

    /**
     * What happened last.
     *
     * @param text {@code OK} or {@code PROBLEM: ...} (rule ESM-4)
     * @param error what went wrong; null if nothing did
     * @param since when it began to be so
     */
    record Result(String text, @Nullable String error, Instant since) {}

    /** The mapping's name, by which its checkpoints are known. */
    String mapping() {
        return mapping;
    }

    MappingTally tally() {
        return tally;
    }

    Result result() {
        return result;
    }

    void ok() {
        if (!OK.equals(result.text())) {
            result = new Result(OK, null, time.now());
        }
    }

    /**
     * A batch failed, or a source could not be reached.
     *
     * @param problem in a few words, the same for the same trouble
     * @param error what exactly
     */
    void problem(String problem, @Nullable Object error) {
        String text = "PROBLEM: " + problem;
        Result last = result;
        boolean isNew = !text.equals(last.text());
        result = new Result(text, String.valueOf(error), isNew ? time.now() : last.since());
        if (isNew) {
            FailureLog.warn(log, "Event source mapping {}: {} ({})", mapping, problem, String.valueOf(error));
        }
    }

    /** A batch is handed over whose last record arrived then. */
    void handedOver(Instant arrival) {
        iteratorAgeNanos = Math.max(0, Duration.between(arrival, time.now()).toNanos());
    }

    Duration iteratorAge() {
        return Duration.ofNanos(iteratorAgeNanos);
    }
}
