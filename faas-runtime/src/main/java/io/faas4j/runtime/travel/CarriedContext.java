package io.faas4j.runtime.travel;

import io.faas4j.runtime.failures.FailureLog;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an invoking thread carries: its MDC, and every thread-local that an accessor is registered for in Micrometer's
 * {@link ContextRegistry}, such as the current observation with its baggage. Captured there, opened on the thread that runs
 * the handler. A failing accessor is logged and ends no invocation. Immutable.
 */
public final class CarriedContext {

    private static final Logger log = LoggerFactory.getLogger(CarriedContext.class);

    private static final ThreadLocalAccessor<?> MDC_ACCESSOR = new Slf4jThreadLocalAccessor();
    private static final ContextSnapshotFactory MDC_ALONE = ContextSnapshotFactory.builder()
            .contextRegistry(new ContextRegistry().registerThreadLocalAccessor(MDC_ACCESSOR))
            .clearMissing(true)
            .build();
    private static final ContextSnapshotFactory REGISTERED =
            ContextSnapshotFactory.builder().clearMissing(true).build();

    /** All registries have one current scope for each thread in common. */
    private static final ObservationRegistry OBSERVATIONS = ObservationRegistry.create();

    private final ContextSnapshot registered;
    private final @Nullable ContextSnapshot mdc;

    private CarriedContext(ContextSnapshot registered, @Nullable ContextSnapshot mdc) {
        this.registered = registered;
        this.mdc = mdc;
    }

    /** What the current thread carries; null if that is nothing. */
    public static @Nullable CarriedContext capture() {
        try {
            List<ThreadLocalAccessor<?>> accessors =
                    ContextRegistry.getInstance().getThreadLocalAccessors();
            boolean isMdcRegistered = isMdcAmong(accessors);
            boolean hasMdc = !isMdcRegistered && MDC_ACCESSOR.getValue() != null;
            if (!hasMdc && !hasAny(accessors)) {
                return null;
            }
            return new CarriedContext(REGISTERED.captureAll(), isMdcRegistered ? null : MDC_ALONE.captureAll());
        } catch (RuntimeException | Error failure) {
            FailureLog.warn(log, "What the invoking thread carries could not be captured", failure);
            return null;
        }
    }

    /** Who registers an accessor of the MDC, perhaps for some keys only, wants that one. */
    private static boolean isMdcAmong(List<ThreadLocalAccessor<?>> accessors) {
        for (int i = 0; i < accessors.size(); i++) {
            if (accessors.get(i).key().equals(MDC_ACCESSOR.key())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAny(List<ThreadLocalAccessor<?>> accessors) {
        for (int i = 0; i < accessors.size(); i++) {
            if (accessors.get(i).getValue() != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sets up on the current thread what was captured.
     *
     * @param carried null for nothing
     * @return to be closed on the same thread
     */
    public static Scope open(@Nullable CarriedContext carried) {
        return carried == null ? Scope.NOTHING : carried.open();
    }

    private Scope open() {
        ContextSnapshot.Scope first = null;
        try {
            first = registered.setThreadLocals();
            ContextSnapshot.Scope second = mdc == null ? null : mdc.setThreadLocals();
            return new Scope(first, second);
        } catch (RuntimeException | Error failure) {
            FailureLog.warn(log, "What the invoking thread carries could not be set up on another", failure);
            return new Scope(first, null);
        }
    }

    /** Runs something with what was captured. */
    public static void run(@Nullable CarriedContext carried, Runnable task) {
        Scope scope = open(carried);
        try {
            task.run();
        } finally {
            scope.close();
        }
    }

    /** What is set up on one thread. */
    public static final class Scope {

        static final Scope NOTHING = new Scope(null, null);

        private final ContextSnapshot.@Nullable Scope first;
        private final ContextSnapshot.@Nullable Scope second;

        private Scope(ContextSnapshot.@Nullable Scope first, ContextSnapshot.@Nullable Scope second) {
            this.first = first;
            this.second = second;
        }

        /** Whether nothing is set up. */
        public boolean isNothing() {
            return this == NOTHING;
        }

        /** Sets everything back. */
        public void close() {
            close(second);
            close(first);
        }

        private static void close(ContextSnapshot.@Nullable Scope scope) {
            if (scope == null) {
                return;
            }
            try {
                scope.close();
            } catch (RuntimeException | Error failure) {
                FailureLog.warn(log, "What an invocation carried could not be taken off its thread", failure);
            }
        }
    }

    /**
     * Takes off a thread of the runtime's own what a handler left behind there.
     *
     * @return whether there was anything
     */
    public static boolean clear() {
        boolean isLeft = isAnythingLeft();
        if (isLeft) {
            clearAll();
        }
        return isLeft;
    }

    /** Mostly not, and then it costs a few looks. */
    private static boolean isAnythingLeft() {
        try {
            return OBSERVATIONS.getCurrentObservationScope() != null
                    || MDC_ACCESSOR.getValue() != null
                    || hasAny(ContextRegistry.getInstance().getThreadLocalAccessors());
        } catch (RuntimeException | Error failure) {
            return true;
        }
    }

    private static void clearAll() {
        guarded(CarriedContext::closeObservations);
        for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
            clear(accessor);
        }
        clear(MDC_ACCESSOR);
    }

    private static void closeObservations() {
        Observation.Scope left = OBSERVATIONS.getCurrentObservationScope();
        while (left != null) {
            left.close();
            Observation.Scope around = OBSERVATIONS.getCurrentObservationScope();
            if (around == left) {
                OBSERVATIONS.setCurrentObservationScope(null);
                return;
            }
            left = around;
        }
    }

    private static void clear(ThreadLocalAccessor<?> accessor) {
        guarded(() -> {
            if (accessor.getValue() != null) {
                accessor.setValue();
            }
        });
    }

    private static void guarded(Runnable clearing) {
        try {
            clearing.run();
        } catch (RuntimeException | Error failure) {
            FailureLog.warn(log, "What a handler left on its thread could not be taken off", failure);
        }
    }
}
