package io.faas4j.samples.benchmarks.durable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The table of those who use plain JDBC. */
final class RawTable {

    static final String INSERT = "insert into job (id, state, payload) values (?, 'READY', ?)";
    static final String DELETE = "delete from job where id = ?";
    static final String COUNT = "select count(*) from job";

    private RawTable() {}

    /** Makes it, and answers the connection that it was made with. */
    static Connection create(Store store) throws SQLException {
        Connection connection = store.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table job (id bigint primary key, state text not null, payload %s not null)"
                    .formatted(store.isShared() ? "bytea" : "blob"));
            statement.execute("create index job_ready on job (id) where state = 'READY'");
        }
        return connection;
    }
}
