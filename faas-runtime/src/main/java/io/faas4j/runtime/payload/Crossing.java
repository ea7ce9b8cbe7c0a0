package io.faas4j.runtime.payload;

import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.PayloadMode;
import io.faas4j.invocation.FunctionError;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of events and results between one kind of caller and one function, found once for their types (rule LIB-5).
 *
 * <p>An event crosses before a permit is taken (rule SYNC-11), a result in two steps: {@link #detach} while the execution
 * context still belongs to the invocation, {@link #arrive} when it no longer does. Immutable; safe for many threads.
 */
public final class Crossing {

    /** 6 MB (section SYNC). */
    static final int MAX_REQUEST = 6_291_456;

    /** 6 MB and 100 bytes (rule SYNC-6). */
    static final int MAX_RESPONSE = 6_291_556;

    private static final byte[] JSON_NULL = {'n', 'u', 'l', 'l'};

    private final PayloadCodec codec;
    private final Leg event;
    private final Leg result;
    private final boolean isStream;

    private Crossing(PayloadCodec codec, Leg event, Leg result, boolean isStream) {
        this.codec = codec;
        this.event = event;
        this.result = result;
        this.isStream = isStream;
    }

    /**
     * The crossing for callers who have values.
     *
     * @param callerEvent the type of the caller's events
     * @param callerResult the type the caller wants
     * @param function the function
     * @param isStream whether its handler works on raw bytes
     * @param codec turns values into JSON and back
     */
    public static Crossing ofValues(
            Type callerEvent,
            Type callerResult,
            FunctionDefinition<?, ?> function,
            boolean isStream,
            PayloadCodec codec) {
        PayloadMode mode =
                isStream ? PayloadMode.SERIALIZED : function.configuration().payloadMode();
        return new Crossing(
                codec,
                Leg.between(callerEvent, function.eventType().type(), mode, codec),
                Leg.between(function.resultType().type(), callerResult, mode, codec),
                isStream);
    }

    /**
     * The crossing for callers who have JSON bytes and want JSON bytes.
     *
     * @param function the function
     * @param isStream whether its handler works on raw bytes
     * @param codec turns values into JSON and back
     */
    public static Crossing ofJson(FunctionDefinition<?, ?> function, boolean isStream, PayloadCodec codec) {
        return new Crossing(
                codec,
                Leg.to(function.eventType().type(), codec),
                Leg.from(function.resultType().type(), codec),
                isStream);
    }

    /**
     * The caller's event as the handler receives it.
     *
     * @return the event, or a {@link PayloadFault} if it is JSON but not of the handler's type: the handler then fails
     * @throws RequestTooLargeException if its bytes are over 6 MB
     * @throws InvalidRequestContentException if it is not JSON, or cannot be written as such
     */
    public @Nullable Object enter(@Nullable Object value) {
        return event.isDirect(value) ? value : enterAsJson(value);
    }

    private @Nullable Object enterAsJson(@Nullable Object value) {
        byte[] json = requestBytes(value);
        if (json.length > MAX_REQUEST) {
            throw new RequestTooLargeException(
                    "Request must be smaller than %d bytes for the InvokeFunction operation".formatted(MAX_REQUEST));
        }
        try {
            if (isStream) {
                if (json.length > 0) {
                    codec.check(json);
                }
                return json;
            }
            return event.decode(json);
        } catch (PayloadException e) {
            if (e.isMalformed()) {
                throw new InvalidRequestContentException(
                        "Could not parse request body into json: Could not parse payload into json: " + e.getMessage(),
                        e);
            }
            return new PayloadFault(
                    "java.lang.RuntimeException", "An error occurred during JSON parsing: " + e.getMessage(), e);
        }
    }

    private byte[] requestBytes(@Nullable Object value) {
        try {
            return event.encode(value);
        } catch (PayloadException e) {
            throw new InvalidRequestContentException("Could not write the event as JSON: " + e.getMessage(), e);
        }
    }

    /**
     * The handler's result, apart from everything the handler may still change.
     *
     * @throws PayloadFault if it cannot be written, or is too large
     */
    public @Nullable Object detach(@Nullable Object value) throws PayloadFault {
        return result.isDirect(value) ? value : detachAsJson(value);
    }

    private Object detachAsJson(@Nullable Object value) throws PayloadFault {
        byte[] json;
        try {
            json = isStream ? (value == null ? JSON_NULL : (byte[]) value) : result.encode(value);
        } catch (PayloadException e) {
            throw new PayloadFault(
                    "java.lang.RuntimeException",
                    "An error occurred during JSON serialization of response: " + e.getMessage(),
                    e);
        }
        if (json.length > MAX_RESPONSE) {
            throw new PayloadFault(
                    FunctionError.RESPONSE_TOO_LARGE,
                    "Response payload size exceeded maximum allowed payload size (%d bytes).".formatted(MAX_RESPONSE),
                    null);
        }
        return new Detached(json);
    }

    /** Whether every result crosses by reference, so that {@link #arrive} cannot fail. */
    public boolean resultIsDirect() {
        return result.alwaysDirect;
    }

    /**
     * A detached result as the caller receives it.
     *
     * @throws PayloadFault if it is not of the type the caller wants
     */
    public @Nullable Object arrive(@Nullable Object detached) throws PayloadFault {
        return detached instanceof Detached bytes ? arriveAsValue(bytes.json) : detached;
    }

    private @Nullable Object arriveAsValue(byte[] json) throws PayloadFault {
        try {
            return result.decode(json);
        } catch (PayloadException e) {
            throw new PayloadFault(
                    "Runtime.ResultConversionError",
                    "The result is not of the type that the caller asked for: " + e.getMessage(),
                    e);
        }
    }

    /** The bytes of a result that was detached as JSON. */
    public static byte[] bytes(@Nullable Object detached) {
        if (detached instanceof Detached bytes) {
            return bytes.json;
        }
        throw new IllegalStateException("not detached as JSON: " + detached);
    }

    private static final class Detached {
        private final byte[] json;

        Detached(byte[] json) {
            this.json = json;
        }
    }

    /** One direction: which values go by reference, and how the others are written and read. */
    private static final class Leg {

        private final @Nullable Immutability direct;
        private final boolean alwaysDirect;
        private final PayloadCodec.@Nullable Binding from;
        private final PayloadCodec.@Nullable Binding to;

        private Leg(
                @Nullable Immutability direct, PayloadCodec.@Nullable Binding from, PayloadCodec.@Nullable Binding to) {
            this.direct = direct;
            this.alwaysDirect = direct != null && direct.isCertain();
            this.from = from;
            this.to = to;
        }

        /** Between two types of values. */
        static Leg between(Type from, Type to, PayloadMode mode, PayloadCodec codec) {
            Immutability direct = direct(from, to, mode);
            return direct != null && direct.isCertain()
                    ? new Leg(direct, null, null)
                    : new Leg(direct, codec.bind(from), codec.bind(to));
        }

        /** From JSON bytes to a value. */
        static Leg to(Type to, PayloadCodec codec) {
            return new Leg(null, null, codec.bind(to));
        }

        /** From a value to JSON bytes. */
        static Leg from(Type from, PayloadCodec codec) {
            return new Leg(null, codec.bind(from), null);
        }

        private static @Nullable Immutability direct(Type from, Type to, PayloadMode mode) {
            boolean same = boxed(from).equals(boxed(to));
            if (mode == PayloadMode.BY_REFERENCE) {
                return same || raw(to).isAssignableFrom(raw(from)) ? Immutability.anything() : null;
            }
            return mode == PayloadMode.AUTO && same ? Immutability.of(from) : null;
        }

        private static Class<?> raw(Type type) {
            return type instanceof ParameterizedType parameterized
                    ? (Class<?>) parameterized.getRawType()
                    : type instanceof Class<?> raw ? raw : Object[].class;
        }

        private static Type boxed(Type type) {
            return type instanceof Class<?> raw && raw.isPrimitive()
                    ? MethodType.methodType(raw).wrap().returnType()
                    : type;
        }

        boolean isDirect(@Nullable Object value) {
            return alwaysDirect || (direct != null && direct.holds(value));
        }

        byte[] encode(@Nullable Object value) throws PayloadException {
            return from == null ? (byte[]) Objects.requireNonNull(value) : from.encode(value);
        }

        @Nullable
        Object decode(byte[] json) throws PayloadException {
            return to == null ? json : to.decode(json);
        }
    }
}
