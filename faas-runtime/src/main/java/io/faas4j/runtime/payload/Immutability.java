package io.faas4j.runtime.payload;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.reflect.TypeToken;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which values cross by reference: those of deeply immutable types (rule LIB-5). Decided once for a declared type, down
 * to the values' own classes where a type is not final.
 */
abstract class Immutability {

    private static final Set<Class<?>> LEAVES = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Void.class,
            java.util.UUID.class,
            URI.class,
            Instant.class,
            Duration.class,
            Period.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            OffsetTime.class,
            ZonedDateTime.class,
            ZoneId.class,
            ZoneOffset.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            DayOfWeek.class,
            Month.class);

    private static final Set<Class<?>> NOT_FINAL = Set.of(BigDecimal.class, BigInteger.class);

    private static final Immutability ALWAYS = new Immutability() {
        @Override
        boolean holds(@Nullable Object value) {
            return true;
        }
    };

    private static final Immutability NEVER = new Immutability() {
        @Override
        boolean holds(@Nullable Object value) {
            return value == null;
        }
    };

    /** Whether this very value is deeply immutable. */
    abstract boolean holds(@Nullable Object value);

    /** Whether every value of the type is, so that none needs a look. */
    final boolean isCertain() {
        return this == ALWAYS;
    }

    /** For functions that take values by reference whatever they are. */
    static Immutability anything() {
        return ALWAYS;
    }

    static Immutability of(Type type) {
        return of(type, new HashMap<>());
    }

    /** A type that is met within itself does not make itself mutable. */
    private static Immutability of(Type type, Map<Type, Boolean> met) {
        if (type instanceof Class<?> raw) {
            if (raw.isPrimitive() || raw.isEnum() || LEAVES.contains(raw)) {
                return ALWAYS;
            }
            if (NOT_FINAL.contains(raw)) {
                return new OfExactClass(raw);
            }
            boolean isPlainRecord = raw.isRecord() && raw.getTypeParameters().length == 0;
            return isPlainRecord ? ofRecord(type, raw, met) : NEVER;
        }
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw) {
            if (raw.isRecord()) {
                return ofRecord(type, raw, met);
            }
            return isGuavaImmutable(raw) && areAlways(parameterized.getActualTypeArguments(), met) ? ALWAYS : NEVER;
        }
        return NEVER;
    }

    /** Guava's classes cannot be extended from outside, so that the declared type says enough. */
    private static boolean isGuavaImmutable(Class<?> raw) {
        return raw.getName().startsWith("com.google.common.collect.Immutable")
                && (ImmutableCollection.class.isAssignableFrom(raw) || ImmutableMap.class.isAssignableFrom(raw));
    }

    private static boolean areAlways(Type[] arguments, Map<Type, Boolean> met) {
        for (Type argument : arguments) {
            if (!of(argument, met).isCertain()) {
                return false;
            }
        }
        return true;
    }

    private static Immutability ofRecord(Type type, Class<?> raw, Map<Type, Boolean> met) {
        if (met.containsKey(type)) {
            met.put(type, true);
            return ALWAYS;
        }
        met.put(type, false);
        List<Component> looked = new ArrayList<>();
        for (RecordComponent component : raw.getRecordComponents()) {
            Type declared = component.getGenericType();
            Type resolved = type == raw
                    ? declared
                    : TypeToken.of(type).resolveType(declared).getType();
            Immutability immutability = of(resolved, met);
            if (immutability == NEVER) {
                return NEVER;
            }
            if (!immutability.isCertain()) {
                MethodHandle accessor = accessor(component);
                if (accessor == null) {
                    return NEVER;
                }
                looked.add(new Component(accessor, immutability));
            }
        }
        boolean isWithinItself = Boolean.TRUE.equals(met.remove(type));
        if (looked.isEmpty()) {
            return ALWAYS;
        }
        // How deep a value of such a type goes shows only in the value.
        return isWithinItself ? NEVER : new OfRecord(looked);
    }

    private static @Nullable MethodHandle accessor(RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return MethodHandles.lookup().unreflect(component.getAccessor());
        } catch (IllegalAccessException | RuntimeException hidden) {
            return null;
        }
    }

    private static final class OfExactClass extends Immutability {
        private final Class<?> expected;

        OfExactClass(Class<?> expected) {
            this.expected = expected;
        }

        @Override
        boolean holds(@Nullable Object value) {
            return value == null || value.getClass() == expected;
        }
    }

    private record Component(MethodHandle accessor, Immutability immutability) {}

    private static final class OfRecord extends Immutability {
        private final List<Component> looked;

        OfRecord(List<Component> looked) {
            this.looked = List.copyOf(looked);
        }

        @Override
        boolean holds(@Nullable Object value) {
            if (value == null) {
                return true;
            }
            try {
                for (Component component : looked) {
                    if (!component.immutability().holds(component.accessor().invoke(value))) {
                        return false;
                    }
                }
                return true;
            } catch (Throwable failingAccessor) {
                return false;
            }
        }
    }
}
