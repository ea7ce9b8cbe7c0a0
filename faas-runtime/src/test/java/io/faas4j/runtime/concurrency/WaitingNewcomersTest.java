package io.faas4j.runtime.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.context.ContextPool;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who comes while others wait for a provisioned context is served after them, even if one is free just then. */
class WaitingNewcomersTest {

    private final TimeSource time = TimeSource.system();
    private final FunctionRuntime runtime =
            new FunctionRuntime(RuntimeSettings.builder().time(time).build());
    private final List<String> served = new ArrayList<>();
    private ContextPool pool;

    @BeforeEach
    void provisionOne() throws InterruptedException {
        runtime.functions()
                .deployAndPublish(FunctionDefinition.of("fn", String.class, String.class, (event, context) -> event));
        runtime.functions().provisioned().put("fn:1", 1);
        while (runtime.functions().provisioned().get("fn:1").status() == Status.IN_PROGRESS) {
            Thread.sleep(1);
        }
        pool = Objects.requireNonNull(
                        runtime.functions().route(FunctionRef.parse("fn:1")).target())
                .primary()
                .pool();
    }

    @AfterEach
    void close() {
        runtime.close();
        time.close();
    }

    /** Somebody who waits for a version's provisioned contexts, and takes any of them. */
    private final class Earlier implements Alternative {
        private final Object source;

        Earlier(Object source) {
            this.source = source;
        }

        @Override
        public Object source() {
            return source;
        }

        @Override
        public boolean take() {
            served.add("earlier");
            return true;
        }

        @Override
        public void putBack() {}
    }

    private Waiter comesToWait(Object source) {
        Waiter waiter = new Waiter(-1, new Earlier(source));
        assertThat(pool.concurrency().room().enter(waiter)).isTrue();
        return waiter;
    }

    private ExecutionContext borrow(Duration maxWait) {
        QueueWait wait = new QueueWait(time, time.nanoTime() + maxWait.toNanos());
        ExecutionContext context = Objects.requireNonNull(pool.borrow(wait));
        served.add("newcomer");
        assertThat(context.giveBack()).isTrue();
        return context;
    }

    @Test
    @Rule("CONC-16")
    void newcomer_who_may_wait_lets_those_go_first_who_wait_already() {
        Waiter earlier = comesToWait(pool);

        borrow(Duration.ofMinutes(1));

        assertThat(served).containsExactly("earlier", "newcomer");
        assertThat(earlier.answer()).isDone();
        assertThat(pool.concurrency().waiting()).isZero();
    }

    @Test
    @Rule("CONC-16")
    void newcomer_does_not_line_up_behind_those_who_wait_for_another_version() {
        Object anotherVersion = new Object();
        Waiter other = comesToWait(anotherVersion);

        borrow(Duration.ofMinutes(1));

        assertThat(served).containsExactly("newcomer");
        assertThat(other.answer()).isNotDone();
        pool.concurrency().serveWaiting();
    }

    @Test
    @Rule("CONC-16")
    void who_may_not_wait_any_longer_takes_what_is_free() {
        comesToWait(pool);

        borrow(Duration.ZERO);

        assertThat(served).startsWith("newcomer");
    }
}
