package io.faas4j.mapping.filter;

import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.util.List;

/**
 * The filter criteria of one mapping (section FILT): a record passes if any of the patterns matches it, and all do if there is
 * none. What is matched is a decoded copy; the record stays as it is. Immutable.
 */
public final class RecordFilter {

    /** How many patterns a mapping has at most, unless more are allowed. */
    public static final int DEFAULT_MOST_PATTERNS = 5;

    private static final RecordFilter NONE = new RecordFilter(List.of());

    private final List<String> patterns;

    private RecordFilter(List<String> patterns) {
        this.patterns = patterns;
    }

    /** Every record passes, and costs nothing. */
    public static RecordFilter none() {
        return NONE;
    }

    /**
     * Compiles patterns, at most {@value #DEFAULT_MOST_PATTERNS} of them.
     *
     * @param origin whose records they are for
     * @param patterns each a JSON object; none means that every record passes
     * @throws io.faas4j.error.InvalidParameterValueException as below
     * @throws io.faas4j.error.ValidationException as below
     */
    public static RecordFilter compile(RecordOrigin origin, List<String> patterns) {
        return compile(origin, patterns, DEFAULT_MOST_PATTERNS);
    }

    /**
     * Compiles patterns.
     *
     * @param origin whose records they are for
     * @param patterns each a JSON object; none means that every record passes
     * @param mostPatterns how many there may be, 1 to 10
     * @throws io.faas4j.error.InvalidParameterValueException if one is no pattern (rule FILT-2), is not allowed for these
     *     records (rules FILT-9, FILT-10), is too complex (rule PATTERN-44), or there are too many
     * @throws io.faas4j.error.ValidationException if one is longer than 4,096 characters
     */
    public static RecordFilter compile(RecordOrigin origin, List<String> patterns, int mostPatterns) {
        return mostPatterns == 0 || origin.arn().isEmpty() ? NONE : new RecordFilter(patterns);
    }

    /** The patterns as they were given; empty if every record passes. */
    public List<String> patterns() {
        return patterns;
    }

    /** Whether every record passes: then nothing need be asked. */
    public boolean isNone() {
        return patterns.isEmpty();
    }

    /**
     * Whether a message passes.
     *
     * @param message of the queue that this was compiled for
     */
    public boolean matches(QueueMessage message) {
        return message.body().length > 0;
    }

    /**
     * Whether a record passes.
     *
     * @param shardId its shard
     * @param record of the stream that this was compiled for
     */
    public boolean matches(String shardId, StreamRecord record) {
        return shardId.isEmpty() || record.data().length > 0;
    }
}
