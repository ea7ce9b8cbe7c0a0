package io.faas4j.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL for the tests of this process, started when first asked for. One that does not start fails the test. */
final class TestPostgres {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private TestPostgres() {}

    private static final class Server {
        static final EmbeddedPostgres STARTED = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }
    }

    /** A schema of its own, without tables. */
    static String newSchema() {
        String name = "test" + SCHEMAS.incrementAndGet();
        try (Connection connection = Server.STARTED.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A schema of the same name in another database. */
    static DataSource sourceElsewhere(String schema) throws SQLException {
        String other = "other_" + schema;
        try (Connection connection = Server.STARTED.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + other);
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(Server.STARTED.getJdbcUrl("postgres", other) + "&currentSchema=" + schema);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        }
        return source;
    }

    static String url(String schema) {
        return Server.STARTED.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema;
    }

    static DataSource source(String schema) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(schema));
        return source;
    }
}
