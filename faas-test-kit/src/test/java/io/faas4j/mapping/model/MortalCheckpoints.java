package io.faas4j.mapping.model;

import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import java.util.Map;

/** The checkpoints as one consumer has them; the model is shown each. */
final class MortalCheckpoints implements CheckpointStore {

    private final CheckpointStore store;
    private final Lifeline line;
    private final Watch watch;

    MortalCheckpoints(CheckpointStore store, Lifeline line, Watch watch) {
        this.store = store;
        this.line = line;
        this.watch = watch;
    }

    /** Is shown what is read and saved. */
    interface Watch {

        void loaded(Map<String, Checkpoint> checkpoints) throws Exception;

        void saved(String shardId, Checkpoint checkpoint) throws Exception;
    }

    @Override
    public Map<String, Checkpoint> load(String mapping) throws Exception {
        return line.call(true, () -> {
            Map<String, Checkpoint> loaded = store.load(mapping);
            watch.loaded(loaded);
            return loaded;
        });
    }

    /** Takes no time: a shard's lanes wait for each other to save, in a place that the test kit does not know. */
    @Override
    public void save(String mapping, String shardId, Checkpoint checkpoint) throws Exception {
        line.call(false, () -> {
            store.save(mapping, shardId, checkpoint);
            watch.saved(shardId, checkpoint);
            return true;
        });
    }

    @Override
    public void remove(String mapping, String shardId) throws Exception {
        line.call(true, () -> {
            store.remove(mapping, shardId);
            return true;
        });
    }

    @Override
    public void remove(String mapping) throws Exception {
        line.call(true, () -> {
            store.remove(mapping);
            return true;
        });
    }
}
