package io.faas4j.jdbc;

import io.faas4j.durable.DurableStore;

/** Queues on PostgreSQL keep the rules. */
class PostgresQueueRulesTest extends QueueRulesContract {

    @Override
    DurableStore store() {
        return JdbcStore.of(() -> new PostgresDatabase(TestPostgres.source(TestPostgres.newSchema()), false));
    }
}
