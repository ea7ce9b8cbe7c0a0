package io.faas4j.mapping.filter;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter criteria of one mapping (section FILT): a record passes if any of the patterns matches it, and all do if there is
 * none. What is matched is a decoded copy; the record stays as it is. Immutable.
 */
public final class RecordFilter {

    /** How many patterns a mapping has at most, unless more are allowed. */
    public static final int DEFAULT_MOST_PATTERNS = 5;

    /** How many may be allowed. */
    public static final int MOST_PATTERNS = 10;

    private static final int LONGEST_PATTERN = 4_096;
    private static final RecordFilter NONE = new RecordFilter(List.of(), null);

    private final List<String> patterns;
    private final @Nullable RecordMatcher matcher;

    private RecordFilter(List<String> patterns, @Nullable RecordMatcher matcher) {
        this.patterns = patterns;
        this.matcher = matcher;
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
     * @throws InvalidParameterValueException as below
     * @throws ValidationException as below
     */
    public static RecordFilter compile(RecordOrigin origin, List<String> patterns) {
        return compile(origin, patterns, DEFAULT_MOST_PATTERNS);
    }

    /**
     * Compiles patterns.
     *
     * @param origin whose records they are for
     * @param patterns each a JSON object; none means that every record passes
     * @param mostPatterns how many there may be, 1 to {@value #MOST_PATTERNS}
     * @throws InvalidParameterValueException if one is no pattern (rule FILT-2), is not allowed for these
     *     records (rules FILT-9, FILT-10), is too complex (rule PATTERN-44), or there are too many
     * @throws ValidationException if one is longer than 4,096 characters
     */
    public static RecordFilter compile(RecordOrigin origin, List<String> patterns, int mostPatterns) {
        if (patterns.size() > mostPatterns) {
            throw new InvalidParameterValueException(
                    "A mapping has at most %d filters, here %d.".formatted(mostPatterns, patterns.size()));
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).length() > LONGEST_PATTERN) {
                throw ValidationException.of(
                        "filterCriteria.filters.%d.member.pattern".formatted(i + 1),
                        patterns.get(i),
                        "Member must have length less than or equal to " + LONGEST_PATTERN);
            }
        }
        return patterns.isEmpty()
                ? NONE
                : new RecordFilter(List.copyOf(patterns), RecordMatcher.compile(origin, patterns));
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
        return matcher == null || matcher.matches(message);
    }

    /**
     * Whether a record passes.
     *
     * @param shardId its shard
     * @param record of the stream that this was compiled for
     */
    public boolean matches(String shardId, StreamRecord record) {
        return matcher == null || matcher.matches(shardId, record);
    }
}
