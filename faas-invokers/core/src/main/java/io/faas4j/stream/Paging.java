package io.faas4j.stream;

import io.faas4j.source.StreamSource.Kind;
import java.time.Duration;

/**
 * How a kind of stream is read.
 *
 * @param maxRecords of one page
 * @param maxBytes of one page, unless its only record is larger
 * @param iteratorLife how long an iterator can be used
 */
record Paging(int maxRecords, long maxBytes, Duration iteratorLife) {

    private static final int MIB = 1 << 20;

    /** Rules STREAM-21, STREAM-22. */
    private static final Paging OF_RECORDS = new Paging(10_000, 10 * MIB, Duration.ofMinutes(5));

    /** Rule CHANGE-6. */
    private static final Paging OF_CHANGES = new Paging(1_000, MIB, Duration.ofMinutes(15));

    static Paging of(Kind kind) {
        return kind == Kind.RECORDS ? OF_RECORDS : OF_CHANGES;
    }
}
