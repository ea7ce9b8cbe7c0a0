package io.faas4j.source;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a mapping is in a shard (rule ESM-STREAM-4). Immutable; bytes are not copied. */
public final class Checkpoint {

    private final @Nullable String position;
    private final boolean isShardEnded;
    private final byte @Nullable [] window;

    private Checkpoint(@Nullable String position, boolean isShardEnded, byte @Nullable [] window) {
        this.position = position;
        this.isShardEnded = isShardEnded;
        this.window = window;
    }

    /**
     * All records up to one are finished.
     *
     * @param sequenceNumber that one's
     */
    public static Checkpoint after(String sequenceNumber) {
        return new Checkpoint(Objects.requireNonNull(sequenceNumber, "sequenceNumber"), false, null);
    }

    /** A closed shard was read to its end, and everything is finished. */
    public static Checkpoint ofEndedShard() {
        return new Checkpoint(null, true, null);
    }

    /**
     * Nothing is finished yet, but where to begin is settled.
     *
     * @param sequenceNumber the number behind which to begin; null for the oldest record that is kept
     */
    public static Checkpoint beginning(@Nullable String sequenceNumber) {
        return new Checkpoint(sequenceNumber, false, null);
    }

    /**
     * The same with an open window.
     *
     * @param state what the engine knows of it, as JSON; not copied
     */
    public Checkpoint withWindow(byte[] state) {
        return new Checkpoint(position, isShardEnded, Objects.requireNonNull(state, "state"));
    }

    /** The last finished record; empty if there is none, or the shard is ended. */
    public Optional<String> sequenceNumber() {
        return Optional.ofNullable(position);
    }

    /** Whether a closed shard is finished. */
    public boolean isShardEnded() {
        return isShardEnded;
    }

    /** The open window, if there is one. */
    public Optional<byte[]> window() {
        return Optional.ofNullable(window);
    }

    /** Where to read next. */
    public StreamPosition next() {
        return position == null ? StreamPosition.trimHorizon() : StreamPosition.after(position);
    }

    @Override
    public String toString() {
        return "Checkpoint[%s%s]".formatted(isShardEnded ? "end" : position, window == null ? "" : ", window");
    }
}
