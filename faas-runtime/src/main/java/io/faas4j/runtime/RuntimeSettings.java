package io.faas4j.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.concurrency.AdmissionSettings;
import io.faas4j.runtime.concurrency.Rate;
import io.faas4j.runtime.context.ContextSettings;
import io.faas4j.runtime.context.TelemetrySettings;
import io.faas4j.runtime.payload.JacksonCodec;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.registry.RegistrySettings;
import io.faas4j.runtime.telemetry.DurationHistogram;
import io.faas4j.runtime.telemetry.Histograms;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a runtime runs; every setting has a default. Immutable. */
public final class RuntimeSettings {

    private final Builder settings;

    private RuntimeSettings(Builder settings) {
        this.settings = settings;
    }

    /** A builder with every default. */
    public static Builder builder() {
        return new Builder();
    }

    int concurrency() {
        return settings.concurrency;
    }

    int unreservedMinimum() {
        Integer minimum = settings.unreservedMinimum;
        return minimum == null ? Math.min(100, settings.concurrency / 10) : minimum;
    }

    AdmissionSettings admission(TimeSource time) {
        return new AdmissionSettings(
                time,
                settings.scalingRate,
                settings.requestRatePerConcurrency,
                settings.provisionedAllocationRate,
                settings.callerRate,
                settings.maxWaiting);
    }

    Duration drainLimit() {
        return settings.drainLimit;
    }

    @Nullable
    MeterRegistry meters() {
        return settings.meters;
    }

    Histograms histograms() {
        return settings.histograms;
    }

    PayloadCodec codec() {
        return settings.codec;
    }

    RegistrySettings registry() {
        return new RegistrySettings(settings.maxAliasesPerFunction, settings.deadLetterTargetOfLatest);
    }

    /** The contexts' settings; a time source of the runtime's own unless one was given. */
    ContextSettings contexts() {
        TimeSource given = settings.time;
        return new ContextSettings(
                given == null ? TimeSource.system() : given,
                settings.random,
                settings.threads,
                settings.scope,
                settings.scratchRoot,
                settings.idleTimeout,
                settings.maxLifetime,
                settings.initLimit,
                settings.shutdownBudget,
                new TelemetrySettings(settings.invocationLogs, settings.invocationMdc, settings.observations));
    }

    boolean ownsTime() {
        return settings.time == null;
    }

    /** Collects settings; each setter checks its value at once. Not safe for use by many threads. */
    public static final class Builder {

        /** More than any process lives; longer ones do not fit in nanoseconds. */
        private static final Duration LONGEST = Duration.ofDays(3650);

        private int concurrency = 1000;
        private @Nullable Integer unreservedMinimum;
        private int maxAliasesPerFunction = 10_000;
        private boolean deadLetterTargetOfLatest;
        private @Nullable Rate scalingRate;
        private int requestRatePerConcurrency;
        private @Nullable Rate provisionedAllocationRate;
        private @Nullable Rate callerRate;
        private int maxWaiting = AdmissionSettings.DEFAULT_MAX_WAITING;
        private Duration idleTimeout = Duration.ofMinutes(10);
        private Duration maxLifetime = Duration.ofHours(4);
        private Duration initLimit = Duration.ofSeconds(10);
        private Duration shutdownBudget = Duration.ofMillis(500);
        private Duration drainLimit = Duration.ofSeconds(30);
        private ArnScope scope = ArnScope.DEFAULT;
        private RandomSource random = RandomSource.system();
        private WorkerThreads threads = WorkerThreads.best();
        private PayloadCodec codec = PayloadCodec.jackson();
        private @Nullable TimeSource time;
        private @Nullable Path scratchRoot;
        private @Nullable MeterRegistry meters;
        private Histograms histograms = Histograms.NONE;
        private @Nullable ObservationRegistry observations;
        private boolean invocationLogs;
        private boolean invocationMdc;

        private Builder() {}

        /** Invocations at once, in all functions together: 1 or more, 1,000 by default. */
        public Builder concurrency(int invocations) {
            this.concurrency = atLeast("concurrency", 1, invocations);
            return this;
        }

        /**
         * What reservations must leave to functions without one: 0 to the concurrency; 100 by default, but at most a tenth of the
         * concurrency (rule CONC-3).
         */
        public Builder unreservedMinimum(int invocations) {
            this.unreservedMinimum = atLeast("unreservedMinimum", 0, invocations);
            return this;
        }

        /**
         * How fast each function may make execution contexts; what it needs beyond is throttled. Refilled continuously, not
         * banked. As fast as it likes by default; Lambda's own rate is 1,000 in 10 s (section CONC).
         *
         * @param contexts 1 or more
         * @param per over 0, up to a day
         */
        public Builder scalingRate(int contexts, Duration per) {
            this.scalingRate = rate("scalingRate", contexts, per);
            return this;
        }

