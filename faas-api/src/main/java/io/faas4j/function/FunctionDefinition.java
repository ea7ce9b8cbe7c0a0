package io.faas4j.function;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A function as its author writes it: a name, the payload types, the code, and how it runs. Immutable.
 *
 * <pre>{@code
 * var greet = FunctionDefinition.builder("greet", String.class, String.class)
 *         .handler((name, context) -> "Hello, " + name)
 *         .timeout(Duration.ofSeconds(1))
 *         .build();
 * }</pre>
 *
 * @param <I> the event's type
 * @param <O> the result's type
 */
public final class FunctionDefinition<I, O> {

    private final String name;
    private final TypeRef<I> eventType;
    private final TypeRef<O> resultType;
    private final FunctionCode code;
    private final FunctionConfiguration configuration;
    private final @Nullable Integer reservedConcurrency;

    private FunctionDefinition(
            String name,
            TypeRef<I> eventType,
            TypeRef<O> resultType,
            FunctionCode code,
            FunctionConfiguration configuration,
            @Nullable Integer reservedConcurrency) {
        this.name = name;
        this.eventType = eventType;
        this.resultType = resultType;
        this.code = code;
        this.configuration = configuration;
        this.reservedConcurrency = reservedConcurrency;
    }

    /**
     * A function with every default.
     *
     * @param name 1 to 64 of {@code [a-zA-Z0-9-_]}
     * @param eventType the event's class
     * @param resultType the result's class
     * @param handler thread-safe: one object serves all contexts
     */
    public static <I, O> FunctionDefinition<I, O> of(
            String name, Class<I> eventType, Class<O> resultType, Handler<? super I, ? extends O> handler) {
        return builder(name, eventType, resultType).handler(handler).build();
    }

    /**
     * A builder.
     *
     * @param name 1 to 64 of {@code [a-zA-Z0-9-_]}
     * @param eventType the event's class
     * @param resultType the result's class
     * @throws ValidationException if the name has a bad character
     * @throws InvalidParameterValueException if the name is too long (rule ID-1)
     */
    public static <I, O> Builder<I, O> builder(String name, Class<I> eventType, Class<O> resultType) {
        return builder(name, TypeRef.of(eventType), TypeRef.of(resultType));
    }

    /**
     * A builder for payload types with type arguments.
     *
     * @param name 1 to 64 of {@code [a-zA-Z0-9-_]}
     * @param eventType the event's type
     * @param resultType the result's type
     * @throws ValidationException if the name has a bad character
     * @throws InvalidParameterValueException if the name is too long (rule ID-1)
     */
    public static <I, O> Builder<I, O> builder(String name, TypeRef<I> eventType, TypeRef<O> resultType) {
        return new Builder<>(FunctionNames.require(name), eventType, resultType);
    }

    /** The function's name. */
    public String name() {
        return name;
    }

    /** The event's type. */
    public TypeRef<I> eventType() {
        return eventType;
    }

    /** The result's type. */
    public TypeRef<O> resultType() {
        return resultType;
    }

    /** What runs. */
    public FunctionCode code() {
        return code;
    }

    /** How it runs. */
    public FunctionConfiguration configuration() {
        return configuration;
    }

    /**
     * The same function with another configuration.
     *
     * @param other replaces every setting
     */
    public FunctionDefinition<I, O> withConfiguration(FunctionConfiguration other) {
        return new FunctionDefinition<>(name, eventType, resultType, code, other, reservedConcurrency);
    }

    /** The reserved concurrency to set at deployment; empty leaves it as it is (rule VER-8: it is never versioned). */
    public OptionalInt reservedConcurrency() {
        return reservedConcurrency == null ? OptionalInt.empty() : OptionalInt.of(reservedConcurrency);
    }

    @Override
    public String toString() {
        return "FunctionDefinition[%s: %s -> %s]".formatted(name, eventType, resultType);
    }

    /**
     * Collects a definition. Exactly one of the code setters is called. Not safe for use by many threads.
     *
     * @param <I> the event's type
     * @param <O> the result's type
     */
    public static final class Builder<I, O> {

        private final String name;
        private final TypeRef<I> eventType;
        private final TypeRef<O> resultType;
        private final FunctionConfiguration.Builder configuration = FunctionConfiguration.builder();
        private @Nullable FunctionConfiguration wholeConfiguration;
        private @Nullable FunctionCode code;
        private @Nullable Integer reservedConcurrency;

        private Builder(String name, TypeRef<I> eventType, TypeRef<O> resultType) {
            this.name = name;
            this.eventType = Objects.requireNonNull(eventType, "eventType");
            this.resultType = Objects.requireNonNull(resultType, "resultType");
        }

