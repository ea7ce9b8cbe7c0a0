package io.faas4j.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps which keys have been handled, and with what result. A key is free, in progress, or completed; each of the latter two has an
 * end, at which the key is free again. Safe for use by many threads; and by many processes, if it outlives them.
 *
 * <p>Times are those of the library's {@link io.faas4j.runtime.time.TimeSource}. Each operation is atomic, and takes effect before
 * it returns. What any of them throws ends the invocation as a function error.
 */
public interface IdempotencyStore {

    /**
     * A store in memory, for at most 100,000 keys and results of 64 MiB together: it lasts as long as whoever holds it. While it is
     * full, {@link #begin} fails with an {@link IdempotencyStoreFullException}; what has begun is always completed.
     */
    static IdempotencyStore inMemory() {
        return new MemoryIdempotency(MemoryIdempotency.MOST_KEYS, MemoryIdempotency.MOST_BYTES);
    }

    /**
     * Locks a key, if it is free.
     *
     * @param key the function's name, {@code #}, and a hash
     * @param holder who locks it; no two invocations have the same
     * @param payloadHash what {@link IdempotencyRecord#payloadHash} tells from then on
     * @param now what ends then, or has ended, is free
     * @param until when the lock ends
     * @return empty if it was free and is the holder's now; otherwise why it is not
     * @throws Exception if the store cannot be reached, or has no room; the key may be locked all the same then, until the lock
     *     ends
     */
    Optional<IdempotencyRecord> begin(String key, UUID holder, String payloadHash, Instant now, Instant until)
            throws Exception;

    /**
     * Stores the result of an invocation that has locked a key, unless somebody else has locked it since.
     *
     * @param key what it has locked
     * @param holder who has locked it
     * @param result as JSON
     * @param until when the result is forgotten
     * @param patience how long to wait for a store that cannot be reached now; it may be stored still later
     * @return false if the key is not the holder's any more
     * @throws Exception if it was not stored within that time
     */
    boolean complete(String key, UUID holder, byte[] result, Instant until, Duration patience) throws Exception;

    /**
     * Gives a key back that was locked and not completed; nothing happens if it is not the holder's any more.
     *
     * @param key what was locked
     * @param holder who has locked it
     * @throws Exception if the store cannot be reached; the lock ends by itself then
     */
    void release(String key, UUID holder) throws Exception;
}
