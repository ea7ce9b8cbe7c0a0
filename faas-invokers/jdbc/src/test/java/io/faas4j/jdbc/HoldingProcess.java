package io.faas4j.jdbc;

import io.faas4j.runtime.time.TimeSource;
import java.nio.file.Path;

/** Has a file open until it is killed. */
final class HoldingProcess {

    private HoldingProcess() {}

    public static void main(String[] args) throws Exception {
        JdbcStore.embedded(Path.of(args[0])).open(TimeSource.system());
        Child.say("open");
        Thread.currentThread().join();
    }
}
