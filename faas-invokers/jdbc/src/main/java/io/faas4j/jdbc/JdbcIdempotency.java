package io.faas4j.jdbc;

import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.idempotency.IdempotencyRecord;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.jdbc.IdempotencyTable.Done;
import io.faas4j.runtime.time.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys of idempotent handlers, read and written by the writer in its transactions. */
final class JdbcIdempotency implements IdempotencyStore {

    /** Behind all keys: what has locked rows in another order waits for none afterwards. */
    private static final String LAST = "\uffff";

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int TRIES = 100;

    private final Writer writer;
    private final IdempotencyTable table;
    private final TimeSource time;

    JdbcIdempotency(Writer writer, IdempotencyTable table, TimeSource time) {
        this.writer = writer;
        this.table = table;
        this.time = time;
    }

    @Override
    public Optional<IdempotencyRecord> begin(String key, UUID holder, String payloadHash, Instant now, Instant until)
            throws Exception {
        if (table.isToBeSwept(now)) {
            sweep(now);
        }
        return Optional.ofNullable(get(done(() -> writer.run(
                new OnKey<>(key, 0, session -> table.begin(session, key, holder, payloadHash, now, until))))));
    }

    /** What has been worked for is stored as soon as that is possible, however long the caller can wait for it. */
    @Override
    public boolean complete(String key, UUID holder, byte[] result, Instant until, Duration patience) throws Exception {
        CompletableFuture<@Nullable Boolean> stored = done(() -> writer.runPatiently(
                new OnKey<>(key, result.length, session -> table.complete(session, key, holder, result, until))));
        if (!time.await(stored, patience)) {
            throw new StoreException(
                    Reason.UNAVAILABLE,
                    "The result of the idempotency key %s was not stored before the invocation's deadline."
                            .formatted(key),
                    null);
        }
        return Boolean.TRUE.equals(get(stored));
    }

    @Override
    public void release(String key, UUID holder) throws Exception {
        get(done(() -> writer.run(new OnKey<>(key, 0, session -> table.release(session, key, holder)))));
    }

    /** Does something with a key, again and again as long as another process is just doing so: the writer waits for none. */
    private <T> CompletableFuture<@Nullable T> done(Supplier<CompletableFuture<Done<T>>> task) {
        CompletableFuture<@Nullable T> done = new CompletableFuture<>();
        tryOnce(task, 1, done);
        return done;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // done tells of it
    private <T> void tryOnce(
            Supplier<CompletableFuture<Done<T>>> task, int tries, CompletableFuture<@Nullable T> done) {
        task.get().whenComplete((answer, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else if (!answer.isHeld()) {
                done.complete(answer.result());
            } else if (tries < TRIES) {
                time.schedule(PAUSE, () -> tryOnce(task, tries + 1, done));
            } else {
                done.completeExceptionally(new StoreException(
                        Reason.UNAVAILABLE,
                        "another process's transaction with the same idempotency key goes on",
                        null));
            }
        });
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // what fails is tried again by whoever comes next, and shows in their own
    // transaction
    private void sweep(Instant now) {
        writer.run(new OnKey<>(LAST, 0, session -> table.sweep(session, now)));
    }

    private static <T extends @Nullable Object> T get(CompletableFuture<T> transaction) throws Exception {
        try {
            return transaction.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /**
     * Something with one key's row.
     *
     * @param key by it, transactions of all processes lock their rows in one order
     */
    private record OnKey<T>(String key, long bytes, Note.Work<T> work) implements Note.Work<T> {
        @Override
        public @Nullable T in(Session session) throws SQLException {
            return work.in(session);
        }

        @Override
        public String order() {
            return key;
        }

        @Override
        public boolean locksKey() {
            return true;
        }
    }
}
