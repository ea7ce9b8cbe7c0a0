package io.faas4j.jdbc;

import io.faas4j.durable.OpenStore;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.testkit.contract.CheckpointStoreContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in a file keep the contract, the file being closed and opened again where another process is to see them. */
class EmbeddedCheckpointsTest extends CheckpointStoreContract {

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();
    private OpenStore opened;

    @Override
    protected CheckpointStore open() {
        opened = JdbcStore.embedded(folder.resolve("faas.db")).open(time);
        return new Current();
    }

    @Override
    protected CheckpointStore reopen(CheckpointStore used) {
        opened.close();
        return open();
    }

    @AfterEach
    void close() {
        opened.close();
        time.close();
    }

    /** The store as it is open now. */
    private final class Current implements CheckpointStore {
        @Override
        public Map<String, Checkpoint> load(String mapping) throws Exception {
            return opened.checkpoints().load(mapping);
        }

        @Override
        public void save(String mapping, String shardId, Checkpoint checkpoint) throws Exception {
            opened.checkpoints().save(mapping, shardId, checkpoint);
        }

        @Override
        public void remove(String mapping, String shardId) throws Exception {
            opened.checkpoints().remove(mapping, shardId);
        }

        @Override
        public void remove(String mapping) throws Exception {
            opened.checkpoints().remove(mapping);
        }
    }
}