        /**
         * The code is one object, shared by all execution contexts; a lambda, say.
         *
         * @param handler thread-safe; not closed by the runtime
         */
        public Builder<I, O> handler(Handler<? super I, ? extends O> handler) {
            return code(new FunctionCode.OfHandler(handler));
        }

        /**
         * The code is a class: an instance for each execution context, by its constructor that takes an
         * {@link InitContext} or else by the one without arguments.
         *
         * @param type closed with its context if it is {@link AutoCloseable}
         */
        public Builder<I, O> handlerClass(Class<? extends Handler<? super I, ? extends O>> type) {
            return code(new FunctionCode.OfClass(type));
        }

        /**
         * The code is made by a factory, once for each execution context.
         *
         * @param factory thread-safe
         */
        public Builder<I, O> handlerFactory(HandlerFactory<I, O> factory) {
            return code(new FunctionCode.OfFactory(factory));
        }

        /**
         * The code reads and writes raw bytes, whatever the payload types say of them to callers.
         *
         * @param handler thread-safe
         */
        public Builder<I, O> streamHandler(StreamHandler handler) {
            return code(new FunctionCode.OfStreamHandler(handler));
        }

        /**
         * The code is a class on raw bytes.
         *
         * @param type as for {@link #handlerClass}
         */
        public Builder<I, O> streamHandlerClass(Class<? extends StreamHandler> type) {
            return code(new FunctionCode.OfClass(type));
        }

        /**
         * The code is named as on Lambda and looked up when a context is made; a wrong name shows at the first
         * invocation (rule CTX-20).
         *
         * @param handlerName {@code pkg.Class::method} or {@code pkg.Class}
         */
        public Builder<I, O> handlerName(String handlerName) {
            return code(new FunctionCode.OfName(handlerName));
        }

        private Builder<I, O> code(FunctionCode value) {
            if (code != null) {
                throw new InvalidParameterValueException(
                        "function '%s' has its code already: %s".formatted(name, code));
            }
            code = value;
            return this;
        }

        /** See {@link FunctionConfiguration.Builder#timeout}. */
        public Builder<I, O> timeout(Duration timeout) {
            return configure(settings -> settings.timeout(timeout));
        }

        /** See {@link FunctionConfiguration.Builder#executionMode}. */
        public Builder<I, O> executionMode(ExecutionMode mode) {
            return configure(settings -> settings.executionMode(mode));
        }

        /** See {@link FunctionConfiguration.Builder#payloadMode}. */
        public Builder<I, O> payloadMode(PayloadMode mode) {
            return configure(settings -> settings.payloadMode(mode));
        }

        /** See {@link FunctionConfiguration.Builder#environment(String, String)}. */
        public Builder<I, O> environment(String key, String value) {
            return configure(settings -> settings.environment(key, value));
        }

        /** See {@link FunctionConfiguration.Builder#description}. */
        public Builder<I, O> description(String description) {
            return configure(settings -> settings.description(description));
        }

        /**
         * Changes any settings of the configuration.
         *
         * @param change called at once
         */
        public Builder<I, O> configure(Consumer<FunctionConfiguration.Builder> change) {
            if (wholeConfiguration != null) {
                throw new InvalidParameterValueException(
                        "function '%s' was given a whole configuration: change that one instead".formatted(name));
            }
            change.accept(configuration);
            return this;
        }

        /**
         * Sets the whole configuration, instead of single settings.
         *
         * @param configuration replaces every setting
         */
        public Builder<I, O> configuration(FunctionConfiguration configuration) {
            this.wholeConfiguration = Objects.requireNonNull(configuration, "configuration");
            return this;
        }

        /**
         * Reserves concurrency for the function, all its versions and aliases together (rule CONC-2).
         *
         * @param invocations 0 or more; 0 blocks every invocation. Checked against what is free at deployment
         * @throws ValidationException if negative
         */
        public Builder<I, O> reservedConcurrency(int invocations) {
            if (invocations < 0) {
                throw ValidationException.of(
                        "reservedConcurrentExecutions",
                        invocations,
                        "Member must have value greater than or equal to 0");
            }
            this.reservedConcurrency = invocations;
            return this;
        }

        /**
         * The definition.
         *
         * @throws InvalidParameterValueException if no code was given, or the environment is not valid
         */
        public FunctionDefinition<I, O> build() {
            if (code == null) {
                throw new InvalidParameterValueException(
                        "function '%s' has no code: call handler, handlerClass, handlerFactory, streamHandler or handlerName"
                                .formatted(name));
            }
            FunctionConfiguration whole = wholeConfiguration == null ? configuration.build() : wholeConfiguration;
            return new FunctionDefinition<>(name, eventType, resultType, code, whole, reservedConcurrency);
        }
    }
}
