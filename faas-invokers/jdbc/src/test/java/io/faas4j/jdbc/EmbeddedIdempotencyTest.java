package io.faas4j.jdbc;

import io.faas4j.durable.OpenStore;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.IdempotencyStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Keys of idempotent handlers in a file keep the contract, the file being closed and opened again for another process. */
class EmbeddedIdempotencyTest extends IdempotencyStoreContract {

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();
    private OpenStore opened;

    @Override
    protected IdempotencyStore open() {
        opened = JdbcStore.embedded(folder.resolve("faas.db")).open(time);
        return opened.idempotency();
    }

    @Override
    protected IdempotencyStore reopen(IdempotencyStore used) {
        opened.close();
        return open();
    }

    @AfterEach
    void close() {
        opened.close();
        time.close();
    }
}
