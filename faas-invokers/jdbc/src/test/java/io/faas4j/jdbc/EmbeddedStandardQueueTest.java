package io.faas4j.jdbc;

import io.faas4j.queue.QueueAttributes;
import io.faas4j.testkit.contract.QueueSourceContract;
import io.faas4j.testkit.contract.QueueSourceFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The standard queue in a file keeps the contract. */
class EmbeddedStandardQueueTest extends QueueSourceContract {

    @TempDir
    Path folder;

    @Override
    protected QueueSourceFixture open() {
        return new KeptQueues(JdbcStore.embedded(folder.resolve("faas.db")), "orders", QueueAttributes.NONE);
    }
}
