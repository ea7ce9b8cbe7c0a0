package io.faas4j.mapping.model;

import io.faas4j.source.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records that are given to the function together, and how often they were. */
final class ModelBatch {

    final String shard;

    /** In their order; those that become too old are cut out. */
    final List<ModelRecord> records;

    int invocations;

    /** The window that it is the end of; empty if it is none. */
    String window = "";

    /** From when to when that is; null if it is none. */
    @Nullable
    Window span;

    /** The invocation that has them ends then, at the latest. */
    long deadline = Long.MAX_VALUE;

    boolean isRunning;

    ModelBatch(String shard, List<ModelRecord> records) {
        this.shard = shard;
        this.records = new ArrayList<>(records);
    }

    @Override
    public String toString() {
        return "%s, %d invocations".formatted(records, invocations);
    }
}
