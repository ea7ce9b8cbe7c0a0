package io.faas4j.mapping.model;

import io.faas4j.Faas;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.MappingState;
import io.faas4j.model.Trail;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A source that lives on, and one consumer of it after the other, all on one virtual time: each consumer is a library of its own,
 * made anew after a crash. Taken through random steps; a model of the rules looks at what handlers and the source are shown.
 */
abstract class World {

    static final Duration TIMEOUT = Duration.ofSeconds(3);
    static final List<String> FUNCTIONS = List.of("work", "work-too");
    static final int CONCURRENCY = 2_000;

    /** Rule ESM-15. */
    static final int MAX_PAYLOAD = 6_291_456;

    final Random random;
    final FaasTestRuntime runtime;
    final Trail trail = new Trail();

    private final long seed;
    private final long start;
    private final int failing;
    private final int crashing;
    private final int faultyOneOf;
    private final int slowOneOf;
    private final List<Faas.Builder> builders = new ArrayList<>();
    private @Nullable Throwable seen;
    private @Nullable Life life;
    private boolean isThrottled;
    private boolean isCalm;

    /** From then on handlers succeed, and nothing else goes wrong. */
    private boolean isHealed;

    /** The function that the source is mapped to. */
    String target = FUNCTIONS.get(0);

    int handled;
    int crashes;

    /** One consumer, from its start to its crash. */
    record Life(Lifeline line, Faas faas, EventSourceMapping mapping) {}

    /** What a handler does. */
    enum Plan {
        SUCCEED,
        THROW,
        REPORT,
        REPORT_NONSENSE,
        OVERRUN,
        OVERRUN_STUBBORNLY
    }

    World(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.failing = new int[] {0, 1, 3, 6}[random.nextInt(4)];
        this.crashing = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(4);
        this.faultyOneOf = random.nextBoolean() ? 0 : 5 + random.nextInt(40);
        this.slowOneOf = random.nextInt(3) == 0 ? 0 : 2 + random.nextInt(20);
        this.isCalm = faultyOneOf == 0;
        this.runtime = FaasTestRuntime.builder()
                .seed(seed)
                .configure(
                        builder -> builders.add(builder.concurrency(CONCURRENCY).unreservedMinimum(0)))
                .build();
        this.start = runtime.time().source().nanoTime();
    }

    // ---- what a kind of source adds --------------------------------------------------------------------------------

    /** Deploys a function. */
    abstract void deploy(Faas faas, Lifeline line, String function);

    /** Maps the source to the target. */
    abstract EventSourceMapping map(Faas faas, Lifeline line);

    /** Before the first consumer begins. */
    void prelude() {}

    /** Something comes to the source. */
    abstract void feed();

    /** Something else happens to the source, or to the mapping's settings. */
    abstract void disturb(EventSourceMapping mapping);

    abstract Faas.Builder configure(Faas.Builder builder, Lifeline line);

    abstract boolean isAllDone();

    /** Looks at what is left once all is done. */
    abstract void checkEnd(EventSourceMapping mapping);

    abstract String settings();

    // ---- time ------------------------------------------------------------------------------------------------------

    long nanos() {
        return runtime.time().source().nanoTime() - start;
    }

    void note(String text, Object... arguments) {
        trail.add(nanos() / 1_000_000, text, arguments);
    }

    /** Whether nothing but handlers keeps records from being handled. */
    boolean isCalm() {
        return isCalm;
    }

    boolean isHealed() {
        return isHealed;
    }

    /** Whether no call of a consumer's fails by itself. */
    boolean isReliable() {
        return faultyOneOf == 0;
    }

    static void require(boolean holds, String what, Object about) {
        if (!holds) {
            throw new AssertionError(what + ": " + about);
        }
    }

    /** Something that the library calls looks at the model. */
    <T> T seeing(Lifeline.Call<T> look) throws Exception {
        try {
            return look.now();
        } catch (AssertionError | RuntimeException wrong) {
            seen = seen == null ? wrong : seen;
            throw wrong;
        }
    }

    void seeing(Runnable look) throws Exception {
        seeing(() -> {
            look.run();
            return true;
        });
    }

    // ---- handlers --------------------------------------------------------------------------------------------------

    /** What a handler does now, which has taken its time for it; an interrupt is its deadline's. */
    Plan act(boolean isPoisoned, boolean isReporting) throws InterruptedException {
        handled++;
        if (isHealed) {
            return Plan.SUCCEED;
        }
        Plan plan = isPoisoned ? Plan.THROW : plan(isReporting);
        if (plan == Plan.OVERRUN) {
            sleep(TIMEOUT.plusSeconds(2));
        } else if (plan == Plan.OVERRUN_STUBBORNLY) {
            outstay(nanos() + TIMEOUT.toNanos() + random.nextInt(2_000_000_000) + 1);
        } else if (random.nextInt(3) == 0) {
            sleep(Duration.ofNanos(1 + random.nextInt((int) TIMEOUT.toMillis() - 1) * 1_000_000L));
        }
        return plan;
    }

    private Plan plan(boolean isReporting) {
        if (random.nextInt(10) >= failing) {
            return Plan.SUCCEED;
        }
        int kind = random.nextInt(12);
        if (kind < 2) {
            return kind == 0 ? Plan.OVERRUN : Plan.OVERRUN_STUBBORNLY;
        }
        if (kind < 5 || !isReporting) {
            return Plan.THROW;
        }
        return kind < 10 ? Plan.REPORT : Plan.REPORT_NONSENSE;
    }