        /**
         * How many synchronous invocations a second each unit of concurrency allows: of a function's reservation, or of what
         * is unreserved for all functions without one together. Any number by default; Lambda's own rate is 10 (section
         * CONC). Under a rate an invocation costs more, since all are counted together.
         *
         * <p>As many are allowed by each provisioned context that is allocated, for its version alone; an invocation over that
         * runs on demand, as if all of them were busy. Those on provisioned contexts count in the reservation's rate, if there
         * is one, and not in that of what is unreserved.
         *
         * @param requests 1 or more
         */
        public Builder requestRatePerConcurrency(int requests) {
            this.requestRatePerConcurrency = atLeast("requestRatePerConcurrency", 1, requests);
            return this;
        }

        /**
         * How fast contexts of one function may be provisioned: initialised for a request for provisioned concurrency, which
         * is ready when the last of them is. As fast as the machine does by default; Lambda's own rate is 6,000 a minute
         * (section CONC). Contexts that replace others are not counted.
         *
         * @param contexts 1 or more; so many may also begin at once
         * @param per over 0, up to a day
         */
        public Builder provisionedAllocationRate(int contexts, Duration per) {
            this.provisionedAllocationRate = rate("provisionedAllocationRate", contexts, per);
            return this;
        }

        /**
         * How often functions, versions, aliases and limits may be changed, all together. As often as anybody likes by
         * default; Lambda's own rate is 15 a second.
         *
         * @param calls 1 or more
         * @param per over 0, up to a day
         */
        public Builder callerRate(int calls, Duration per) {
            this.callerRate = rate("callerRate", calls, per);
            return this;
        }

        /**
         * How many invocations of one function may wait for concurrency (see {@code InvokeOptions.maxWait}); one more is
         * throttled at once. 1 or more, 10,000 by default.
         */
        public Builder maxWaiting(int invocations) {
            this.maxWaiting = atLeast("maxWaiting", 1, invocations);
            return this;
        }

        /** How many aliases a function may have: 1 or more, 10,000 by default (rule ALIAS-13). */
        public Builder maxAliasesPerFunction(int aliases) {
            this.maxAliasesPerFunction = atLeast("maxAliasesPerFunction", 1, aliases);
            return this;
        }

        /**
         * Whether events of every version that are given up go to the dead-letter target that {@code $LATEST} has at that time,
         * and not to the one that the version was published with (rule DLQ-5): false by default.
         */
        public Builder deadLetterTargetOfLatest(boolean shared) {
            this.deadLetterTargetOfLatest = shared;
            return this;
        }

        /** After what time an idle execution context is removed: over 0, 10 minutes by default (rule CTX-10). */
        public Builder idleTimeout(Duration duration) {
            this.idleTimeout = positive("idleTimeout", duration);
            return this;
        }

        /** After what time an execution context is replaced: over 0, 4 hours by default (rule CTX-10). */
        public Builder maxLifetime(Duration duration) {
            this.maxLifetime = positive("maxLifetime", duration);
            return this;
        }

        /**
         * How long an init phase may take: over 0, 10 s by default (rule CTX-2). Not for provisioned contexts and those that serve
         * several invocations at once: theirs may take 130 s, or the function's timeout if that is longer.
         */
        public Builder initLimit(Duration duration) {
            this.initLimit = positive("initLimit", duration);
            return this;
        }

        /** How long the shutdown hooks of one context may take together: over 0, 500 ms by default (rule CTX-13). */
        public Builder shutdownBudget(Duration duration) {
            this.shutdownBudget = positive("shutdownBudget", duration);
            return this;
        }

        /** How long {@code close} waits for running invocations before it times them out: over 0, 30 s by default. */
        public Builder drainLimit(Duration duration) {
            this.drainLimit = positive("drainLimit", duration);
            return this;
        }

        /** Where ARNs live: {@link ArnScope#DEFAULT} by default. */
        public Builder arnScope(ArnScope value) {
            this.scope = Objects.requireNonNull(value, "arnScope");
            return this;
        }

        /** Where time comes from: the system's clock by default. Closed by who made it. */
        public Builder time(TimeSource source) {
            this.time = Objects.requireNonNull(source, "time");
            return this;
        }

        /** Where random numbers come from: {@link RandomSource#system()} by default. */
        public Builder random(RandomSource source) {
            this.random = Objects.requireNonNull(source, "random");
            return this;
        }

        /** Where threads come from: virtual ones where the JVM has them, by default. */
        public Builder threads(WorkerThreads source) {
            this.threads = Objects.requireNonNull(source, "threads");
            return this;
        }

        /** What turns values into JSON and back: Jackson with defaults for events, unless set. */
        public Builder codec(PayloadCodec value) {
            this.codec = Objects.requireNonNull(value, "codec");
            return this;
        }

        /** JSON by the user's own mapper, which is read and never changed. */
        public Builder objectMapper(ObjectMapper mapper) {
            return codec(new JacksonCodec(Objects.requireNonNull(mapper, "objectMapper")));
        }

        /** Below which folder scratch directories are made: the system's temporary folder by default. */
        public Builder scratchRoot(Path folder) {
            this.scratchRoot = Objects.requireNonNull(folder, "scratchRoot");
            return this;
        }

