package io.faas4j.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.Threads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is sent waits in its order for somebody to put it on the shelf. */
class InboxTest {

    private static final int EACH = 20_000;

    private final Inbox inbox = new Inbox();

    private static Entry entry(String body) {
        return new Parcel(new byte[][] {body.getBytes(UTF_8)}, Map.of(), 0, 0, Instant.EPOCH, 0);
    }

    private static List<String> bodies(Entry first) {
        List<String> bodies = new ArrayList<>();
        for (Entry each = first; each != null; each = each.behind) {
            bodies.add(new String(each.body(each.order), UTF_8));
            assertThat(each.before).isNull();
        }
        return bodies;
    }

    @Test
    void all_are_taken_in_their_order_and_none_is_left() {
        inbox.add(entry("a"));
        Entry first = entry("b");
        Entry second = entry("c");
        second.before = first;
        inbox.addAll(first, second);
        inbox.add(entry("d"));
        assertThat(inbox.isEmpty()).isFalse();

        assertThat(bodies(inbox.takeAll())).containsExactly("a", "b", "c", "d");

        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.takeAll()).isNull();
    }

    @Test
    void whatever_many_threads_add_is_taken_once_and_in_the_order_of_each() {
        List<CompletableFuture<Integer>> adding = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            String name = thread + ":";
            adding.add(Threads.start(() -> {
                for (int i = 0; i < EACH; i++) {
                    inbox.add(entry(name + i));
                }
                return EACH;
            }));
        }
        Map<String, Integer> next = new HashMap<>();
        int taken = 0;
        while (taken < 2 * EACH) {
            for (String body : bodies(inbox.takeAll())) {
                String name = body.substring(0, 1);
                assertThat(Integer.parseInt(body.substring(2))).isEqualTo(next.getOrDefault(name, 0));
                next.merge(name, 1, Integer::sum);
                taken++;
            }
        }
        adding.forEach(each -> assertThat(Threads.get(each)).isEqualTo(EACH));
        assertThat(inbox.isEmpty()).isTrue();
    }
}
