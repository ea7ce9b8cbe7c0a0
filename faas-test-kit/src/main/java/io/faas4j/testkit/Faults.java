package io.faas4j.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The usual faults of a scripted handler, to be imported statically. Each one is for one script. */
public final class Faults {

    private Faults() {}

    /**
     * The next call fails, those after it do not.
     *
     * @param failure makes what is thrown
     */
    public static Fault once(Supplier<? extends Throwable> failure) {
        return times(1, failure);
    }

    /**
     * The next calls fail, those after them do not.
     *
     * @param calls how many, 1 or more
     * @param failure makes what is thrown
     */
    public static Fault times(int calls, Supplier<? extends Throwable> failure) {
        if (calls < 1) {
            throw new IllegalArgumentException("calls must be 1 or more, was " + calls);
        }
        Objects.requireNonNull(failure, "failure");
        AtomicInteger left = new AtomicInteger(calls);
        return call -> left.getAndUpdate(count -> Math.max(0, count - 1)) > 0 ? failure.get() : null;
    }

    /**
     * Every call fails.
     *
     * @param failure makes what is thrown
     */
    public static Fault always(Supplier<? extends Throwable> failure) {
        Objects.requireNonNull(failure, "failure");
        return call -> failure.get();
    }

    /**
     * Calls that begin within a span of virtual time fail: something is down for a while.
     *
     * @param from since the test's runtime was made, included
     * @param to excluded, after {@code from}
     * @param failure makes what is thrown
     */
    public static Fault during(Duration from, Duration to, Supplier<? extends Throwable> failure) {
        if (from.compareTo(to) >= 0) {
            throw new IllegalArgumentException("to must be after from (%s), was %s".formatted(from, to));
        }
        Objects.requireNonNull(failure, "failure");
        return call -> call.elapsed().compareTo(from) >= 0 && call.elapsed().compareTo(to) < 0 ? failure.get() : null;
    }

    /**
     * Calls with certain events fail.
     *
     * @param type the event's class; others pass
     * @param isBad which events fail
     * @param failure makes what is thrown
     */
    public static <E> Fault onEvent(Class<E> type, Predicate<? super E> isBad, Supplier<? extends Throwable> failure) {
        Objects.requireNonNull(failure, "failure");
        return call -> isBad(call.event(), type, isBad) ? failure.get() : null;
    }

    private static <E> boolean isBad(@Nullable Object event, Class<E> type, Predicate<? super E> isBad) {
        return type.isInstance(event) && isBad.test(type.cast(event));
    }
}
