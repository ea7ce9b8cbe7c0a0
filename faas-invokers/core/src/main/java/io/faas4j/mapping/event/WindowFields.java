package io.faas4j.mapping.event;

import io.faas4j.source.Window;
import java.util.Objects;

/** What an event says of its window beside the records (rule ESM-STREAM-18). Immutable; the state is not copied. */
public final class WindowFields {

    private final Window window;
    private final byte[] state;
    private final boolean isFinalInvoke;
    private final boolean isTerminatedEarly;

    /**
     * All of it.
     *
     * @param window from when to when
     * @param state what the last invocation of the window answered, a JSON object; <code>{}</code> for the first
     * @param isFinalInvoke whether no further records will come
     * @param isTerminatedEarly whether it ends because its state has become too large
     */
    public WindowFields(Window window, byte[] state, boolean isFinalInvoke, boolean isTerminatedEarly) {
        this.window = Objects.requireNonNull(window, "window");
        this.state = Objects.requireNonNull(state, "state");
        this.isFinalInvoke = isFinalInvoke;
        this.isTerminatedEarly = isTerminatedEarly;
    }

    /** From when to when. */
    public Window window() {
        return window;
    }

    /** What the last invocation of the window answered, as JSON; not a copy. */
    public byte[] state() {
        return state;
    }

    /** Whether no further records will come. */
    public boolean isFinalInvoke() {
        return isFinalInvoke;
    }

    /** Whether it ends because its state has become too large. */
    public boolean isTerminatedEarly() {
        return isTerminatedEarly;
    }

    @Override
    public String toString() {
        return "WindowFields[%s, %d bytes of state%s%s]"
                .formatted(window, state.length, isFinalInvoke ? ", final" : "", isTerminatedEarly ? ", early" : "");
    }
}
