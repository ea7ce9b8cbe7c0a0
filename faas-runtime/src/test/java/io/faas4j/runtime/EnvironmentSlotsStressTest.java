package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.runtime.context.ContextPool;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.time.VirtualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Contexts that serve several invocations at once, while all goes wrong that can, and what they run is replaced. */
@Tag("slow")
class EnvironmentSlotsStressTest {

    private static final int CALLERS = 8;
    private static final int LIMIT = 10;
    private static final int AT_ONCE = 3;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(5);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(20);

    /** What an invocation does, by the last digit of its event. */
    private static final int THROWS = 1;

    private static final int EXITS = 2;
    private static final int OVERFLOWS = 3;
    private static final int OVERRUNS = 4;

    private final VirtualTime time = VirtualTime.create();
    private final Traffic traffic = new Traffic(System.nanoTime(), time, LIMIT, IDLE_TIMEOUT);
    private final Queue<Guarded> handlers = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Set<ExecutionContext> serving = ConcurrentHashMap.newKeySet();
    private final Set<Path> directories = ConcurrentHashMap.newKeySet();
    private final Set<Long> ran = ConcurrentHashMap.newKeySet();
    private final AtomicLong events = new AtomicLong();
    private final AtomicInteger inits = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder throttled = new LongAdder();

    @AfterEach
    void close() {
        traffic.close();
    }

    /** One for each environment. */
    private final class Guarded implements Handler<Long, Long>, AutoCloseable {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger closings = new AtomicInteger();

        Guarded(InitContext init) {
            directories.add(init.temporaryDirectory());
            if (inits.incrementAndGet() % 5 == 0) {
                throw new IllegalStateException("no init now");
            }
            handlers.add(this);
        }

        @Override
        public Long handle(Long event, Context context) {
            ExecutionContext slot = ((InvocationContext) context).executionContext();
            require(serving.add(slot), slot + " serves two at once");
            require(inside.incrementAndGet() <= AT_ONCE, "more at once than a context serves");
            require(ran.add(event), event + " ran twice");
            require(closings.get() == 0, "runs after it was closed");
            try {
                return work(event, context);
            } finally {
                require(closings.get() == 0, "closed while it runs");
                inside.decrementAndGet();
                serving.remove(slot);
            }
        }

        private Long work(Long event, Context context) {
            switch ((int) (event % 10)) {
                case THROWS -> throw new IllegalArgumentException("thrown");
                case EXITS -> throw context.exit(1);
                case OVERFLOWS -> throw new StackOverflowError("deep");
                case OVERRUNS -> overrun(context);
                default -> {}
            }
            return event;
        }

        /** For some time longer than it may, unless the clock is too slow. */
        private static void overrun(Context context) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
            while (!context.remainingTime().isNegative() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            require(closings.incrementAndGet() == 1, "closed twice");
            require(inside.get() == 0, "closed while it runs");
        }
    }

    private void require(boolean isSo, String violation) {
        if (!isSo) {
            violations.add(violation);
        }
    }

    private FunctionDefinition<Long, Long> function(int number) {
        return FunctionDefinition.builder("fn", Long.class, Long.class)
                .handlerFactory(Guarded::new)
                .timeout(Duration.ofSeconds(2))
                .configure(settings ->
                        settings.contextConcurrency(AT_ONCE).minContexts(1).maxContexts(3))
                .description("" + number)
                .build();
    }

    private ContextPool pool() {
        return Objects.requireNonNull(
                        traffic.functions.route(FunctionRef.parse("fn")).target())
                .primary()
                .pool();
    }

    // ---- traffic ---------------------------------------------------------------------------------------------------

    private void invoke(FunctionHandle<Long, Long> function, SplittableRandom random) {
        int kind = random.nextInt(8) > 0 ? 0 : 1 + random.nextInt(OVERRUNS);
        long event = events.incrementAndGet() * 10 + kind;
        begun.incrementAndGet();
        try {
            if (random.nextInt(4) == 0) {
                function.submit(event).whenComplete((result, refusal) -> {
                    if (refusal == null) {
                        note(event, result);
                    } else {
                        noteRefusal(refusal);
                    }
                });
            } else {
                note(event, function.call(event));
            }
        } catch (TooManyRequestsException refusal) {
            noteRefusal(refusal);
        }
    }

    private void noteRefusal(Throwable refusal) {
        Throwable cause = refusal.getCause() == null ? refusal : refusal.getCause();
        require(cause instanceof TooManyRequestsException, "refused by " + cause);
        throttled.increment();
        ended.incrementAndGet();
    }

    private void note(long event, InvocationResult<Long> result) {
        if (result.error().isEmpty()) {
            require(Objects.equals(result.payload(), event), "the answer of another");
            succeeded.increment();
        } else if (result.error().orElseThrow().isTimeout()) {
            timedOut.increment();
        } else {
            failed.increment();
        }
        ended.incrementAndGet();
    }

    @Test
    void slots_serve_one_invocation_each_and_nothing_is_lost_of_them_whatever_goes_wrong() throws Exception {
        traffic.functions.deploy(function(0));
        FunctionHandle<Long, Long> fn = traffic.handle("fn", Long.class, Long.class);
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                invoke(fn, random);
                if (random.nextInt(50) == 0) {
                    Thread.sleep(1);
                }
            });
        }
        traffic.thread("deployer", random -> {
            traffic.functions.deploy(function(random.nextInt(1_000)));
            Thread.sleep(random.nextInt(100));
        });
        traffic.thread("clock", random -> {
            boolean isLeap = random.nextInt(2_000) == 0;
            time.advance(isLeap ? Duration.ofHours(4) : Duration.ofMillis(random.nextInt(200)));
            Thread.sleep(0, 500_000);
        });

        traffic.run(LONG_ENOUGH);

        await("every invocation ends once", () -> ended.get() == begun.get());
        await("every place is given back", () -> traffic.contexts.busy() == 0);
        assertThat(violations).isEmpty();
        assertThat(succeeded.sum()).as("succeeded").isGreaterThan(1_000);
        assertThat(failed.sum()).as("failed").isPositive();
        assertThat(timedOut.sum()).as("timed out").isPositive();
        assertThat(throttled.sum()).as("throttled").isPositive();
        assertThat(traffic.contexts.leaked()).isZero();
        assertThatTheMinimumIsLeftAndTakesNoPlace();
        assertThatNothingIsLeftOfADeletedFunction();
    }

    private void assertThatTheMinimumIsLeftAndTakesNoPlace() throws InterruptedException {
        await("the minimum is left", () -> {
            time.advance(IDLE_TIMEOUT);
            return pool().environments() == 1 && pool().size() == 1 && pool().idle() == 1;
        });
        time.advance(IDLE_TIMEOUT.multipliedBy(3));
        assertThat(pool().idle()).isEqualTo(1);
        assertThat(traffic.concurrency.placesTaken()).isZero();
    }

    private void assertThatNothingIsLeftOfADeletedFunction() throws InterruptedException {
        ContextPool pool = pool();
        traffic.functions.delete("fn");
        await("each handler is closed", () -> handlers.stream().allMatch(handler -> handler.closings.get() == 1));
        await("no scratch directory is left", () -> directories.stream().noneMatch(Files::exists));
        assertThat(pool.size()).isZero();
        assertThat(pool.environments()).isZero();
        assertThat(violations).isEmpty();
        traffic.assertNoPlaceLostOrInvented();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.sleep(1);
        }
    }
}
