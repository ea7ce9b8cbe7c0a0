package io.faas4j.samples.benchmarks.durable;

import io.faas4j.jdbc.JdbcStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database that all contestants use, one after the other. */
interface Store extends AutoCloseable {

    /** What it is, and how it keeps what is committed. */
    String describe() throws SQLException;

    /** Whether several connections can write at once. */
    boolean isShared();

    /** As the library is told of it. */
    JdbcStore jdbcStore();

    /** A new connection. */
    Connection connect() throws SQLException;

    /** A pool for those that want one. */
    DataSource pool(int connections);

    /** Removes all tables. */
    void clear() throws Exception;

    @Override
    void close() throws IOException;
}
