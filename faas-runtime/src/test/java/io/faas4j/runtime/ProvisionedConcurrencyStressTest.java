package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.function.InitializationType;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.function.Routing;
import io.faas4j.function.TargetTracking;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.registry.ProvisionedRegistry;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The invariants of rule CONC-18, while a million invocations run and whatever there is to change changes at random.
 */
@Tag("slow")
class ProvisionedConcurrencyStressTest {

    private static final int LIMIT = 12;
    private static final int CALLERS = 4;
    private static final long INVOCATIONS = 1_000_000;
    private static final Duration AT_MOST = Duration.ofSeconds(90);
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int VERSIONS = 3;

    private final long seed = System.nanoTime();
    private final VirtualTime time = VirtualTime.create();
    private final Traffic traffic = new Traffic(seed, time, LIMIT, Duration.ofSeconds(20));
    private final ProvisionedRegistry provisioned = traffic.functions.provisioned();
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    private final AtomicInteger live = new AtomicInteger();
    private final LongAdder onProvisioned = new LongAdder();
    private final LongAdder onDemand = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final AtomicLong invocations = new AtomicLong();
    private final AtomicInteger inits = new AtomicInteger();
    private final AtomicLong cut = new AtomicLong();

    @AfterEach
    void close() {
        traffic.close();
    }

    /** One per execution context: alone in it, within all limits, and never closed while it runs. */
    private final class Guarded implements Handler<Integer, Integer>, AutoCloseable {
        private final AtomicBoolean busy = new AtomicBoolean();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicInteger ofFunction;
        private final boolean isProvisioned;

        Guarded(InitContext init) {
            this.ofFunction = running.computeIfAbsent(init.functionName(), name -> new AtomicInteger());
            this.isProvisioned = init.initializationType() == InitializationType.PROVISIONED_CONCURRENCY;
            // Now and then long enough in a row that all tries of an allocation fail.
            if (isProvisioned && inits.incrementAndGet() / 8 % 4 == 0) {
                throw new IllegalStateException("no init now");
            }
            live.incrementAndGet();
        }

        @Override
        public Integer handle(Integer work, Context context) {
            assertThat(busy.compareAndSet(false, true))
                    .as("alone in its context")
                    .isTrue();
            assertThat(all.incrementAndGet()).as("running at once").isLessThanOrEqualTo(LIMIT);
            ofFunction.incrementAndGet();
            (isProvisioned ? onProvisioned : onDemand).increment();
            for (int i = 0; i < work; i++) {
                Thread.onSpinWait();
            }
            if (closed.get()) {
                cut.incrementAndGet();
            }
            ofFunction.decrementAndGet();
            all.decrementAndGet();
            busy.set(false);
            if (work == 13) {
                throw context.exit(1);
            }
            return work;
        }

        @Override
        public void close() {
            closed.set(true);
            live.decrementAndGet();
            if (busy.get()) {
                cut.incrementAndGet();
            }
        }
    }

    private void publishVersions() {
        for (String name : NAMES) {
            for (int version = 1; version <= VERSIONS; version++) {
                deploy(name, version);
                traffic.functions.publish(name);
            }
            traffic.functions.aliases().put(name, AliasSpec.of("live").version("1"));
        }
    }

    private void deploy(String name, int number) {
        traffic.functions.deploy(FunctionDefinition.builder(name, Integer.class, Integer.class)
                .handlerFactory(Guarded::new)
                .description("" + number)
                .timeout(Duration.ofMinutes(15))
                .build());
    }

    private void invoke(List<FunctionHandle<Integer, Integer>> handles, SplittableRandom random) {
        int work = random.nextInt(16) == 0 ? random.nextInt(1_000) : random.nextInt(20);
        invocations.incrementAndGet();
        try {
            handles.get(random.nextInt(handles.size())).invoke(work);
        } catch (TooManyRequestsException full) {
            throttled.increment();
        } catch (FunctionErrorException failed) {
            assertThat(failed.error().errorType()).isIn("Runtime.ExitError", "java.lang.IllegalStateException");
        }
    }

    private void changeSomething(SplittableRandom random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String qualified = name + ":" + (random.nextBoolean() ? "live" : 1 + random.nextInt(VERSIONS));
        try {
            switch (random.nextInt(8)) {
                case 0 -> traffic.functions.putConcurrency(name, random.nextInt(6));
                case 1 -> traffic.functions.deleteConcurrency(name);
                case 2, 3 -> provisioned.put(qualified, 1 + random.nextInt(4));
                case 4 -> provisioned.delete(qualified);
                case 5 -> traffic.functions.aliases().put(name, moved(random));
                case 6 -> provisioned.targetTracking(qualified, TargetTracking.between(1, 4));
                default -> deploy(name, random.nextInt());
            }
        } catch (InvalidParameterValueException | ResourceConflictException | ResourceNotFoundException refused) {
            Thread.onSpinWait();
        }
    }

