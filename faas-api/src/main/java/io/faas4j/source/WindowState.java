package io.faas4j.source;

import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tumbling window as one invocation finds it (rules ESM-STREAM-18 to ESM-STREAM-20). Immutable. */
public final class WindowState {

    private final Window window;
    private final StateReader state;
    private final boolean isFinalInvoke;
    private final boolean isTerminatedEarly;

    /**
     * What is known of a window.
     *
     * @param window from when to when
     * @param state reads what the last invocation of it answered; an empty object before the first
     * @param isFinalInvoke whether no further records will come
     * @param isTerminatedEarly whether it ends because its state has become too large
     */
    public WindowState(Window window, StateReader state, boolean isFinalInvoke, boolean isTerminatedEarly) {
        this.window = Objects.requireNonNull(window, "window");
        this.state = Objects.requireNonNull(state, "state");
        this.isFinalInvoke = isFinalInvoke;
        this.isTerminatedEarly = isTerminatedEarly;
    }

    /** Reads a state. */
    @FunctionalInterface
    public interface StateReader {

        /**
         * Reads it.
         *
         * @param type as what
         * @throws RuntimeException if it is not of that type
         */
        @Nullable
        Object as(Type type);
    }

    /** From when to when. */
    public Window window() {
        return window;
    }

    /**
     * What the last invocation of this window answered.
     *
     * @param type what it is read as
     * @return an instance made of an empty JSON object before the first one
     * @throws RuntimeException if it is not of that type
     */
    public <S> S state(Class<S> type) {
        return Objects.requireNonNull(type.cast(state.as(type)), "a state is an object");
    }

    /** Whether no further records of this window will come: the state that is answered is dropped. */
    public boolean isFinalInvokeForWindow() {
        return isFinalInvoke;
    }

    /** Whether the window ends before its time because its state has become larger than 1 MB. */
    public boolean isWindowTerminatedEarly() {
        return isTerminatedEarly;
    }
}
