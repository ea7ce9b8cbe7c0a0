package io.faas4j.jdbc;

import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.EventQueueContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The queue in a file keeps the contract. */
class EmbeddedEventQueueTest extends EventQueueContract {

    @TempDir
    Path folder;

    private int files;

    @Override
    protected EventQueue open(TimeSource source, QueueSettings settings) {
        return DurableQueue.open(JdbcStore.embedded(folder.resolve(files++ + ".db")), source, settings);
    }
}
