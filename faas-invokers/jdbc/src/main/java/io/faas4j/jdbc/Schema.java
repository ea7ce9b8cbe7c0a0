package io.faas4j.jdbc;

import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Brings the tables up to date: one script for each version that the database has not seen, named by its number, all in one
 * transaction. A script is never changed once it was released.
 */
final class Schema {

    /** The newest version that this code knows. */
    static final int NEWEST = 2;

    private static final String VERSIONS =
            "create table if not exists faas_schema (version integer primary key, since_us bigint not null)";

    private Schema() {}

    /**
     * Makes or changes the tables, and commits.
     *
     * @throws StoreException if a newer version of the library was here
     */
    static void migrate(Database database, Connection connection, long nowMicros) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            database.lockSchema(connection);
            statement.execute(VERSIONS);
            int found = version(statement);
            if (found > NEWEST) {
                connection.rollback();
                throw new StoreException(
                        Reason.NEWER_SCHEMA,
                        "The store %s has version %d of its schema, made by a newer version of the library: this one knows versions up to %d."
                                .formatted(database.name(), found, NEWEST),
                        null);
            }
            for (int version = found + 1; version <= NEWEST; version++) {
                for (String part : script(database.scripts(), version)) {
                    statement.execute(part);
                }
                note(connection, version, nowMicros);
            }
            connection.commit();
        }
    }

    /** When the first tables were made: what tells one store from another. */
    static long sinceMicros(Session session) throws SQLException {
        try (ResultSet found = session.statement("select since_us from faas_schema where version = 1")
                .executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("select coalesce(max(version), 0) from faas_schema")) {
            found.next();
            return found.getInt(1);
        }
    }

    private static void note(Connection connection, int version, long nowMicros) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into faas_schema (version, since_us) values (?, ?)")) {
            insert.setInt(1, version);
            insert.setLong(2, nowMicros);
            insert.executeUpdate();
        }
    }

    /** The statements of a script, each of which ends with a semicolon at the end of a line. */
    private static List<String> script(String folder, int version) {
        String name = "%s/%d.sql".formatted(folder, version);
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("there is no script " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split(";\\R", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
