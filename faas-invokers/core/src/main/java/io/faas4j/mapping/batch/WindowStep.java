package io.faas4j.mapping.batch;

import io.faas4j.source.StreamRecord;
import java.util.List;

/** What a shard with windows does next (rules ESM-STREAM-18 to ESM-STREAM-21). */
public sealed interface WindowStep {

    /** Nothing: the window is open, or there is none, and no records are there. */
    record Wait() implements WindowStep {}

    /**
     * An invocation within a window.
     *
     * @param window the window
     * @param records those that belong to it, one or more
     * @param rest those behind them, for later
     */
    record Invoke(OpenWindow window, List<StreamRecord> records, List<StreamRecord> rest) implements WindowStep {}

    /**
     * The last invocation of a window, without records; after it there is no window.
     *
     * @param window the window
     */
    record Close(OpenWindow window) implements WindowStep {}
}
