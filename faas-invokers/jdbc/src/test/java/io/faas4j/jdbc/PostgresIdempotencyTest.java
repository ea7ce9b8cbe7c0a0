package io.faas4j.jdbc;

import io.faas4j.durable.OpenStore;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.IdempotencyStoreContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Keys of idempotent handlers on PostgreSQL keep the contract. */
class PostgresIdempotencyTest extends IdempotencyStoreContract {

    private final String schema = TestPostgres.newSchema();
    private final TimeSource time = TimeSource.system();
    private final List<OpenStore> opened = new ArrayList<>();

    @Override
    protected IdempotencyStore open() {
        // Not by the database's clock, how far it is ahead being measured to the microsecond by each store anew.
        OpenStore store = JdbcStore.of(() -> new PostgresDatabase(TestPostgres.source(schema), false))
                .open(time);
        opened.add(store);
        return store.idempotency();
    }

    @Override
    protected IdempotencyStore reopen(IdempotencyStore used) {
        return open();
    }

    @AfterEach
    void close() {
        opened.forEach(OpenStore::close);
        time.close();
    }
}
