package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rates hold in every window while many callers want more than they allow, and no token is lost. */
@Tag("slow")
class RateStressTest {

    private static final int CALLERS = 3;
    private static final int CONCURRENCY = 4;
    private static final int REQUESTS_PER_CONCURRENCY = 50;
    private static final int REQUESTS = CONCURRENCY * REQUESTS_PER_CONCURRENCY;
    private static final int CONTEXTS = 10;
    private static final Duration LOAD = Duration.ofSeconds(3);

    /** Less than a period, so that nothing flows over that somebody wants. */
    private static final int LONGEST_STEP_MILLIS = 300;

    private final long seed = System.nanoTime();
    private final SplittableRandom seeds = new SplittableRandom(seed);
    private final VirtualTime time = VirtualTime.create();
    private final long origin = time.nanoTime();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong throttled = new AtomicLong();
    private final AtomicInteger deployments = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private FunctionRuntime runtime;
    private FunctionHandle<String, String> handle;

    private void start(Consumer<RuntimeSettings.Builder> rates) {
        RuntimeSettings.Builder settings =
                RuntimeSettings.builder().time(time).concurrency(CONCURRENCY).unreservedMinimum(0);
        rates.accept(settings);
        runtime = new FunctionRuntime(settings.build());
        deploy();
        handle = runtime.handle(FunctionRef.parse("fn"), String.class, String.class);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private void deploy() {
        runtime.functions()
                .deploy(FunctionDefinition.builder("fn", String.class, String.class)
                        .handlerFactory(this::make)
                        .description("number " + deployments.incrementAndGet())
                        .timeout(Duration.ofMinutes(15))
                        .build());
    }

    private Handler<String, String> make(InitContext init) {
        made.incrementAndGet();
        return (event, context) -> {
            served.incrementAndGet();
            return event;
        };
    }

    private boolean invoke() {
        try {
            handle.invoke("event");
            return true;
        } catch (TooManyRequestsException refused) {
            assertThat(refused).hasMessage("Rate Exceeded.");
            throttled.incrementAndGet();
            return false;
        }
    }

    // ---- load ------------------------------------------------------------------------------------------------------

    private void thread(Consumer<SplittableRandom> step) {
        SplittableRandom random = seeds.split();
        threads.add(new Thread(() -> {
            try {
                while (!stopped) {
                    step.accept(random);
                }
            } catch (RuntimeException | Error failure) {
                failures.add(failure);
                stopped = true;
            }
        }));
    }

    /** Moves time on once the bucket is known to be empty: more callers were refused than can have asked before. */
    private void moveOn(SplittableRandom random) {
        long refused = throttled.get();
        while (!stopped && throttled.get() <= refused + CALLERS) {
            Thread.onSpinWait();
        }
        time.advance(Duration.ofNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(LONGEST_STEP_MILLIS))));
    }

    /** Looks at one window; what had its token before it, and is counted in it, are as many as there are callers at most. */
    private void lookAtWindow(AtomicLong counted, int perSecond, SplittableRandom random) {
        long begin = time.nanoTime();
        long before = counted.get();
        for (int i = random.nextInt(100_000); i > 0; i--) {
            Thread.onSpinWait();
        }
        long after = counted.get();
        assertThat(after - before)
                .as("in one window")
                .isLessThanOrEqualTo(perSecond + arrived(time.nanoTime() - begin, perSecond) + 1 + CALLERS);
    }

    private static long arrived(long nanos, int perSecond) {
        return nanos / 1_000_000_000L * perSecond + nanos % 1_000_000_000L * perSecond / 1_000_000_000L;
    }

    private void underLoad(AtomicLong counted, int perSecond, boolean isRedeployed) throws InterruptedException {
        for (int i = 0; i < CALLERS; i++) {
            thread(random -> invoke());
        }
        thread(this::moveOn);
        thread(random -> lookAtWindow(counted, perSecond, random));
        if (isRedeployed) {
            thread(random -> deploy());
        }
        threads.forEach(Thread::start);
        long end = System.nanoTime() + LOAD.toNanos();
        while (!stopped && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        stopped = true;
        for (Thread thread : threads) {
            thread.join(20_000);
            assertThat(thread.isAlive()).as("stuck").isFalse();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("seed " + seed, failures.peek());
        }
    }

    private long allowedSoFar(int perSecond) {
        return perSecond + arrived(time.nanoTime() - origin, perSecond);
    }

    // ---- rates -----------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-19")
    void exactly_as_many_invocations_pass_as_the_rate_allows() throws Exception {
        start(settings -> settings.requestRatePerConcurrency(REQUESTS_PER_CONCURRENCY));

        underLoad(served, REQUESTS, false);

        while (invoke()) {
            Thread.onSpinWait();
        }
        assertThat(served).hasValue(allowedSoFar(REQUESTS));
    }

    @Test
    @Rule("CONC-19")
    void invocations_that_have_to_ask_again_take_no_token_twice() throws Exception {
        start(settings -> settings.requestRatePerConcurrency(REQUESTS_PER_CONCURRENCY));

        underLoad(served, REQUESTS, true);

        assertThat(served.get()).isLessThanOrEqualTo(allowedSoFar(REQUESTS));
        time.advance(Duration.ofSeconds(10));
        long before = served.get();
        while (invoke()) {
            Thread.onSpinWait();
        }
        assertThat(served.get() - before).isEqualTo(REQUESTS);
    }

    @Test
    @Rule("CONC-19")
    void exactly_as_many_contexts_are_made_as_the_scaling_rate_allows() throws Exception {
        start(settings -> settings.scalingRate(CONTEXTS, Duration.ofSeconds(1)));

        underLoad(made, CONTEXTS, true);

        do {
            deploy();
        } while (invoke());
        assertThat(made).hasValue(allowedSoFar(CONTEXTS));
    }
}
