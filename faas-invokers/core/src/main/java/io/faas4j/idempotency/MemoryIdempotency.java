package io.faas4j.idempotency;

import io.faas4j.idempotency.IdempotencyStoreFullException.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** As long as the process lives. What has expired goes when the next key comes. */
final class MemoryIdempotency implements IdempotencyStore {

    /*
     * I1  `entries` and `byEnd` have the same entries, and `bytes` is what their results have together.
     * I2  there are at most `mostKeys`. Bytes go beyond `mostBytes` by no more than the results of what had begun before: these have
     *     been worked for, and are kept.
     */
    static final int MOST_KEYS = 100_000;
    static final long MOST_BYTES = 64L << 20;

    private final int mostKeys;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> byEnd =
            new TreeSet<>(Comparator.comparing(Entry::until).thenComparing(Entry::key));
    private long bytes;

    /** What is known of one key. */
    private record Entry(String key, UUID holder, IdempotencyRecord record) {
        Instant until() {
            return record.until();
        }

        int bytes() {
            return record.result().map(result -> result.length).orElse(0);
        }
    }

    MemoryIdempotency(int mostKeys, long mostBytes) {
        this.mostKeys = mostKeys;
        this.mostBytes = mostBytes;
    }

    @Override
    public Optional<IdempotencyRecord> begin(String key, UUID holder, String payloadHash, Instant now, Instant until) {
        lock.lock();
        try {
            removeExpired(now);
            Entry known = entries.get(key);
            if (known != null) {
                return Optional.of(known.record());
            }
            requireRoom();
            add(new Entry(key, holder, IdempotencyRecord.inProgress(payloadHash, until)));
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean complete(String key, UUID holder, byte[] result, Instant until, Duration patience) {
        lock.lock();
        try {
            Entry known = entries.get(key);
            if (known == null || !known.holder().equals(holder)) {
                return false;
            }
            remove(known);
            add(new Entry(
                    key, holder, IdempotencyRecord.completed(known.record().payloadHash(), until, result)));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(String key, UUID holder) {
        lock.lock();
        try {
            Entry known = entries.get(key);
            if (known != null
                    && known.holder().equals(holder)
                    && known.record().result().isEmpty()) {
                remove(known);
            }
        } finally {
            lock.unlock();
        }
    }

    private void removeExpired(Instant now) {
        while (!byEnd.isEmpty() && !byEnd.first().until().isAfter(now)) {
            remove(byEnd.first());
        }
    }

    private void requireRoom() {
        if (entries.size() >= mostKeys) {
            throw new IdempotencyStoreFullException(Limit.KEYS, mostKeys);
        }
        if (bytes >= mostBytes) {
            throw new IdempotencyStoreFullException(Limit.BYTES, mostBytes);
        }
    }

    private void add(Entry entry) {
        entries.put(entry.key(), entry);
        byEnd.add(entry);
        bytes += entry.bytes();
    }

    private void remove(Entry entry) {
        entries.remove(entry.key());
        byEnd.remove(entry);
        bytes -= entry.bytes();
    }
}
