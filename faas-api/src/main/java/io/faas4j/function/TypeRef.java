package io.faas4j.function;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A payload type, with its type arguments: {@code TypeRef.of(Order.class)}, or for a parameterised type
 * {@code new TypeRef<List<Order>>() {}}. Immutable; equal if the types are equal.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

    private final Type type;

    /** For an anonymous subclass with the type argument filled in. */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)
                || parameterized.getRawType() != TypeRef.class) {
            throw new IllegalArgumentException("TypeRef needs its type argument: new TypeRef<List<Order>>() {}, was "
                    + getClass().getName());
        }
        this.type = parameterized.getActualTypeArguments()[0];
    }

    private TypeRef(Type type) {
        this.type = type;
    }

    /**
     * The type of a class without type arguments.
     *
     * @param type the class
     * @param <T> the type
     */
    public static <T> TypeRef<T> of(Class<T> type) {
        return new OfClass<>(type);
    }

    /** The type as reflection knows it. */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof TypeRef<?> that && type.equals(that.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }

    private static final class OfClass<T> extends TypeRef<T> {
        OfClass(Class<T> type) {
            super((Type) type);
        }
    }
}
