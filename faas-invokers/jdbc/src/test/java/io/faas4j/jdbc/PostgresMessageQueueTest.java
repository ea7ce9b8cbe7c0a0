package io.faas4j.jdbc;

import io.faas4j.durable.OpenStore;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.MessageQueueContract;

/** Queues on PostgreSQL keep the contract. */
class PostgresMessageQueueTest extends MessageQueueContract {

    private OpenStore opened;

    @Override
    protected Queues open(TimeSource source) {
        opened = JdbcStore.of(() -> new PostgresDatabase(TestPostgres.source(TestPostgres.newSchema()), false))
                .open(source);
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
        return 150;
    }

    @Override
    protected boolean isOldestFirst() {
        return false;
    }
}
