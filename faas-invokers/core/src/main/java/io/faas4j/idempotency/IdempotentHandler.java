package io.faas4j.idempotency;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import io.faas4j.function.LogLevel;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A handler that is called once for each key. */
@SuppressWarnings("try") // it closes as the handler within does
final class IdempotentHandler<E, R> implements Handler<E, R>, AutoCloseable {

    private final Idempotency<E, R> rules;
    private final Handler<? super E, ? extends R> handler;
    private final Fingerprint fingerprint;
    private final PayloadCodec.Binding results;

    IdempotentHandler(Idempotency<E, R> rules, Handler<? super E, ? extends R> handler) {
        this.rules = rules;
        this.handler = handler;
        this.fingerprint = new Fingerprint(rules.codec());
        this.results = rules.codec().bind(rules.resultType().type());
    }

    @Override
    public @Nullable R handle(E event, Context context) throws Exception {
        String hash = fingerprint.ofKey(rules.keyOf(event), context.tenantId().orElse(""));
        if (hash == null) {
            return handleWithoutKey(event, context);
        }
        String key = context.functionName() + "#" + hash;
        String payloadHash = rules.isValidated() ? fingerprint.of(rules.payloadOf(event)) : "";
        UUID holder = new UUID(rules.random().nextLong(), rules.random().nextLong());
        Instant now = rules.time().now();
        Optional<IdempotencyRecord> known =
                rules.store().begin(key, holder, payloadHash, now, now.plus(context.remainingTime()));
        return known.isPresent() ? answer(key, payloadHash, known.get()) : handleOnce(key, holder, event, context);
    }

    private @Nullable R handleWithoutKey(E event, Context context) throws Exception {
        if (rules.isKeyRequired()) {
            throw new IdempotencyKeyException(context.functionName());
        }
        context.logger().log("The event has no idempotency key: it is handled without", LogLevel.WARN);
        return handler.handle(event, context);
    }

    @SuppressWarnings("unchecked") // it was encoded from one
    private @Nullable R answer(String key, String payloadHash, IdempotencyRecord known) throws PayloadException {
        boolean isCompared = !payloadHash.isEmpty() && !known.payloadHash().isEmpty();
        if (isCompared && !payloadHash.equals(known.payloadHash())) {
            throw new IdempotencyValidationException(key);
        }
        byte[] result = known.result().orElse(null);
        if (result == null) {
            throw new IdempotencyAlreadyInProgressException(key, known.until());
        }
        return (R) results.decode(result);
    }

    private @Nullable R handleOnce(String key, UUID holder, E event, Context context) throws Exception {
        R result;
        byte[] json;
        try {
            result = handler.handle(event, context);
            json = results.encode(result);
        } catch (Throwable failure) {
            release(key, holder, failure);
            throw failure;
        }
        Instant until = rules.time().now().plus(rules.expiresAfter());
        if (!rules.store().complete(key, holder, json, until, context.remainingTime())) {
            throw new IdempotencyLockLostException(key);
        }
        return result;
    }

    /** Lets a retry call the handler again. If that fails, the lock ends with the invocation's deadline. */
    private void release(String key, UUID holder, Throwable failure) {
        try {
            rules.store().release(key, holder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    /** Closed by the runtime only where it was made by it, and the handler within along with it. */
    @Override
    public void close() throws Exception {
        if (handler instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
