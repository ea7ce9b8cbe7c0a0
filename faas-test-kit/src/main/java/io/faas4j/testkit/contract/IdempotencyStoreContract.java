package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.idempotency.IdempotencyRecord;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.runtime.time.WorkerThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link IdempotencyStore} must do. Extended by a test class of the implementation, which says how a store is opened;
 * each test gets one of its own.
 */
public abstract class IdempotencyStoreContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LOCK = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofHours(1);

    /** How far the clocks of two processes may be apart. */
    private static final Duration APART = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final String KEY = "pay#1";
    private static final int KEYS = 100;
    private static final int THREADS = 4;

    private IdempotencyStore store = IdempotencyStore.inMemory();
    private Instant now = START;

    /** For the implementation's test class. */
    protected IdempotencyStoreContract() {}

    /**
     * A store without keys.
     *
     * @throws Exception if it cannot be opened
     */
    protected abstract IdempotencyStore open() throws Exception;

    /**
     * The same store as another process would see it.
     *
     * @param used what {@link #open} gave
     * @return {@code used} itself, if it does not outlive the process
     * @throws Exception if it cannot be opened
     */
    protected abstract IdempotencyStore reopen(IdempotencyStore used) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    private Optional<IdempotencyRecord> begin(String key, UUID holder) throws Exception {
        return store.begin(key, holder, "", now, now.plus(LOCK));
    }

    private boolean complete(String key, UUID holder, String result) throws Exception {
        return store.complete(key, holder, bytes(result), now.plus(KEPT), PATIENCE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String result(Optional<IdempotencyRecord> known) {
        return new String(known.orElseThrow().result().orElseThrow(), StandardCharsets.UTF_8);
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
    }

    @Test
    void a_free_key_is_locked_and_in_progress_for_others() throws Exception {
        assertThat(begin(KEY, FIRST)).isEmpty();

        IdempotencyRecord known = begin(KEY, SECOND).orElseThrow();

        assertThat(known.result()).isEmpty();
        assertThat(known.until()).isEqualTo(START.plus(LOCK));
        assertThat(known.payloadHash()).isEmpty();
    }

    @Test
    void keys_are_kept_apart() throws Exception {
        begin(KEY, FIRST);

        assertThat(begin("pay#2", SECOND)).isEmpty();
        assertThat(begin("PAY#1", SECOND)).isEmpty();
    }

    @Test
    void a_lock_ends_at_its_time_and_not_before() throws Exception {
        begin(KEY, FIRST);

        pass(LOCK.minusMillis(1));
        assertThat(begin(KEY, SECOND)).isPresent();
        pass(Duration.ofMillis(1));
        assertThat(begin(KEY, SECOND)).isEmpty();
        assertThat(begin(KEY, FIRST).orElseThrow().until()).isEqualTo(now.plus(LOCK));
    }

    @Test
    void a_result_is_answered_until_it_expires() throws Exception {
        begin(KEY, FIRST);
        pass(Duration.ofSeconds(1));

        assertThat(complete(KEY, FIRST, "{\"paid\":\"10 €\"}")).isTrue();

        pass(KEPT.minusMillis(1));
        Optional<IdempotencyRecord> known = begin(KEY, SECOND);
        assertThat(result(known)).isEqualTo("{\"paid\":\"10 €\"}");
        assertThat(known.orElseThrow().until()).isEqualTo(START.plusSeconds(1).plus(KEPT));
        pass(Duration.ofMillis(1));
        assertThat(begin(KEY, SECOND)).isEmpty();
    }

    @Test
    void a_key_that_is_taken_anew_has_no_result_any_more() throws Exception {
        begin(KEY, FIRST);
        complete(KEY, FIRST, "1");
        pass(KEPT);
        begin(KEY, SECOND);

        assertThat(begin(KEY, FIRST).orElseThrow().result()).isEmpty();
        assertThat(complete(KEY, SECOND, "2")).isTrue();
        assertThat(result(begin(KEY, FIRST))).isEqualTo("2");
    }

    @Test
    void a_key_that_was_released_is_free() throws Exception {
        begin(KEY, FIRST);

        store.release(KEY, FIRST);

        assertThat(begin(KEY, SECOND)).isEmpty();
    }

    @Test
    void whose_key_another_has_taken_neither_completes_nor_releases_it() throws Exception {
        begin(KEY, FIRST);
        pass(LOCK);
        begin(KEY, SECOND);

        assertThat(complete(KEY, FIRST, "1")).isFalse();
        store.release(KEY, FIRST);

        assertThat(begin(KEY, FIRST).orElseThrow().result()).isEmpty();
        assertThat(complete(KEY, SECOND, "2")).isTrue();
        assertThat(complete(KEY, FIRST, "1")).isFalse();
        assertThat(result(begin(KEY, FIRST))).isEqualTo("2");
    }

    @Test
    void whose_lock_has_ended_completes_it_all_the_same_while_nobody_else_has_the_key() throws Exception {
        begin(KEY, FIRST);
        pass(LOCK.multipliedBy(2));

        assertThat(complete(KEY, FIRST, "1")).isTrue();

        assertThat(result(begin(KEY, SECOND))).isEqualTo("1");
    }

    @Test
    void a_key_that_is_not_locked_is_not_completed() throws Exception {
        assertThat(complete(KEY, FIRST, "1")).isFalse();
        store.release(KEY, FIRST);

        assertThat(begin(KEY, FIRST)).isEmpty();
    }

    @Test
    void what_was_completed_cannot_be_released() throws Exception {
        begin(KEY, FIRST);
        complete(KEY, FIRST, "1");

        store.release(KEY, FIRST);

        assertThat(result(begin(KEY, SECOND))).isEqualTo("1");
    }

    @Test
    void the_payloads_hash_is_that_of_who_has_the_key() throws Exception {
        store.begin(KEY, FIRST, "abc", now, now.plus(LOCK));
        assertThat(begin(KEY, SECOND).orElseThrow().payloadHash()).isEqualTo("abc");
        complete(KEY, FIRST, "1");
        assertThat(begin(KEY, SECOND).orElseThrow().payloadHash()).isEqualTo("abc");

        pass(KEPT);
        store.begin(KEY, SECOND, "def", now, now.plus(LOCK));

        assertThat(begin(KEY, FIRST).orElseThrow().payloadHash()).isEqualTo("def");
    }

    @Test
    void a_result_may_have_6_MB() throws Exception {
        String long6 = '"' + "x".repeat(6_291_554) + '"';
        begin(KEY, FIRST);

        complete(KEY, FIRST, long6);

        assertThat(result(begin(KEY, SECOND))).isEqualTo(long6);
    }

    @Test
    void locks_and_results_are_known_to_who_opens_the_store_next() throws Exception {
        begin(KEY, FIRST);
        begin("pay#2", FIRST);
        complete("pay#2", FIRST, "null");

        store = reopen(store);

        assertThat(begin(KEY, SECOND).orElseThrow().result()).isEmpty();
        assertThat(result(begin("pay#2", SECOND))).isEqualTo("null");
        pass(LOCK.plus(APART));
        assertThat(begin(KEY, SECOND)).isEmpty();
    }

    @Test
    void of_many_who_want_a_key_at_once_one_gets_it() throws Exception {
        AtomicIntegerArray winners = new AtomicIntegerArray(KEYS);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            all.add(started(() -> {
                for (int key = 0; key < KEYS; key++) {
                    // Half of them the other way round.
                    int next = thread % 2 == 0 ? key : KEYS - 1 - key;
                    if (begin("pay#" + next, new UUID(thread, next)).isEmpty()) {
                        winners.incrementAndGet(next);
                    }
                }
            }));
        }
        all.forEach(CompletableFuture::join);

        for (int key = 0; key < KEYS; key++) {
            assertThat(winners.get(key)).as("key %d", key).isOne();
        }
    }

    /** Something that may fail. */
    private interface Step {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> started(Step step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                step.run();
                done.complete(null);
            } catch (Exception | AssertionError failure) {
                done.completeExceptionally(failure);
            }
        };
        WorkerThreads.platform().newThread("contract", body).start();
        return done;
    }
}
