package io.faas4j.idempotency;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a key that is not free: an invocation is at it, or has answered. Immutable, if nobody changes the result. */
public final class IdempotencyRecord {

    private final String payloadHash;
    private final Instant until;
    private final byte @Nullable [] result;

    private IdempotencyRecord(String payloadHash, Instant until, byte @Nullable [] result) {
        this.payloadHash = payloadHash;
        this.until = until;
        this.result = result;
    }

    /**
     * An invocation is at it.
     *
     * @param payloadHash of the part of its event that must be the same in later ones; empty if there is none
     * @param until when its lock ends, if it does not end before
     */
    public static IdempotencyRecord inProgress(String payloadHash, Instant until) {
        return new IdempotencyRecord(payloadHash, until, null);
    }

    /**
     * An invocation has answered.
     *
     * @param payloadHash of the part of its event that must be the same in later ones; empty if there is none
     * @param until when the answer is forgotten
     * @param result the answer, as JSON
     */
    public static IdempotencyRecord completed(String payloadHash, Instant until, byte[] result) {
        return new IdempotencyRecord(payloadHash, until, result);
    }

    /** The hash of what later events must have too; empty if there is none. */
    public String payloadHash() {
        return payloadHash;
    }

    /** From when on the key is free again: of an invocation that is at it, when its lock ends. */
    public Instant until() {
        return until;
    }

    /** The answer, as JSON; empty while the invocation is at it. */
    public Optional<byte[]> result() {
        return Optional.ofNullable(result);
    }

    @Override
    public String toString() {
        return "IdempotencyRecord[%s until %s]".formatted(result == null ? "in progress" : "completed", until);
    }
}
