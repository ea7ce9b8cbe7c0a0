package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.runtime.time.VirtualTime;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What goes into one transaction. */
class GroupTest {

    private static final int MOST_KEYS = 250;

    @Test
    void it_has_a_bound_of_keys_as_each_is_a_lock_of_a_server_that_has_few() {
        TestEvents events = new TestEvents(VirtualTime.create());
        Group group = new Group();
        for (int i = 0; i < MOST_KEYS; i++) {
            Note next = accept(events, "key-" + i);
            assertThat(group.takes(next)).isTrue();
            group.add(next);
        }

        assertThat(group.takes(accept(events, "another"))).isFalse();
    }

    private static Note.Accept accept(TestEvents events, String key) {
        return new Note.Accept("resize", events.key(key), 1, 0, null, 0, new CompletableFuture<>());
    }
}
