package io.faas4j.jdbc;

import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.EventQueueContract;

/** The queue on PostgreSQL keeps the contract. */
class PostgresEventQueueTest extends EventQueueContract {

    @Override
    protected EventQueue open(TimeSource source, QueueSettings settings) {
        return DurableQueue.open(
                JdbcStore.of(() -> new PostgresDatabase(TestPostgres.source(TestPostgres.newSchema()), false)),
                source,
                settings);
    }
}
