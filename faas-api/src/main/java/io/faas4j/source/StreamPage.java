package io.faas4j.source;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one read of a shard gave (rule STREAM-23). Immutable; the list is not copied. */
public final class StreamPage {

    private final List<StreamRecord> records;
    private final @Nullable StreamPosition next;
    private final Duration behindLatest;

    private StreamPage(List<StreamRecord> records, @Nullable StreamPosition next, Duration behindLatest) {
        this.records = Objects.requireNonNull(records, "records");
        this.next = next;
        this.behindLatest = behindLatest;
    }

    /**
     * A page after which reading goes on.
     *
     * @param records in their order; may be empty, which does not mean the end (rule STREAM-24)
     * @param next where, a place that stays the same whatever is written: mostly {@linkplain StreamPosition#after behind} the last
     *     record that was read. After a read from {@link StreamPosition#latest()} it must be behind the newest record, or {@link
     *     StreamPosition#trimHorizon()} if there never was one: a mapping keeps it as its checkpoint, and does not start with another
     * @param behindLatest for how long the oldest record has been there that is not read yet; 0 at the tip
     * @throws IllegalArgumentException if {@code next} is {@link StreamPosition#latest()}, which would be another place each time
     */
    public static StreamPage of(List<StreamRecord> records, StreamPosition next, Duration behindLatest) {
        if (next instanceof StreamPosition.Tip) {
            throw new IllegalArgumentException(
                    "a page must say where it ends: next was latest(), which is another place each time");
        }
        return new StreamPage(records, Objects.requireNonNull(next, "next"), behindLatest);
    }

    /**
     * The last page of a closed shard.
     *
     * @param records in their order; may be empty
     */
    public static StreamPage last(List<StreamRecord> records) {
        return new StreamPage(records, null, Duration.ZERO);
    }

    /** In their order; not a copy. */
    public List<StreamRecord> records() {
        return records;
    }

    /** Where to go on; empty if the shard is closed and was read to its end. */
    public Optional<StreamPosition> next() {
        return Optional.ofNullable(next);
    }

    /** For how long, about, the oldest record has been there that is not read yet; 0 at the tip. */
    public Duration behindLatest() {
        return behindLatest;
    }
}
