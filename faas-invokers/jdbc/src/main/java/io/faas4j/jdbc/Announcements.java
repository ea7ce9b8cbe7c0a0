package io.faas4j.jdbc;

import java.sql.SQLException;
import java.util.List;

/** What other processes announce: for which targets there are events that are nobody's. For one thread, but for {@link #abort}. */
interface Announcements extends AutoCloseable {

    /**
     * Waits for some, or for a while.
     *
     * @return the targets; empty if nothing was announced
     * @throws SQLException if nothing can be heard any more
     */
    List<String> await() throws SQLException;

    /** Ends a wait; nothing is heard any more. */
    void abort();

    @Override
    void close();
}
