package io.faas4j.function;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one version of a function runs; what a publish freezes (rule VER-1). Immutable; equal if all settings are equal.
 */
public final class FunctionConfiguration {

    /** All defaults: 3 s, 128 MB, 512 MB of scratch space, caller mode. */
    public static final FunctionConfiguration DEFAULT = builder().build();

    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);
    private static final int MAX_CONTEXTS = 15_000;

    private final Duration timeout;
    private final int memoryInMb;
    private final int ephemeralStorageInMb;
    private final String description;
    private final Map<String, String> environment;
    private final @Nullable String deadLetterTarget;
    private final ExecutionMode executionMode;
    private final PayloadMode payloadMode;
    private final boolean tenantIsolation;
    private final LoggingConfig logging;
    private final int contextConcurrency;
    private final int maxContexts;
    private final int minContexts;

    private FunctionConfiguration(Builder builder) {
        this.timeout = builder.timeout;
        this.memoryInMb = builder.memoryInMb;
        this.ephemeralStorageInMb = builder.ephemeralStorageInMb;
        this.description = builder.description;
        this.environment = Map.copyOf(builder.environment);
        this.deadLetterTarget = builder.deadLetterTarget;
        this.executionMode = builder.executionMode;
        this.payloadMode = builder.payloadMode;
        this.tenantIsolation = builder.tenantIsolation;
        this.logging = builder.logging;
        this.contextConcurrency = builder.contextConcurrency;
        this.maxContexts = builder.maxContexts;
        this.minContexts = builder.minContexts;
    }

    /** A builder with every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.timeout = timeout;
        builder.memoryInMb = memoryInMb;
        builder.ephemeralStorageInMb = ephemeralStorageInMb;
        builder.description = description;
        builder.environment.putAll(environment);
        builder.deadLetterTarget = deadLetterTarget;
        builder.executionMode = executionMode;
        builder.payloadMode = payloadMode;
        builder.tenantIsolation = tenantIsolation;
        builder.logging = logging;
        builder.contextConcurrency = contextConcurrency;
        builder.maxContexts = maxContexts;
        builder.minContexts = minContexts;
        return builder;
    }

    /**
     * These settings with some changed.
     *
     * @param change applied to {@link #toBuilder()}
     */
    public FunctionConfiguration with(Consumer<Builder> change) {
        Builder builder = toBuilder();
        change.accept(builder);
        return builder.build();
    }

    /** The longest an invocation may take: 1 to 900 s, 3 s by default. */
    public Duration timeout() {
        return timeout;
    }

    /** The memory size in MB: 128 to 10,240, 128 by default. Told to the handler, not enforced. */
    public int memoryInMb() {
        return memoryInMb;
    }

    /** The size of the scratch directory in MB: 512 to 10,240, 512 by default. Told to the handler, not enforced. */
    public int ephemeralStorageInMb() {
        return ephemeralStorageInMb;
    }

    /** A text for people, at most 256 characters, empty by default. */
    public String description() {
        return description;
    }

    /** The user's variables; empty if never set. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Where events go that asynchronous invocation gives up; none by default. */
    public Optional<String> deadLetterTarget() {
        return Optional.ofNullable(deadLetterTarget);
    }

    /** The thread a synchronous invocation runs on, {@link ExecutionMode#CALLER} by default. */
    public ExecutionMode executionMode() {
        return executionMode;
    }

    /** How payloads cross between caller and handler, {@link PayloadMode#AUTO} by default. */
    public PayloadMode payloadMode() {
        return payloadMode;
    }

    /**
     * Whether each tenant has execution contexts of its own, so that every invocation must name a tenant (rule TEN-1); not by
     * default. Fixed when the function is created.
     */
    public boolean tenantIsolation() {
        return tenantIsolation;
    }

    /** What the function's log contains, {@link LoggingConfig#DEFAULT} by default. */
    public LoggingConfig logging() {
        return logging;
    }

    /**
     * How many invocations one execution context serves at once (rule LMI-1, Lambda's
     * {@code PerExecutionEnvironmentMaxConcurrency}): 1 to 1,600, 1 by default.
     */
    public int contextConcurrency() {
        return contextConcurrency;
    }

    /**
     * How many execution contexts there may be at once of a function with a {@link #contextConcurrency} of more than 1 (rule
     * LMI-4, Lambda's {@code MaxExecutionEnvironments}): 0 to 15,000, 15,000 by default.
     */
    public int maxContexts() {
        return maxContexts;
    }

    /**
     * How many execution contexts are kept initialised of a version with a {@link #contextConcurrency} of more than 1 (rule
     * LMI-4, Lambda's {@code MinExecutionEnvironments}): 0 to 15,000, 0 by default.
     */
    public int minContexts() {
        return minContexts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FunctionConfiguration that
                && timeout.equals(that.timeout)
                && memoryInMb == that.memoryInMb
                && ephemeralStorageInMb == that.ephemeralStorageInMb
                && description.equals(that.description)
                && environment.equals(that.environment)
                && Objects.equals(deadLetterTarget, that.deadLetterTarget)
                && executionMode == that.executionMode
                && payloadMode == that.payloadMode
                && tenantIsolation == that.tenantIsolation
                && logging.equals(that.logging)
                && contextConcurrency == that.contextConcurrency
                && maxContexts == that.maxContexts
                && minContexts == that.minContexts;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                timeout,
                memoryInMb,
                ephemeralStorageInMb,
                description,
                environment,
                deadLetterTarget,
                executionMode,
                payloadMode,
                tenantIsolation,
                logging,
                contextConcurrency,
                maxContexts,
                minContexts);
    }

    @Override
    public String toString() {
        return "FunctionConfiguration[timeout=%s, memoryInMb=%d, executionMode=%s, payloadMode=%s]"
                .formatted(timeout, memoryInMb, executionMode, payloadMode);
    }

    /** Collects settings; each setter checks its value at once. Not safe for use by many threads. */
    public static final class Builder {

        private Duration timeout = Duration.ofSeconds(3);
        private int memoryInMb = 128;
        private int ephemeralStorageInMb = 512;
        private String description = "";
        private final Map<String, String> environment = new LinkedHashMap<>();
        private @Nullable String deadLetterTarget;
        private ExecutionMode executionMode = ExecutionMode.CALLER;
        private PayloadMode payloadMode = PayloadMode.AUTO;
        private boolean tenantIsolation;
        private LoggingConfig logging = LoggingConfig.DEFAULT;
        private int contextConcurrency = 1;
        private int maxContexts = MAX_CONTEXTS;
        private int minContexts;

        private Builder() {}

        /**
         * Sets the longest an invocation may take.
         *
         * @param value 1 to 900 s, both included; 3 s if never set
         * @throws ValidationException outside that range
         */
        public Builder timeout(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0) {
                throw ValidationException.of(
                        "timeout", shown(value), "Member must have value greater than or equal to 1");
            }
            if (value.compareTo(MAX_TIMEOUT) > 0) {
                throw ValidationException.of(
                        "timeout", shown(value), "Member must have value less than or equal to 900");
            }
            this.timeout = value;
            return this;
        }

        /**
         * Sets the memory size that the handler is told.
         *
         * @param value 128 to 10,240 MB; 128 if never set
         * @throws ValidationException outside that range
         */
        public Builder memoryInMb(int value) {
            this.memoryInMb = inRange("memorySize", value, 128, 10_240);
            return this;
        }

        /**
         * Sets the size of the scratch directory that the handler is told.
         *
         * @param value 512 to 10,240 MB; 512 if never set
         * @throws ValidationException outside that range
         */
        public Builder ephemeralStorageInMb(int value) {
            this.ephemeralStorageInMb = inRange("ephemeralStorage.size", value, 512, 10_240);
            return this;
        }

        /**
         * Sets the text for people.
         *
         * @param value at most 256 characters
         * @throws ValidationException if it is longer
         */
        public Builder description(String value) {
            this.description = Descriptions.require(value);
            return this;
        }

        /**
         * Adds one environment variable.
         *
         * @param key not one that the runtime itself sets (rule FN-2)
         * @param value any text; all variables as JSON are at most 4 KB, checked by {@link #build()} (rule FN-1)
         */
        public Builder environment(String key, String value) {
            environment.put(key, value);
            return this;
        }

        /**
         * Replaces all environment variables.
         *
         * @param variables as for {@link #environment(String, String)}
         */
        public Builder environment(Map<String, String> variables) {
            environment.clear();
            environment.putAll(variables);
            return this;
        }

        /**
         * Sets where events go that asynchronous invocation gives up (rule DLQ-1).
         *
         * @param value the ARN of a queue or topic, or {@code queue:} or {@code topic:} and its name, checked when it is
         *     deployed (rule DLQ-6); null for none (rule FN-15)
         */
        public Builder deadLetterTarget(@Nullable String value) {
            this.deadLetterTarget = value;
            return this;
        }

        /**
         * Sets the thread that synchronous invocations run on.
         *
         * @param value {@link ExecutionMode#CALLER} if never set
         */
        public Builder executionMode(ExecutionMode value) {
            this.executionMode = Objects.requireNonNull(value, "executionMode");
            return this;
        }

        /**
         * Sets how payloads cross between caller and handler (rule LIB-5).
         *
         * @param value {@link PayloadMode#AUTO} if never set
         */
        public Builder payloadMode(PayloadMode value) {
            this.payloadMode = Objects.requireNonNull(value, "payloadMode");
            return this;
        }

        /**
         * Gives each tenant execution contexts of its own, never shared with another: every invocation must then name a
         * tenant, and no other may (rule TEN-1).
         *
         * @param value false if never set; an update that changes it is refused
         */
        public Builder tenantIsolation(boolean value) {
            this.tenantIsolation = value;
            return this;
        }

        /**
         * Sets what the function's log contains, and how it looks (rule LOG-7).
         *
         * @param value {@link LoggingConfig#DEFAULT} if never set
         */
        public Builder logging(LoggingConfig value) {
            this.logging = Objects.requireNonNull(value, "logging");
            return this;
        }

        /**
         * Lets one execution context serve many invocations at once, for handlers that are thread-safe (rules LMI-1 to LMI-5).
         * They share the handler, its init phase and the scratch directory, and run on threads of their own, whatever the
         * execution mode. At its timeout an invocation ends for its caller, while its code goes on, is not interrupted, and
         * keeps its place until it returns. No error resets the context; one that the handler {@link Context#exit exits} is
         * replaced when its other invocations have ended.
         *
         * @param value 1 to 1,600; 1 if never set
         * @throws ValidationException outside that range
         */
        public Builder contextConcurrency(int value) {
            this.contextConcurrency = inRange("perExecutionEnvironmentMaxConcurrency", value, 1, 1_600);
            return this;
        }

        /**
         * Bounds how many execution contexts there are at once; when all invocations they may serve are running, the next is
         * throttled (rule LMI-4), at once also if its caller would wait for concurrency. Only with a context concurrency of
         * more than 1. For a version each; one that is being replaced by another may be there besides.
         *
         * @param value 0 to 15,000; 15,000 if never set
         * @throws ValidationException outside that range
         */
        public Builder maxContexts(int value) {
            this.maxContexts = inRange("maxExecutionEnvironments", value, 0, MAX_CONTEXTS);
            return this;
        }

        /**
         * Has so many execution contexts of each version, and of {@code $LATEST}, initialised ahead of traffic as soon as it is
         * there, and kept (rule LMI-4): they are not removed for being idle, and one that has lived too long serves until its
         * successor is ready. While they are idle they take no place under the concurrency limits. An init phase may take 130 s, or
         * the timeout if that is longer, and is tried six times, and again a minute later; nobody but the function's log and the
         * runtime's is told of a failure. Only with a context concurrency of more than 1.
         *
         * @param value 0 to 15,000, and not more than {@link #maxContexts}; 0 if never set
         * @throws ValidationException outside that range
         */
        public Builder minContexts(int value) {
            this.minContexts = inRange("minExecutionEnvironments", value, 0, MAX_CONTEXTS);
            return this;
        }

        /**
         * The configuration.
         *
         * @throws InvalidParameterValueException if a variable is reserved or all are over 4 KB, or if settings exclude each
         *     other: tenant isolation and a context concurrency of more than 1, bounds of contexts without the latter,
         *     or a minimum of contexts over their maximum
         */
        public FunctionConfiguration build() {
            EnvironmentVariables.check(environment);
            if (tenantIsolation && contextConcurrency > 1) {
                throw new InvalidParameterValueException(
                        "tenantIsolation and a contextConcurrency of more than 1, here %d, exclude each other."
                                .formatted(contextConcurrency));
            }
            if (maxContexts != MAX_CONTEXTS && contextConcurrency == 1) {
                throw new InvalidParameterValueException(
                        "maxContexts, here %d, needs a contextConcurrency of more than 1; a function is bounded by its reserved concurrency otherwise."
                                .formatted(maxContexts));
            }
            if (minContexts > 0 && contextConcurrency == 1) {
                throw new InvalidParameterValueException(
                        "minContexts, here %d, needs a contextConcurrency of more than 1; a function has provisioned concurrency otherwise."
                                .formatted(minContexts));
            }
            if (minContexts > maxContexts) {
                throw new InvalidParameterValueException("minContexts, here %d, must be at most maxContexts, here %d."
                        .formatted(minContexts, maxContexts));
            }
            return new FunctionConfiguration(this);
        }

        private static int inRange(String field, int value, int min, int max) {
            if (value < min) {
                throw ValidationException.of(field, value, "Member must have value greater than or equal to " + min);
            }
            if (value > max) {
                throw ValidationException.of(field, value, "Member must have value less than or equal to " + max);
            }
            return value;
        }

        private static String shown(Duration value) {
            boolean isWhole = value.isNegative() || value.compareTo(MAX_TIMEOUT) > 0 || value.toMillis() % 1000 == 0;
            return isWhole ? Long.toString(value.toSeconds()) : Double.toString(value.toMillis() / 1000.0);
        }
    }
}