        /**
         * Where meters are registered: nowhere by default. A registry serves one runtime: two in the same would have meters of
         * the same names and tags.
         */
        public Builder meterRegistry(MeterRegistry registry) {
            this.meters = Objects.requireNonNull(registry, "meterRegistry");
            return this;
        }

        /**
         * Records how durations are distributed, for every function that has no setting of its own: for none by default. Each
         * invocation then records a {@code Timer} besides, {@code faas.duration.histogram}.
         */
        public Builder durationHistogram(DurationHistogram histogram) {
            this.histograms = histograms.of(Objects.requireNonNull(histogram, "durationHistogram"));
            return this;
        }

        /**
         * As {@link #durationHistogram(DurationHistogram)}, for one function.
         *
         * @param function its name; it may be deployed later
         * @param histogram what to record
         */
        public Builder durationHistogram(String function, DurationHistogram histogram) {
            FunctionRef ref = FunctionRef.parse(function).withoutQualifier();
            this.histograms = histograms.of(ref.name(), Objects.requireNonNull(histogram, "durationHistogram"));
            return this;
        }

        /**
         * Who observes invocations, for traces among others: nobody by default. What is observed, and under which names, says
         * {@link io.faas4j.runtime.telemetry.FunctionObservation}.
         */
        public Builder observationRegistry(ObservationRegistry registry) {
            Objects.requireNonNull(registry, "observationRegistry");
            this.observations = registry == ObservationRegistry.NOOP ? null : registry;
            return this;
        }

        /**
         * Whether START, END and REPORT of each invocation, and cold starts, are written at INFO to its function's logger,
         * {@code io.faas4j.function.} and its name (rule LOG-1): false by default. A function may say otherwise with
         * {@link io.faas4j.function.LoggingConfig#invocationLines(boolean)}.
         */
        public Builder invocationLogs(boolean written) {
            this.invocationLogs = written;
            return this;
        }

        /**
         * Whether the MDC has {@code AWSRequestId}, {@code faas.name} and {@code faas.version} while a handler runs: false by
         * default. What the MDC had before is there again afterwards.
         */
        public Builder invocationMdc(boolean set) {
            this.invocationMdc = set;
            return this;
        }

        /**
         * The settings.
         *
         * @throws ValidationException if the unreserved minimum is over the concurrency
         */
        public RuntimeSettings build() {
            if (unreservedMinimum != null && unreservedMinimum > concurrency) {
                throw ValidationException.of(
                        "unreservedMinimum",
                        unreservedMinimum,
                        "Member must have value less than or equal to the concurrency, " + concurrency);
            }
            return new RuntimeSettings(copy());
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.concurrency = concurrency;
            copy.unreservedMinimum = unreservedMinimum;
            copy.maxAliasesPerFunction = maxAliasesPerFunction;
            copy.deadLetterTargetOfLatest = deadLetterTargetOfLatest;
            copy.scalingRate = scalingRate;
            copy.requestRatePerConcurrency = requestRatePerConcurrency;
            copy.provisionedAllocationRate = provisionedAllocationRate;
            copy.callerRate = callerRate;
            copy.maxWaiting = maxWaiting;
            copy.idleTimeout = idleTimeout;
            copy.maxLifetime = maxLifetime;
            copy.initLimit = initLimit;
            copy.shutdownBudget = shutdownBudget;
            copy.drainLimit = drainLimit;
            copy.scope = scope;
            copy.random = random;
            copy.threads = threads;
            copy.codec = codec;
            copy.time = time;
            copy.scratchRoot = scratchRoot;
            copy.meters = meters;
            copy.histograms = histograms;
            copy.observations = observations;
            copy.invocationLogs = invocationLogs;
            copy.invocationMdc = invocationMdc;
            return copy;
        }

        private static Rate rate(String field, int tokens, Duration per) {
            atLeast(field, 1, tokens);
            positive(field, per);
            if (per.compareTo(Duration.ofDays(1)) > 0) {
                throw ValidationException.of(field, per, "Member must have value less than or equal to PT24H");
            }
            // The product of both must fit into a long: 100,000 a day do, and 900 million in ten seconds.
            if (tokens > Long.MAX_VALUE / per.toNanos()) {
                throw ValidationException.of(
                        field,
                        tokens,
                        "Member must have value less than or equal to " + Long.MAX_VALUE / per.toNanos()
                                + " in a time of " + per);
            }
            return new Rate(tokens, per);
        }

        private static int atLeast(String field, int min, int value) {
            if (value < min) {
                throw ValidationException.of(field, value, "Member must have value greater than or equal to " + min);
            }
            return value;
        }

        private static Duration positive(String field, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw ValidationException.of(field, value, "Member must have value greater than 0");
            }
            if (value.compareTo(LONGEST) > 0) {
                throw ValidationException.of(field, value, "Member must have value less than or equal to " + LONGEST);
            }
            return value;
        }
    }
}
