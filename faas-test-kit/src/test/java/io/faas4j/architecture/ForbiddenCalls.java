package io.faas4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static io.faas4j.architecture.Calls.to;
import static io.faas4j.architecture.Calls.toNew;
import static io.faas4j.architecture.Calls.withNoParameters;
import static io.faas4j.architecture.Calls.withParameter;
import static io.faas4j.architecture.Calls.withoutParameter;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.util.concurrent.RateLimiter;
import com.google.common.util.concurrent.Uninterruptibles;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.lang.ref.Cleaner;
import java.lang.ref.ReferenceQueue;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.BaseStream;

/** What only the seam may call. */
enum ForbiddenCalls {
    WALL_CLOCK(
            to(System.class, "currentTimeMillis"),
            to(Clock.class, "system.*"),
            to(Clock.class, "tick(Millis|Seconds|Minutes)"),
            inPackage("java.time..").and(named("now")),
            toNew(Date.class).and(withNoParameters()),
            to(Calendar.class, "getInstance"),
            toNew(Calendar.class)),
    ELAPSED_TIME(
            to(System.class, "nanoTime"),
            to(Ticker.class, "systemTicker"),
            to(Stopwatch.class, "create.*").and(withoutParameter(Ticker.class)),
            to(RateLimiter.class, "create")),
    SLEEP(
            to(Thread.class, "sleep"),
            to(TimeUnit.class, "sleep|timedWait|timedJoin"),
            to(Uninterruptibles.class, "sleep.*")),
    PARK(to(LockSupport.class, "park.*")),
    TIMED_WAIT(
            // Nearly every timed wait of the JDK counts in units: await, get, poll, offer, tryAcquire, join, ...
            inPackage("java.util.concurrent..")
                    .and(withParameter(long.class))
                    .and(withParameter(TimeUnit.class))
                    .and(to(TimeUnit.class, "convert").negate()),
            to(Condition.class, "awaitNanos|awaitUntil"),
            to(Object.class, "wait").and(withParameter(long.class)),
            to(Thread.class, "join").and(withNoParameters().negate()),
            to(Process.class, "waitFor").and(withNoParameters().negate()),
            to(ReferenceQueue.class, "remove").and(withParameter(long.class)),
            to(Uninterruptibles.class, ".*").and(withParameter(TimeUnit.class).or(withParameter(Duration.class)))),
    LATER(
            toNew(Timer.class),
            to(CompletionStage.class, "orTimeout|completeOnTimeout|delayedExecutor"),
            to(ExecutorService.class, "schedule.*")),
    THREAD(
            toNew(Thread.class),
            // These came with Java 21. To start a thread is free to all: somebody had to make it.
            to(Thread.class, "of(Virtual|Platform)|startVirtualThread"),
            to(Executors.class, ".*ThreadFactory"),
            to(Cleaner.class, "create")),
    POOL(
            to(Executors.class, "new.*"),
            toNew(ThreadPoolExecutor.class),
            toNew(ForkJoinPool.class),
            toNew(SubmissionPublisher.class).and(withNoParameters())),
    COMMON_POOL(
            to(ForkJoinPool.class, "commonPool"),
            to(ForkJoinTask.class, "fork|invokeAll"),
            to(CompletionStage.class, ".*Async").and(withoutParameter(Executor.class)),
            to(Collection.class, "parallelStream"),
            to(BaseStream.class, "parallel"),
            to(Arrays.class, "parallel.*")),
    RANDOMNESS(
            toNew(Random.class),
            toNew(SplittableRandom.class),
            to(Random.class, "current"),
            to(SecureRandom.class, ".*"),
            to(RandomGenerator.class, "of|getDefault"),
            to(RandomGeneratorFactory.class, ".*"),
            to(Math.class, "random"),
            to(StrictMath.class, "random"),
            to(UUID.class, "randomUUID"),
            to(Collections.class, "shuffle").and(withoutParameter(Random.class)));

    @SuppressWarnings("ImmutableEnumChecker") // made of lambdas without state
    private final Predicate<CodeUnitAccessTarget> calls;

    @SafeVarargs
    @SuppressWarnings("varargs")
    ForbiddenCalls(Predicate<CodeUnitAccessTarget>... calls) {
        this.calls = Arrays.stream(calls).reduce(target -> false, Predicate::or);
    }

    static DescribedPredicate<JavaAccess<?>> outsideTheSeam() {
        return DescribedPredicate.describe(
                "the call is one that only the seam may make",
                access -> access.getTarget() instanceof CodeUnitAccessTarget target
                        && Arrays.stream(values()).anyMatch(family -> family.calls.test(target)));
    }

    private static Predicate<CodeUnitAccessTarget> inPackage(String pattern) {
        return target -> resideInAPackage(pattern).test(Calls.declaringClass(target));
    }

    private static Predicate<CodeUnitAccessTarget> named(String name) {
        return target -> target.getName().equals(name);
    }
}
