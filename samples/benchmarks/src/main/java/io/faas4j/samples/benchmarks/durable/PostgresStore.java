package io.faas4j.samples.benchmarks.durable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.faas4j.jdbc.JdbcStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A server of its own, or another one by its URL. */
final class PostgresStore implements Store {

    private final @Nullable EmbeddedPostgres server;
    private final PGSimpleDataSource source = new PGSimpleDataSource();

    /** @param url null to start a server */
    PostgresStore(@Nullable String url) throws IOException {
        server = url == null
                ? EmbeddedPostgres.builder()
                        // The builder's own choice is the fast one.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "200")
                        .start()
                : null;
        source.setUrl(server == null ? url : server.getJdbcUrl("postgres", "postgres"));
    }

    @Override
    public String describe() throws SQLException {
        return "PostgreSQL %s, fsync=%s, synchronous_commit=%s"
                .formatted(ask("show server_version"), ask("show fsync"), ask("show synchronous_commit"));
    }

    private String ask(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public JdbcStore jdbcStore() {
        return JdbcStore.on(source);
    }

    @Override
    public Connection connect() throws SQLException {
        return source.getConnection();
    }

    @Override
    public DataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    @Override
    public void clear() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema public cascade");
            statement.execute("create schema public");
            statement.execute("checkpoint");
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
