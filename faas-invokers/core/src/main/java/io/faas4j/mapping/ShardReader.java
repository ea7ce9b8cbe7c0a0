package io.faas4j.mapping;

import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one shard on, one page at a time. Used by one thread at a time, but for what is volatile. */
final class ShardReader {

    private final StreamSource source;
    private final String shardId;
    private StreamPosition position;
    private volatile boolean isAtEnd;
    private volatile @Nullable Instant tip;

    ShardReader(StreamSource source, String shardId, StreamPosition position) {
        this.source = source;
        this.shardId = shardId;
        this.position = position;
    }

    /** Takes what was read. */
    interface Sink {
        void add(List<StreamRecord> records);
    }

    /**
     * Reads a page.
     *
     * @param limit how many records at most
     * @param now when that is
     * @return whether there may be more at once
     */
    boolean read(int limit, Instant now, Sink sink) throws Exception {
        if (isAtEnd) {
            return false;
        }
        StreamPage page = source.read(shardId, position, limit);
        sink.add(page.records());
        StreamPosition next = page.next().orElse(null);
        if (next == null) {
            tip = now;
            isAtEnd = true;
            return false;
        }
        position = next;
        boolean isMore =
                !page.behindLatest().equals(Duration.ZERO) || page.records().size() >= limit;
        tip = isMore ? null : now;
        return isMore;
    }

    /** The source does not have the shard any more: this is its end. */
    void end() {
        isAtEnd = true;
    }

    /** Whether the shard is closed, and was read to its end. */
    boolean isAtEnd() {
        return isAtEnd;
    }

    /** When nothing more was there; null if more was. */
    @Nullable
    Instant tip() {
        return tip;
    }
}
