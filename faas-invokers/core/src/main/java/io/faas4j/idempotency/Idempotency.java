package io.faas4j.idempotency;

import io.faas4j.error.ValidationException;
import io.faas4j.function.Handler;
import io.faas4j.function.TypeRef;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes handlers idempotent: of the events with one key, the first is handled, and the others are answered with its result.
 * Immutable: each method answers the same with one thing changed. Safe for use by many threads.
 *
 * <pre>{@code
 * var once = faas.idempotency(Order.class, Receipt.class).key(Order::id).validate(Order::total);
 * faas.deploy(FunctionDefinition.of("pay", Order.class, Receipt.class, once.around(this::pay)));
 * }</pre>
 *
 * <p>A key belongs to a function, all its versions and aliases together, and to a tenant where there are tenants. It is locked while
 * the handler runs, until the invocation's deadline at the latest: meanwhile an invocation with the same key fails with an {@link
 * IdempotencyAlreadyInProgressException}. What the handler throws frees the key, and so does the end of the lock, so that a retry
 * after a failure, a timeout or a crash calls the handler again. A handler that goes on after its deadline may therefore run beside
 * its own retry.
 *
 * @param <E> the event's type
 * @param <R> the result's type
 */
public final class Idempotency<E, R> {

    private static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);
    private static final Duration SHORTEST_EXPIRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(366);

    private final IdempotencyStore store;
    private final FunctionRuntime runtime;
    private final TypeRef<R> resultType;
    private final Function<? super E, ? extends @Nullable Object> key;
    private final @Nullable Function<? super E, ? extends @Nullable Object> payload;
    private final Duration expiresAfter;
    private final boolean isKeyRequired;

    private Idempotency(
            IdempotencyStore store,
            FunctionRuntime runtime,
            TypeRef<R> resultType,
            Function<? super E, ? extends @Nullable Object> key,
            @Nullable Function<? super E, ? extends @Nullable Object> payload,
            Duration expiresAfter,
            boolean isKeyRequired) {
        this.store = store;
        this.runtime = runtime;
        this.resultType = resultType;
        this.key = key;
        this.payload = payload;
        this.expiresAfter = expiresAfter;
        this.isKeyRequired = isKeyRequired;
    }

    /**
     * With every default: the whole event is the key, and nothing else is compared.
     *
     * @param store keeps keys and results
     * @param runtime gives time, random numbers and JSON
     * @param resultType as which results are read back
     */
    public static <E, R> Idempotency<E, R> create(
            IdempotencyStore store, FunctionRuntime runtime, TypeRef<R> resultType) {
        return new Idempotency<>(store, runtime, resultType, event -> event, null, DEFAULT_EXPIRY, false);
    }

    /**
     * Sets what tells events apart. A key of several parts is a list or a record.
     *
     * @param key picks it from the event; what it is as JSON counts, in any order of an object's fields. An event has no key if
     *     this answers null, an empty text, or something that has nothing but null in it. The whole event if never set
     */
    public Idempotency<E, R> key(Function<? super E, ? extends @Nullable Object> key) {
        Objects.requireNonNull(key, "key");
        return new Idempotency<>(store, runtime, resultType, key, payload, expiresAfter, isKeyRequired);
    }

    /**
     * Refuses an event without a key with an {@link IdempotencyKeyException}. If never called, such an event is handled each time it
     * comes, with a warning in the function's log.
     */
    public Idempotency<E, R> requireKey() {
        return new Idempotency<>(store, runtime, resultType, key, payload, expiresAfter, true);
    }

    /**
     * Compares another part of events with the same key: one that is not the same as in the first ends in an {@link
     * IdempotencyValidationException}, also while the first is in progress.
     *
     * @param payload picks it from the event, as JSON like the key; nothing is compared if never set
     */
    public Idempotency<E, R> validate(Function<? super E, ? extends @Nullable Object> payload) {
        Objects.requireNonNull(payload, "payload");
        return new Idempotency<>(store, runtime, resultType, key, payload, expiresAfter, isKeyRequired);
    }

    /**
     * Sets how long a result is kept: an event that comes later is handled anew.
     *
     * @param duration from when it was stored; 1 second to 366 days, 1 hour if never set
     * @throws ValidationException outside that range
     */
    public Idempotency<E, R> expiresAfter(Duration duration) {
        if (duration.compareTo(SHORTEST_EXPIRY) < 0 || duration.compareTo(LONGEST_EXPIRY) > 0) {
            throw ValidationException.of(
                    "expiresAfter", duration, "Member must have value between 1 second and 366 days");
        }
        return new Idempotency<>(store, runtime, resultType, key, payload, duration, isKeyRequired);
    }

    /**
     * The handler, idempotent.
     *
     * @param handler called with the first event of each key; closed with what this answers, if it can be
     * @return as safe for use by many threads as the handler is
     */
    public Handler<E, R> around(Handler<? super E, ? extends R> handler) {
        return new IdempotentHandler<>(this, Objects.requireNonNull(handler, "handler"));
    }

    // ---- for the handler --------------------------------------------------------------------------------------------

    /** Null too for an event that is null. */
    @Nullable
    Object keyOf(@Nullable E event) {
        return event == null ? null : key.apply(event);
    }

    boolean isKeyRequired() {
        return isKeyRequired;
    }

    boolean isValidated() {
        return payload != null;
    }

    @Nullable
    Object payloadOf(E event) {
        return payload == null ? null : payload.apply(event);
    }

    Duration expiresAfter() {
        return expiresAfter;
    }

    TypeRef<R> resultType() {
        return resultType;
    }

    IdempotencyStore store() {
        return store;
    }

    TimeSource time() {
        return runtime.time();
    }

    RandomSource random() {
        return runtime.random();
    }

    PayloadCodec codec() {
        return runtime.codec();
    }
}
