package io.faas4j.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** By {@code listen}, over a connection of its own. Needs PostgreSQL's own driver. */
final class PostgresAnnouncements implements Announcements {

    private static final int LONGEST_WAIT_MILLIS = 10_000;

    /** An answer that takes longer never comes. */
    private static final int ANSWER_SECONDS = 5;

    private final Connection connection;
    private final PGConnection notified;
    private final String prefix;

    private PostgresAnnouncements(Connection connection, PGConnection notified, String prefix) {
        this.connection = connection;
        this.notified = notified;
        this.prefix = prefix;
    }

    /**
     * Begins to listen.
     *
     * @param connection with auto-commit; closed with this
     * @param channel an identifier
     * @param prefix with what each text begins that is meant for this process
     * @return null if the connection is not one of PostgreSQL's own driver, and can still be used
     */
    static @Nullable Announcements begin(Connection connection, String channel, String prefix) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return null;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + channel);
        }
        return new PostgresAnnouncements(connection, connection.unwrap(PGConnection.class), prefix);
    }

    @Override
    public List<String> await() throws SQLException {
        PGNotification @Nullable [] heard = notified.getNotifications(LONGEST_WAIT_MILLIS);
        if (heard == null || heard.length == 0) {
            if (!connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("the connection is broken", "08006");
            }
            return List.of();
        }
        List<String> targets = new ArrayList<>();
        for (PGNotification one : heard) {
            String text = one.getParameter();
            if (text.startsWith(prefix)) {
                targets.add(text.substring(prefix.length()));
            }
        }
        return targets;
    }

    @Override
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException broken) {
            // Then nobody waits for it any more either.
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            // There is nothing more to be done about it.
        }
    }
}
