package io.faas4j.runtime.payload;

import io.faas4j.function.PayloadMode;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One direction: which values go by reference, and how the others are written and read. */
final class Leg {

    private final @Nullable Immutability direct;
    final boolean alwaysDirect;
    private final PayloadCodec.@Nullable Binding from;
    private final PayloadCodec.@Nullable Binding to;

    private Leg(@Nullable Immutability direct, PayloadCodec.@Nullable Binding from, PayloadCodec.@Nullable Binding to) {
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

    /** For values that nobody looks at. */
    static Leg anything() {
        return new Leg(Immutability.anything(), null, null);
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

    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : type instanceof Class<?> raw ? raw : Object[].class;
    }

    static Type boxed(Type type) {
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
