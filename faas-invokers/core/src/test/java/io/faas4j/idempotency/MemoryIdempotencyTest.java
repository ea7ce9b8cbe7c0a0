package io.faas4j.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.idempotency.IdempotencyStoreFullException.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How much the store in memory takes. */
class MemoryIdempotencyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LOCK = Duration.ofSeconds(3);
    private static final UUID HOLDER = new UUID(0, 1);

    private static boolean begin(MemoryIdempotency store, String key, Instant now) {
        return store.begin(key, HOLDER, "", now, now.plus(LOCK)).isEmpty();
    }

    private static void complete(MemoryIdempotency store, String key, int bytes) {
        assertThat(store.complete(key, HOLDER, new byte[bytes], NOW.plusSeconds(60), Duration.ZERO))
                .isTrue();
    }

    private static void refuses(MemoryIdempotency store, String key, Instant now, Limit limit, long value) {
        assertThatThrownBy(() -> begin(store, key, now))
                .isInstanceOfSatisfying(IdempotencyStoreFullException.class, full -> {
                    assertThat(full.limit()).isEqualTo(limit);
                    assertThat(full.value()).isEqualTo(value);
                });
    }

    @Test
    void a_key_more_than_there_may_be_is_refused_until_one_expires_or_is_released() {
        MemoryIdempotency store = new MemoryIdempotency(2, 100);
        assertThat(begin(store, "a", NOW)).isTrue();
        assertThat(begin(store, "b", NOW.plusSeconds(1))).isTrue();

        refuses(store, "c", NOW.plusSeconds(2), Limit.KEYS, 2);
        assertThat(begin(store, "a", NOW.plusSeconds(2))).isFalse();
        assertThat(begin(store, "c", NOW.plus(LOCK))).isTrue();
        refuses(store, "d", NOW.plus(LOCK), Limit.KEYS, 2);
        store.release("c", HOLDER);
        assertThat(begin(store, "d", NOW.plus(LOCK))).isTrue();
    }

    @Test
    void what_has_begun_is_completed_however_many_bytes_there_are_and_nothing_begins_then() {
        MemoryIdempotency store = new MemoryIdempotency(10, 100);
        begin(store, "a", NOW);
        begin(store, "b", NOW);

        complete(store, "a", 100);
        refuses(store, "c", NOW, Limit.BYTES, 100);
        complete(store, "b", 100);

        assertThat(begin(store, "a", NOW)).isFalse();
        refuses(store, "c", NOW.plusSeconds(59), Limit.BYTES, 100);
        assertThat(begin(store, "c", NOW.plusSeconds(60))).isTrue();
    }
}
