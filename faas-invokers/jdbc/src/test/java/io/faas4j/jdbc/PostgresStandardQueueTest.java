package io.faas4j.jdbc;

import io.faas4j.queue.QueueAttributes;
import io.faas4j.testkit.contract.QueueSourceContract;
import io.faas4j.testkit.contract.QueueSourceFixture;

/** The standard queue on PostgreSQL keeps the contract. */
class PostgresStandardQueueTest extends QueueSourceContract {

    @Override
    protected QueueSourceFixture open() {
        return new KeptQueues(
                JdbcStore.of(() -> new PostgresDatabase(TestPostgres.source(TestPostgres.newSchema()), false)),
                "orders",
                QueueAttributes.NONE);
    }
}
