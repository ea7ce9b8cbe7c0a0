package io.faas4j.jdbc;

import io.faas4j.durable.OpenStore;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.CheckpointStore;
import io.faas4j.testkit.contract.CheckpointStoreContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Checkpoints on PostgreSQL keep the contract. */
class PostgresCheckpointsTest extends CheckpointStoreContract {

    private final String schema = TestPostgres.newSchema();
    private final TimeSource time = TimeSource.system();
    private final List<OpenStore> opened = new ArrayList<>();

    @Override
    protected CheckpointStore open() {
        OpenStore store = JdbcStore.on(TestPostgres.source(schema)).open(time);
        opened.add(store);
        return store.checkpoints();
    }

    @Override
    protected CheckpointStore reopen(CheckpointStore used) {
        return open();
    }

    @AfterEach
    void close() {
        opened.forEach(OpenStore::close);
        time.close();
    }
}