    private static AliasSpec moved(SplittableRandom random) {
        int version = 1 + random.nextInt(VERSIONS);
        Routing routing = random.nextBoolean()
                ? Routing.NONE
                : Routing.to(Integer.toString(version % VERSIONS + 1), random.nextDouble());
        return AliasSpec.of("live").version(Integer.toString(version)).routing(routing);
    }

    /**
     * Reservations, and what is provisioned besides, are never more than the limit; read again, since the number of a tracked
     * configuration may change between two readings.
     */
    private void checkPromises() {
        int promised = promised();
        for (int again = 0; promised > LIMIT && again < 1_000; again++) {
            promised = promised();
        }
        assertThat(promised).as("promised at once, seed %d", seed).isLessThanOrEqualTo(LIMIT);
    }

    private int promised() {
        int sum = 0;
        for (String name : NAMES) {
            int asked = provisioned.list(name).stream()
                    .mapToInt(ProvisionedConcurrency::requested)
                    .sum();
            int reserved = traffic.functions.getConcurrency(name).orElse(-1);
            sum += reserved < 0 ? asked : reserved;
            assertThat(reserved < 0 || asked <= reserved)
                    .as("%s: %d provisioned of %d reserved, seed %d", name, asked, reserved, seed)
                    .isTrue();
        }
        return sum;
    }

    @Test
    void a_million_invocations_lose_no_place_and_none_is_ended_while_everything_changes() throws Exception {
        publishVersions();
        List<FunctionHandle<Integer, Integer>> handles = new ArrayList<>();
        for (String name : NAMES) {
            Stream.of(":live", ":1", ":2", "")
                    .forEach(suffix -> handles.add(traffic.handle(name + suffix, Integer.class, Integer.class)));
        }
        AtomicBoolean isEnough = new AtomicBoolean();
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                if (invocations.get() < INVOCATIONS) {
                    invoke(handles, random);
                } else {
                    isEnough.set(true);
                    Thread.sleep(1);
                }
            });
        }
        traffic.thread("changer", random -> {
            changeSomething(random);
            checkPromises();
            Thread.sleep(0, random.nextInt(1_000_000));
        });
        traffic.thread("clock", random -> {
            time.advance(Duration.ofMillis(random.nextInt(2_000)));
            Thread.sleep(0, 200_000);
        });

        traffic.runUntil(isEnough::get, AT_MOST);

        assertThat(invocations).hasValueGreaterThanOrEqualTo(INVOCATIONS);
        assertThat(onProvisioned.sum()).as("on provisioned contexts").isPositive();
        assertThat(onDemand.sum()).as("on demand").isPositive();
        assertThat(throttled.sum()).as("throttled").isPositive();
        assertThat(cut).as("handlers closed while they ran, seed %d", seed).hasValue(0);
        assertEveryPlaceCanBeUsedAgain();
    }

    private void assertEveryPlaceCanBeUsedAgain() {
        for (String name : NAMES) {
            for (ProvisionedConcurrency config : provisioned.list(name)) {
                provisioned.delete(config.function().toString());
            }
            traffic.functions.deleteConcurrency(name);
        }
        await(() -> {
            traffic.contexts.reclaimPermits();
            return traffic.concurrency.placesTaken() == 0;
        });
        traffic.assertNoPlaceLostOrInvented();
        traffic.functions.putConcurrency("a", LIMIT);
        traffic.functions.deleteConcurrency("a");
        await(() -> {
            // Its init phases may fail, too.
            provisioned.put("a:1", LIMIT);
            await(() -> provisioned.get("a:1").status() != ProvisionedConcurrency.Status.IN_PROGRESS);
            return provisioned.get("a:1").status() == ProvisionedConcurrency.Status.READY;
        });
        assertThat(traffic.concurrency.placesTaken()).isEqualTo(LIMIT);
        traffic.functions.delete("a");
        await(() -> traffic.concurrency.placesTaken() == 0);
        traffic.functions.delete("b");
        traffic.functions.delete("c");
        await(() -> live.get() == 0);
    }

    /** Something that threads of the runtime's own are about to bring about. */
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it comes about").isNegative();
            Thread.onSpinWait();
        }
    }
}
