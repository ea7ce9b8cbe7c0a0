package io.faas4j.testkit;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A library under test: a {@link Faas} on virtual time, whose asynchronous work runs one thing at a time and only while the
 * test lets {@linkplain #time() time} pass. The same seed gives the same order of all things, the same draws and the same ids.
 *
 * <p>A test gets one as a parameter with {@link FaasTest}, or makes one itself and closes it. Two of them share nothing. Safe
 * for use by many threads, though all that several threads of a test do at once is as ordered as they are.
 *
 * <p>Execution contexts in worker mode, {@code submit}, init phases ahead of traffic and shutdown hooks have threads of their
 * own, as in production: before time moves, they get a moment of real time to come to rest.
 */
public final class FaasTestRuntime implements AutoCloseable {

    private final long seed;
    private final Stage stage;
    private final StageTime source;
    private final TestTime time;
    private final Instant start;
    private final CallLog log;
    private final Dice dice;
    private final Map<String, ScriptedCode> scripts = new ConcurrentHashMap<>();
    private final Faas faas;

    private FaasTestRuntime(Builder settings) {
        this.seed = settings.seed;
        this.stage = new Stage(VirtualTime.create(), seed, settings.patience);
        this.source = new StageTime(stage);
        this.time = new TestTime(stage, source);
        this.start = source.now();
        this.log = new CallLog(source);
        this.dice = new Dice(RandomSource.seeded(seed));
        Faas.Builder builder = Faas.builder().random(dice.source());
        settings.change.accept(builder);
        this.faas = builder.time(source).threads(new StageThreads(stage)).build();
    }

    /** With every default. */
    public static FaasTestRuntime create() {
        return builder().build();
    }

    /** A builder with every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The library under test. */
    public Faas faas() {
        return faas;
    }

    /** Its time. */
    public TestTime time() {
        return time;
    }

    /** What decides about everything that is left to chance. */
    public long seed() {
        return seed;
    }

    /** What weighted aliases draw, as long as the settings give the library no other {@link RandomSource}. */
    public Dice dice() {
        return dice;
    }

    /**
     * A function as it is at this moment: what of it runs, waits and was throttled.
     *
     * @param name its name
     * @throws IllegalArgumentException if there is no such function
     */
    public FunctionSnapshot function(String name) {
        return faas.snapshot()
                .function(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no function '%s', deploy it first".formatted(name)));
    }

    /**
     * Deploys a function whose handler follows its {@linkplain #script script}, and whose calls are noted.
     *
     * @param function its code is a handler object, a factory, a class of handlers, or a stream handler
     * @return the function's {@code $LATEST}, for callers with its own types
     * @throws IllegalArgumentException for a class of stream handlers or a handler's name: deploy it by {@link #faas()}
     */
    public <I, O> FunctionHandle<I, O> deploy(FunctionDefinition<I, O> function) {
        faas.deploy(scripted(function.name()).of(function));
        return faas.function(function.name(), function.eventType(), function.resultType());
    }

    /** As {@link #deploy(FunctionDefinition)}. */
    public <I, O> FunctionHandle<I, O> deploy(FunctionDefinition.Builder<I, O> function) {
        return deploy(function.build());
    }

    /**
     * What befalls the handler of a function that this runtime deploys, before or after.
     *
     * @param function its name
     */
    public HandlerScript script(String function) {
        return scripted(function).script();
    }

    private ScriptedCode scripted(String function) {
        return scripts.computeIfAbsent(function, name -> new ScriptedCode(new HandlerScript(name, source, start), log));
    }

    /** The calls of all handlers that this runtime deployed, so far. */
    public Timeline timeline() {
        return log.timeline();
    }

    boolean isClosed() {
        return stage.isClosed();
    }

    /** The time, and what is not done yet, for errors. */
    String goingOn() {
        return stage.goingOn();
    }

    /** Closes the library, which may take virtual time, and ends the threads of the test. Idempotent. */
    @Override
    public void close() {
        if (stage.isClosed()) {
            return;
        }
        try {
            faas.close();
        } finally {
            stage.close();
        }
    }

    /** Collects settings. Not safe for use by many threads. */
    public static final class Builder {

        static final long DEFAULT_SEED = 1;

        private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

        private long seed = DEFAULT_SEED;
        private Duration patience = DEFAULT_PATIENCE;
        private Consumer<Faas.Builder> change = builder -> {};

        private Builder() {}

        /**
         * Sets what decides about order, draws and ids.
         *
         * @param number any; 1 if never set
         */
        public Builder seed(long number) {
            this.seed = number;
            return this;
        }

        /**
         * Sets how long, in real time, a task may go without an end before the test fails with its stack, at most twice that
         * long.
         *
         * @param limit over 0; 5 seconds if never set
         */
        public Builder patience(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("patience must be over 0, was " + limit);
            }
            this.patience = limit;
            return this;
        }

        /**
         * Changes any settings of the library, but for its time and its threads, which are the kit's. Called more than once,
         * all changes hold, in their order.
         *
         * @param settings called by {@link #build}
         */
        public Builder configure(Consumer<Faas.Builder> settings) {
            this.change = change.andThen(settings);
            return this;
        }

        /** The runtime; its thread is the test's. */
        public FaasTestRuntime build() {
            return new FaasTestRuntime(this);
        }
    }
}
