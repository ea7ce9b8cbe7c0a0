package io.faas4j.jdbc;

import io.faas4j.durable.OpenStore;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.MessageQueueContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Queues in a file keep the contract. */
class EmbeddedMessageQueueTest extends MessageQueueContract {

    @TempDir
    Path folder;

    private OpenStore opened;

    @Override
    protected Queues open(TimeSource source) {
        opened = JdbcStore.embedded(folder.resolve("faas.db")).open(source);
        return KeptQueues.queues(opened, source, 1);
    }

    @Override
    protected void close() {
        opened.close();
    }

    @Override
    protected int sequences() {
        return 2;
    }

    @Override
    protected int steps() {
        return 300;
    }

    @Override
    protected boolean isOldestFirst() {
        return false;
    }
}
