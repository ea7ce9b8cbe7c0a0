package io.faas4j.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** With a file. */
class EmbeddedLastValuesTest extends LastValuesContract {

    @TempDir
    Path folder;

    @Override
    Database database() {
        return new SqliteDatabase(folder.resolve("faas.db"));
    }
}
