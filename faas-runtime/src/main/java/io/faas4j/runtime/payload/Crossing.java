package io.faas4j.runtime.payload;

import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.PayloadMode;
import io.faas4j.invocation.FunctionError;
import java.lang.reflect.Type;
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

    /** 1 MB (section SYNC). */
    static final int MAX_EVENT = 1_048_576;

    /** 6 MB and 100 bytes (rule SYNC-6). */
    static final int MAX_RESPONSE = 6_291_556;

    private static final byte[] JSON_NULL = {'n', 'u', 'l', 'l'};

    private final PayloadCodec codec;
    private final Leg event;
    private final Leg result;
    private final boolean isStream;
    private final Type eventType;
    private final Class<?> eventClass;

    private Crossing(PayloadCodec codec, Leg event, Leg result, boolean isStream, FunctionDefinition<?, ?> function) {
        this.codec = codec;
        this.event = event;
        this.result = result;
        this.isStream = isStream;
        this.eventType = function.eventType().type();
        this.eventClass = Leg.raw(Leg.boxed(function.eventType().type()));
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
                isStream,
                function);
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
                isStream,
                function);
    }

    /**
     * The crossing of events that were {@link #capture captured} for a while.
     *
     * @param function the function
     * @param isStream whether its handler works on raw bytes
     * @param keepsResult whether the result is wanted, as JSON bytes
     * @param codec turns values into JSON and back
     */
    public static Crossing ofEvents(
            FunctionDefinition<?, ?> function, boolean isStream, boolean keepsResult, PayloadCodec codec) {
        return new Crossing(
                codec,
                Leg.to(function.eventType().type(), codec),
                keepsResult ? Leg.from(function.resultType().type(), codec) : Leg.anything(),
                isStream,
                function);
    }

    /**
     * The caller's event as it can wait to be invoked with: what the caller changes later does not change it (rule LIB-5).
     *
     * @return a deeply immutable value, or JSON as a {@code byte[]}
     * @throws RequestTooLargeException if its bytes are over 1 MB
     * @throws InvalidRequestContentException if it is not JSON, or cannot be written as such
     */
    public @Nullable Object capture(@Nullable Object value) {
        if (event.isDirect(value) && !(value instanceof byte[])) {
            return value;
        }
        byte[] given = requestBytes(value);
        requireSize(given, MAX_EVENT);
        byte[] json = given == value ? given.clone() : given;
        try {
            if (json.length == 0) {
                return JSON_NULL;
            }
            codec.check(json);
            return json;
        } catch (PayloadException e) {
            throw malformed(e);
        }
    }

    /**
     * A captured event as the handler receives it.
     *
     * @param captured a value of any type, JSON as a {@code byte[]}, or {@link EventForms}
     * @return the event, or a {@link PayloadFault} if it is not of the handler's type: the handler then fails
     */
    public @Nullable Object enterCaptured(@Nullable Object captured) {
        if (captured instanceof byte[] json) {
            return read(json);
        }
        if (captured instanceof EventForms forms) {
            Object value = isStream ? null : forms.as(eventType);
            return value != null ? value : read(forms.json());
        }
        boolean fits = !isStream && (captured == null || eventClass.isInstance(captured));
        return fits ? captured : read(written(captured, codec));
    }

    /** What was captured, as JSON. */
    public static byte[] written(@Nullable Object captured, PayloadCodec codec) {
        if (captured instanceof byte[] json) {
            return json;
        }
        try {
            return codec.bind(captured == null ? Object.class : captured.getClass())
                    .encode(captured);
        } catch (PayloadException e) {
            throw new InvalidRequestContentException("Could not write the event as JSON: " + e.getMessage(), e);
        }
    }

    private @Nullable Object read(byte[] json) {
        try {
            return isStream ? json.clone() : event.decode(json);
        } catch (PayloadException e) {
            return fault(e);
        }
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
        requireSize(json, MAX_REQUEST);
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
                throw malformed(e);
            }
            return fault(e);
        }
    }

    /**
     * Checks that bytes can be an event that waits.
     *
     * @throws RequestTooLargeException if they are over 1 MB
     */
    public static void requireEventSize(byte[] json) {
        requireSize(json, MAX_EVENT);
    }

    /**
     * Checks that bytes can be an event that a source's records make.
     *
     * @throws RequestTooLargeException if they are over 6 MB
     */
    public static void requireRequestSize(byte[] json) {
        requireSize(json, MAX_REQUEST);
    }

    private static void requireSize(byte[] json, int most) {
        if (json.length > most) {
            throw new RequestTooLargeException(
                    "Request must be smaller than %d bytes for the InvokeFunction operation".formatted(most));
        }
    }

    private static InvalidRequestContentException malformed(PayloadException e) {
        return new InvalidRequestContentException(
                "Could not parse request body into json: Could not parse payload into json: " + e.getMessage(), e);
    }

    private static PayloadFault fault(PayloadException e) {
        return new PayloadFault(
                "java.lang.RuntimeException", "An error occurred during JSON parsing: " + e.getMessage(), e);
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
}
