package io.faas4j.testkit;

import org.jspecify.annotations.Nullable;

/** When a scripted handler fails, and how; see {@link Faults} for the usual ones. Asked for one call at a time. */
@FunctionalInterface
public interface Fault {

    /**
     * What a call of the handler throws before the handler itself runs.
     *
     * @param call the call that is about to run
     * @return thrown as it is, also a checked exception or an {@link Error}; null lets the handler run
     */
    @Nullable
    Throwable failure(ScriptedCall call);
}