    private void sleep(Duration time) throws InterruptedException {
        runtime.time().source().await(new CompletableFuture<>(), time);
    }

    private void outstay(long until) {
        while (nanos() < until) {
            try {
                sleep(Duration.ofNanos(until - nanos()));
            } catch (InterruptedException deadline) {
                note("a handler takes no notice of its deadline");
            }
        }
    }

    // ---- consumers -------------------------------------------------------------------------------------------------

    private Life living() {
        Life now = life;
        if (now == null || now.line.isCut()) {
            now = begin();
        } else if (now.mapping.state() == MappingState.DELETED) {
            note("mapped anew");
            now = new Life(now.line, now.faas, map(now.faas, now.line));
            life = now;
        }
        return now;
    }

    private Life begin() {
        if (life != null) {
            crashes++;
            isCalm &= isHealed;
            note("the consumer has crashed");
            if (random.nextBoolean()) {
                runtime.time().advance(Duration.ofMillis(random.nextInt(5_000)));
                checkSeen();
            }
        }
        Lifeline line = new Lifeline(random, runtime.time().source());
        line.slowOneOf = slowOneOf;
        line.faultyOneOf = isHealed ? 0 : faultyOneOf;
        Faas faas = configure(builders.get(0), line)
                .time(new MortalTime(runtime.time().source(), line))
                .build();
        FUNCTIONS.forEach(function -> deploy(faas, line, function));
        Life begun = new Life(line, faas, map(faas, line));
        life = begun;
        isThrottled = false;
        note("a consumer begins");
        return begun;
    }

    // ---- steps -----------------------------------------------------------------------------------------------------

    /** Throws an error that tells the seed and the last steps. */
    void run(int steps) {
        try (runtime) {
            prelude();
            for (int i = 0; i < steps; i++) {
                step();
                checkSeen();
            }
            finish();
        } catch (AssertionError | Exception wrong) {
            throw new AssertionError("With seed %d, %s, after\n  %s".formatted(seed, settings(), trail), wrong);
        }
    }

    private void checkSeen() {
        if (seen != null) {
            throw new AssertionError(seen.getMessage(), seen);
        }
    }

    private void step() {
        Life now = living();
        int chosen = random.nextInt(100);
        if (chosen < 30) {
            feed();
        } else if (chosen < 60) {
            int count = 1 + random.nextInt(15);
            for (int i = 0; i < count && seen == null; i++) {
                runtime.time().step();
            }
        } else if (chosen < 80) {
            runtime.time().advance(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 60_000 : 3_000)));
        } else if (chosen < 84) {
            throttle(now);
        } else if (chosen < 88) {
            if (random.nextInt(4) < crashing) {
                crash(now);
            }
        } else if (chosen < 91) {
            restart(now.mapping);
        } else if (chosen < 93) {
            replace(now.mapping);
        } else {
            disturb(now.mapping);
        }
    }

    private void throttle(Life now) {
        isThrottled = !isThrottled;
        isCalm = false;
        for (String function : FUNCTIONS) {
            if (isThrottled) {
                now.faas.functions().putConcurrency(function, 0);
            } else {
                now.faas.functions().deleteConcurrency(function);
            }
        }
        note("throttled: %s", isThrottled);
    }

    /** The mapping invokes another function from now on, or is deleted. */
    private void replace(EventSourceMapping mapping) {
        if (mapping.state() != MappingState.ENABLED) {
            return;
        }
        isCalm = false;
        if (random.nextInt(3) > 0) {
            target = FUNCTIONS.get(1 - FUNCTIONS.indexOf(target));
            mapping.retarget(target);
            note("retargeted to %s", target);
        } else {
            mapping.delete();
            note("deleted");
        }
    }

    private void crash(Life now) {
        if (random.nextInt(4) == 0) {
            now.line.cut();
        } else {
            int calls = 1 + random.nextInt(30);
            now.line.cutAfter(calls);
            note("the consumer is to crash at call %d", calls);
        }
    }

    private void restart(EventSourceMapping mapping) {
        if (mapping.state() == MappingState.ENABLED) {
            note("disabled");
            isCalm = false;
            mapping.disable();
        } else if (mapping.state() == MappingState.DISABLED) {
            note("enabled");
            mapping.enable();
        }
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    private void finish() {
        isHealed = true;
        note("from now on all goes well");
        settle();
        checkEnd(living().mapping);
        // What was finished is known to be, also to who begins anew.
        living().line.cut();
        int before = handled;
        settle();
        require(handled == before, "Handled again, though all was finished", handled - before);
        Life last = living();
        checkEnd(last.mapping);
        last.faas.close();
        checkSeen();
    }

    private void settle() {
        for (int i = 0; i < 1_000; i++) {
            Life now = living();
            now.line.faultyOneOf = 0;
            now.line.cutAfter(-1);
            if (isThrottled) {
                throttle(now);
            }
            if (now.mapping.state() == MappingState.DISABLED) {
                now.mapping.enable();
            }
            runtime.time().advance(Duration.ofSeconds(10));
            checkSeen();
            boolean isAtRest =
                    isAllDone() && now.mapping.status().inFlight() == 0 && now.mapping.state() == MappingState.ENABLED;
            if (isAtRest) {
                return;
            }
        }
        throw new AssertionError(
                "Not all is done after so much time: " + living().mapping.status());
    }
}
