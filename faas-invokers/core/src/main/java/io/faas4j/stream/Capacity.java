package io.faas4j.stream;

import io.faas4j.error.StreamFullException.Limit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How much a stream keeps, and may keep. Exact, and safe for use by many threads. */
final class Capacity implements ShardLog.Freed {

    private final long maxRecords;
    private final long maxBytes;
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Capacity(long maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Takes room for a record; answers which bound leaves none for it, or null. */
    @Nullable
    Limit tryTake(long size) {
        if (!tryTake(records, 1, maxRecords)) {
            return Limit.RECORDS;
        }
        if (!tryTake(bytes, size, maxBytes)) {
            records.decrementAndGet();
            return Limit.BYTES;
        }
        return null;
    }

    private static boolean tryTake(AtomicLong counter, long count, long max) {
        for (long seen = counter.get(); seen + count <= max; seen = counter.get()) {
            if (counter.compareAndSet(seen, seen + count)) {
                return true;
            }
        }
        return false;
    }

    /** Gives room back. */
    @Override
    public void add(int freedRecords, long freedBytes) {
        records.addAndGet(-freedRecords);
        bytes.addAndGet(-freedBytes);
    }

    long max(Limit limit) {
        return limit == Limit.RECORDS ? maxRecords : maxBytes;
    }

    long records() {
        return records.get();
    }

    long bytes() {
        return bytes.get();
    }
}
