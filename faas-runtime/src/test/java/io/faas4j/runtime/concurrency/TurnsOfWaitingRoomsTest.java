package io.faas4j.runtime.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** Whatever comes free while those who wait are served. */
class TurnsOfWaitingRoomsTest {

    private static final int EACH = 200;

    private final RuntimeConcurrency runtime = new RuntimeConcurrency(1, 0, () -> {});
    private final ExecutorService handlers = Executors.newFixedThreadPool(2);
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private final List<CompletableFuture<?>> turns = new ArrayList<>();

    @AfterEach
    void close() {
        handlers.shutdownNow();
    }

    private FunctionConcurrency function(String name) {
        return new FunctionConcurrency(name, runtime, () -> {});
    }

    private void comesToWait(FunctionConcurrency function) {
        Waiter waiter = new Waiter(runtime.waiting().nextTicket(), null);
        assertThat(function.room().enter(waiter)).isTrue();
        turns.add(waiter.answer()
                .thenRunAsync(
                        () -> {
                            served.add(function.function());
                            function.release(Objects.requireNonNull(waiter.permit()));
                        },
                        handlers));
    }

    @RepeatedTest(20)
    void the_place_is_for_the_first_who_had_none() throws Exception {
        FunctionConcurrency a = function("a");
        FunctionConcurrency b = function("b");
        FunctionConcurrency holder = function("holder");
        Permit only = holder.acquire();
        for (int i = 0; i < EACH; i++) {
            comesToWait(a);
            comesToWait(b);
        }

        holder.release(only);

        for (CompletableFuture<?> turn : turns) {
            turn.get(30, TimeUnit.SECONDS);
        }
        assertThat(served.subList(0, 2)).containsExactlyInAnyOrder("a", "b");
        for (int i = 2; i < served.size(); i++) {
            assertThat(served.get(i)).as("turn %d of %s", i, served).isEqualTo(served.get(i - 2));
        }
    }
}
