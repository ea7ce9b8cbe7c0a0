package io.faas4j.jdbc;

import io.faas4j.queue.QueueAttributes;
import io.faas4j.testkit.contract.QueueSourceContract;
import io.faas4j.testkit.contract.QueueSourceFixture;

/** The FIFO queue on PostgreSQL keeps the contract. */
class PostgresFifoQueueTest extends QueueSourceContract {

    @Override
    protected QueueSourceFixture open() {
        return new KeptQueues(
                JdbcStore.of(() -> new PostgresDatabase(TestPostgres.source(TestPostgres.newSchema()), false)),
                "orders.fifo",
                QueueAttributes.FIFO.contentBasedDeduplication(true));
    }
}
