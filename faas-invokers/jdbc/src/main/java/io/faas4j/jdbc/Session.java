package io.faas4j.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection with the statements that were prepared on it. For one thread at a time. */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** A statement that stays open; made when first asked for. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    /** Closes the statements, and leaves the connection to whom it belongs. */
    void release() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }

    /** Ends what another thread is just waiting for, where the driver can do that. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException broken) {
            // Then nobody waits for it any more either.
        }
    }

    /** Whether the connection is of no use any more or not: it is not used again. */
    @Override
    public void close() {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            // It is closed all the same.
        }
        try {
            connection.close();
        } catch (SQLException broken) {
            // There is nothing more to be done about it.
        }
    }
}
