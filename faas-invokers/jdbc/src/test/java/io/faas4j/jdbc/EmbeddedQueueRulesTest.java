package io.faas4j.jdbc;

import io.faas4j.durable.DurableStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Queues in a file keep the rules. */
class EmbeddedQueueRulesTest extends QueueRulesContract {

    @TempDir
    Path folder;

    @Override
    DurableStore store() {
        return JdbcStore.embedded(folder.resolve("faas.db"));
    }
}
