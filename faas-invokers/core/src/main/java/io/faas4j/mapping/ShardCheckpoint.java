package io.faas4j.mapping;

import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.source.Checkpoint;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stored position of one shard: saved by one thread at a time, and only if it has changed. Safe for use by many threads. */
final class ShardCheckpoint {

    private final ShardHold hold;
    private final ReentrantLock saving = new ReentrantLock();

    private volatile Position saved;

    /** Guarded by the lock. */
    private boolean isEnded;

    ShardCheckpoint(ShardHold hold, Position begun) {
        this.hold = hold;
        this.saved = begun;
    }

    /**
     * How far a shard is.
     *
     * @param sequenceNumber the last record that is finished with all before it; null if none is
     * @param window the open one; null if none is
     */
    record Position(
            @Nullable String sequenceNumber, @Nullable OpenWindow window) {

        boolean isSame(Position other) {
            return Objects.equals(sequenceNumber, other.sequenceNumber) && window == other.window;
        }

        Checkpoint checkpoint() {
            Checkpoint plain = Checkpoint.beginning(sequenceNumber);
            // Without a finished record all of its records come again, and its state with them.
            return window == null || sequenceNumber == null ? plain : plain.withWindow(window.save());
        }
    }

    /** What is stored. */
    Position saved() {
        return saved;
    }

    /**
     * Saves where the shard is, if it is not there already.
     *
     * @param current asked once it is this thread's turn
     */
    void save(Supplier<Position> current) throws Exception {
        if (current.get().isSame(saved)) {
            return;
        }
        saving.lock();
        try {
            Position position = current.get();
            if (!isEnded && !position.isSame(saved)) {
                hold.save(position.checkpoint());
                saved = position;
            }
        } finally {
            saving.unlock();
        }
    }

    /** Saves that the shard is closed, and all of it finished. */
    void end() throws Exception {
        saving.lock();
        try {
            hold.save(Checkpoint.ofEndedShard());
            isEnded = true;
        } finally {
            saving.unlock();
        }
    }
}
