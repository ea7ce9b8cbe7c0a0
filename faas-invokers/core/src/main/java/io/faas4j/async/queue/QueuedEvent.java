package io.faas4j.async.queue;

import io.faas4j.event.EventCondition;
import io.faas4j.event.EventPriority;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.context.EventAttempt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An event with its history. It belongs to who made it until a queue accepts it; from then on only the queue changes it, and
 * only while nobody else has it: what {@link Batch#start} gave out stays as it is until the batch is settled or its lease
 * is lost.
 */
public final class QueuedEvent extends Link implements EventAttempt {

    private final long idHigh;
    private final long idLow;
    private final EventExtras extras;
    private final EventPriority priority;

    EventTarget target;

    @Nullable
    String version;

    @Nullable
    Object payload;

    int payloadBytes;
    long acceptedNanos;

    @Nullable
    Attempt lastAttempt;

    @Nullable
    Delivery delivery;

    int throttles;
    byte functionErrors;

    /** Whether an attempt may have begun. */
    boolean isStarted;

    /** Where the event is: one of the constants of {@link Place}. */
    byte place = Place.OUTSIDE;

    /** Whether it came from elsewhere, counts among what is {@link Arriving}, and has not become ready so far. */
    boolean isArriving;

    /** The batch that has claimed it; null if none has. */
    @Nullable
    MemoryBatch holder;

    /** Told whether it was stored; null unless it is being stored. */
    @Nullable
    CompletableFuture<Acceptance> receipt;

    private long storeKey;

    /**
     * An event that was not accepted yet.
     *
     * @param idHigh the most significant bits of its request id
     * @param idLow the least significant bits of its request id
     * @param target whom it is for
     * @param version the version drawn for it (rule ALIAS-6); null if it is to be resolved at each attempt
     * @param payload null, an immutable value, or JSON as {@code byte[]}; not copied. A durable queue takes no other values
     *     than bytes.
     * @param payloadBytes how many bytes that counts, 0 or more; 0 if unknown
     * @param acceptedNanos now, by the time source's {@code nanoTime()}
     * @param dueNanos not to be started before this; {@code acceptedNanos} for at once
     * @param priority among the events of the function
     * @param extras {@link EventExtras#NONE} for most
     */
    public QueuedEvent(
            long idHigh,
            long idLow,
            EventTarget target,
            @Nullable String version,
            @Nullable Object payload,
            int payloadBytes,
            long acceptedNanos,
            long dueNanos,
            EventPriority priority,
            EventExtras extras) {
        this.idHigh = idHigh;
        this.idLow = idLow;
        this.target = target;
        this.version = version;
        this.payload = payload;
        this.payloadBytes = payloadBytes;
        this.acceptedNanos = acceptedNanos;
        this.dueNanos = dueNanos;
        this.priority = priority;
        this.extras = extras;
    }

    /**
     * Adds the history of an event that a durable queue reads again.
     *
     * @param attempts the one that was first comes first
     * @param errors how many of them count as function errors
     * @param throttled how often it was throttled or met a system error
     * @param pending what is to be delivered; null if its attempts are not over
     * @return this
     */
    public QueuedEvent withHistory(Iterable<Attempt> attempts, int errors, int throttled, @Nullable Delivery pending) {
        for (Attempt attempt : attempts) {
            lastAttempt = attempt.after(lastAttempt);
            isStarted = true;
        }
        functionErrors = (byte) errors;
        throttles = throttled;
        delivery = pending;
        return this;
    }

    /** Notes of an event that a durable queue reads again that an attempt may have begun of which nothing is known. */
    public QueuedEvent asStarted() {
        isStarted = true;
        return this;
    }

    /** What a store knows the event by; 0 until it has said so. */
    public long storeKey() {
        return storeKey;
    }

    /**
     * Sets what the store knows the event by.
     *
     * @param key for the store
     * @return this
     */
    public QueuedEvent withStoreKey(long key) {
        storeKey = key;
        return this;
    }

    /** The request id: the same for all attempts. */
    public UUID requestId() {
        return new UUID(idHigh, idLow);
    }

    /** The most significant bits of the request id. */
    @Override
    public long idHigh() {
        return idHigh;
    }

    /** The least significant bits of the request id. */
    @Override
    public long idLow() {
        return idLow;
    }

    /** Whom it is for. */
    public EventTarget target() {
        return target;
    }

    /** The version drawn for it (rule ALIAS-6); null if it is to be resolved at each attempt. */
    public @Nullable String version() {
        return version;
    }

    /** Null, an immutable value, or JSON as {@code byte[]}; not copied. */
    public @Nullable Object payload() {
        return payload;
    }

    /** How many bytes the payload counts; 0 if unknown. */
    public int payloadBytes() {
        return payloadBytes;
    }

    /** Since when its age counts (rule ASYNC-6), by the time source's {@code nanoTime()}. */
    public long acceptedNanos() {
        return acceptedNanos;
    }

    /** When it is or was due, by the time source's {@code nanoTime()}. */
    public long dueNanos() {
        return dueNanos;
    }

    /** Among the events of the function. */
    public EventPriority priority() {
        return priority;
    }

    /** What only some events have. */
    public EventExtras extras() {
        return extras;
    }

    /** The last attempt that reached the function; null if none did. */
    public @Nullable Attempt lastAttempt() {
        return lastAttempt;
    }

    /** How many attempts reached the function (rule ASYNC-17). */
    public int attempts() {
        int count = 0;
        for (Attempt attempt = lastAttempt; attempt != null; attempt = attempt.previous()) {
            count++;
        }
        return count;
    }

    /** The number of the attempt that comes next, or runs. */
    @Override
    public int attemptNumber() {
        return attempts() + 1;
    }

    /** The functions whose invocations led to this event. */
    @Override
    public CallChain chain() {
        return extras.chain().isEmpty() ? CallChain.NONE : new CallChain(extras.chain());
    }

    /** How many attempts ended with a function error (rule ASYNC-4). */
    public int functionErrors() {
        return functionErrors;
    }

    /** How often it was throttled or met a system error (rule ASYNC-5). */
    public int throttles() {
        return throttles;
    }

    /** What is to be delivered, once its attempts are over; null while the function is to be invoked. */
    public @Nullable Delivery delivery() {
        return delivery;
    }

    @Override
    public String toString() {
        return "QueuedEvent[%s, %s, %d attempts, %d throttles%s]"
                .formatted(
                        requestId(), target.function(), attempts(), throttles, delivery == null ? "" : ", " + delivery);
    }

    /** Whether it is a dead letter. */
    public boolean isKept() {
        return place == Place.KEPT;
    }

    boolean hasId(UUID id) {
        return id.getLeastSignificantBits() == idLow && id.getMostSignificantBits() == idHigh;
    }

    /** Whether an attempt may have begun. */
    public boolean isStarted() {
        return isStarted;
    }

    /** Whether it was tried before, be it that it reached the function or not. */
    public boolean isTried() {
        return isStarted || throttles > 0;
    }

    /** How many bytes are kept for it: its payload, and what its last attempt has answered. */
    int keptBytes() {
        Attempt last = lastAttempt;
        return last == null ? payloadBytes : payloadBytes + last.responseBytes();
    }

    /** What {@link #keptBytes} will be once it is redriven. */
    int renewedBytes() {
        return isDeliveredOnly() ? keptBytes() : payloadBytes;
    }

    private boolean isDeliveredOnly() {
        return delivery != null && delivery.condition() == EventCondition.SUCCESS;
    }

    void dropResponse() {
        if (lastAttempt != null) {
            lastAttempt.dropResponse();
        }
    }

    /** Adds what a try has shown. */
    void add(Progress progress) {
        Attempt attempt = progress.attempt();
        if (attempt != null) {
            lastAttempt = attempt.after(lastAttempt);
            isStarted = true;
        }
        if (progress.isFunctionError()) {
            functionErrors++;
        }
        if (progress.isThrottle()) {
            throttles++;
        }
    }

    /** Makes a dead letter an event again: one that is to be delivered if its function succeeded, else a new one. */
    void renew(long fromNanos) {
        dueNanos = fromNanos;
        if (delivery != null && isDeliveredOnly()) {
            delivery = delivery.again();
            return;
        }
        delivery = null;
        acceptedNanos = fromNanos;
        lastAttempt = null;
        functionErrors = 0;
        throttles = 0;
        isStarted = false;
    }
}
