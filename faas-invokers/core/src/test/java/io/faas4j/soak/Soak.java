package io.faas4j.soak;

import io.faas4j.Faas;
import io.faas4j.error.FaasException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Routing;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.InvocationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.MDC;

/** Callers and operators at work on one library, at random; each round ends with every function deleted. */
final class Soak {

    private static final int CALLERS = 4;

    private final Faas faas;
    private final MixedFunctions functions;
    private final SplittableRandom seeds;
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger passing = new AtomicInteger();
    private volatile boolean stopped;

    final AtomicLong answered = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong timedOut = new AtomicLong();
    final AtomicLong throttled = new AtomicLong();
    final AtomicLong changes = new AtomicLong();
    final AtomicLong provisioned = new AtomicLong();

    Soak(Faas faas, MixedFunctions functions, long seed) {
        this.faas = faas;
        this.functions = functions;
        this.seeds = new SplittableRandom(seed);
    }

    private interface Step {
        void run(SplittableRandom random) throws Exception;
    }

    /**
     * Runs for a while, and then deletes all functions.
     *
     * @throws AssertionError if something happened that may not
     */
    void round(Duration duration) throws InterruptedException {
        stopped = false;
        MixedFunctions.ALL.forEach(this::create);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            threads.add(start("caller " + i, this::call));
        }
        threads.add(start("deployer", this::change));
        threads.add(start("provisioner", this::provision));
        threads.add(start("passing functions", this::deployAndDelete));
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - end < 0 && failures.isEmpty()) {
            Thread.sleep(20);
        }
        stopped = true;
        for (Thread thread : threads) {
            thread.join(20_000);
            if (thread.isAlive()) {
                throw new AssertionError("stuck: " + thread.getName());
            }
        }
        Throwable first = failures.peek();
        if (first != null) {
            throw new AssertionError(failures.size() + " failures, first: " + first, first);
        }
        MixedFunctions.ALL.forEach(faas.functions()::delete);
    }

    private Thread start(String name, Step step) {
        SplittableRandom random = seeds.split();
        Thread thread = new Thread(() -> repeat(step, random), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void repeat(Step step, SplittableRandom random) {
        while (!stopped) {
            try {
                step.run(random);
            } catch (Exception | Error failure) {
                failures.add(failure);
                return;
            }
        }
    }

    private void create(String function) {
        faas.deploy(functions.next(function));
        faas.alias(function, AliasSpec.of("live").version(faas.publish(function).version()));
    }

    // ---- callers ---------------------------------------------------------------------------------------------------

    private void call(SplittableRandom random) {
        String function = any(random);
        String ref = random.nextBoolean() ? function + ":live" : function;
        int event = events.incrementAndGet();
        MDC.put(MixedFunctions.MDC_KEY, String.valueOf(event));
        try {
            InvocationResult<Integer> result =
                    random.nextInt(10) == 0 ? submit(ref, event) : faas.call(ref, event, Integer.class);
            answered.incrementAndGet();
            result.error().ifPresentOrElse(error -> failed(function, error), () -> expect(event, result.payload()));
        } catch (TooManyRequestsException full) {
            throttled.incrementAndGet();
        } finally {
            expect(String.valueOf(event), MDC.get(MixedFunctions.MDC_KEY));
            MDC.remove(MixedFunctions.MDC_KEY);
            expect(false, Thread.interrupted());
        }
    }

    private InvocationResult<Integer> submit(String ref, int event) {
        try {
            return faas.function(ref, Integer.class, Integer.class)
                    .submit(event)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FaasException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private void failed(String function, FunctionError error) {
        if (error.isTimeout()) {
            timedOut.incrementAndGet();
        } else if (function.equals(MixedFunctions.FAILING)) {
            failed.incrementAndGet();
        } else {
            throw new AssertionError(
                    function + " failed: " + error, error.cause().orElse(null));
        }
    }

    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", was " + actual);
        }
    }

    private static String any(SplittableRandom random) {
        return MixedFunctions.ALL.get(random.nextInt(MixedFunctions.ALL.size()));
    }

    // ---- operators -------------------------------------------------------------------------------------------------

    /** A deployment, a canary, then the whole; older versions are deleted, and reservations come and go. */
    private void change(SplittableRandom random) throws InterruptedException {
        String function = any(random);
        faas.deploy(functions.next(function));
        String version = faas.publish(function).version();
        String current = faas.functions().aliases().get(function, "live").functionVersion();
        tolerate(
                () -> faas.alias(function, AliasSpec.of("live").version(current).routing(Routing.to(version, 0.2))));
        Thread.sleep(random.nextInt(10));
        faas.alias(function, AliasSpec.of("live").version(version).routing(Routing.NONE));
        for (FunctionVersion old : faas.functions().listVersions(function)) {
            if (!List.of("$LATEST", version).contains(old.version())) {
                tolerate(() -> faas.functions().delete(function + ":" + old.version()));
            }
        }
        String reserving = any(random);
        if (random.nextBoolean()) {
            tolerate(() -> faas.functions().putConcurrency(reserving, 1 + random.nextInt(4)));
        } else {
            faas.functions().deleteConcurrency(reserving);
        }
        changes.incrementAndGet();
    }

    private void provision(SplittableRandom random) throws InterruptedException {
        String live = any(random) + ":live";
        if (random.nextInt(3) == 0) {
            faas.functions().provisioned().delete(live);
        } else {
            tolerate(() -> {
                faas.functions().provisioned().put(live, 1 + random.nextInt(3));
                provisioned.incrementAndGet();
            });
        }
        Thread.sleep(random.nextInt(20));
    }

    /** Functions that come, are invoked, and go for ever: their names never come again. */
    private void deployAndDelete(SplittableRandom random) throws InterruptedException {
        String name = "passing-" + passing.incrementAndGet();
        faas.deploy(functions.next(name, MixedFunctions.SCRATCH));
        try {
            expect(1, faas.invoke(name, 1, Integer.class));
        } catch (TooManyRequestsException full) {
            throttled.incrementAndGet();
        } finally {
            faas.functions().delete(name);
        }
        try {
            faas.invoke(name, 1, Integer.class);
            throw new AssertionError(name + " was deleted");
        } catch (ResourceNotFoundException gone) {
            Thread.sleep(random.nextInt(5));
        }
    }

    /** What a limit or another operator forbids is no failure; a fault of the library's is. */
    private static void tolerate(Runnable operation) {
        try {
            operation.run();
        } catch (ServiceException fault) {
            throw fault;
        } catch (FaasException refused) {
            Thread.onSpinWait();
        }
    }

    @Override
    public String toString() {
        return "%d answered (%d failed, %d timed out), %d throttled, %d deployments, %d provisioned, %d passing functions"
                .formatted(
                        answered.get(),
                        failed.get(),
                        timedOut.get(),
                        throttled.get(),
                        changes.get(),
                        provisioned.get(),
                        passing.get());
    }
}
