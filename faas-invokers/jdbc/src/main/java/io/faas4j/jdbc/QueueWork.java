package io.faas4j.jdbc;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that is done with a queue in a transaction. */
final class QueueWork<T> implements Note.Work<T> {

    /**
     * What it does. Who waits for rows that others may have locked goes before whoever locks rows without waiting, so that nobody who has some
     * waits for others.
     */
    enum Kind {
        SETTLE("\u0000settle"),
        SEND("\u0001send"),
        RECEIVE("\u0002receive");

        private final String order;

        Kind(String order) {
            this.order = order;
        }
    }

    /** What is done if the queue is there. */
    @FunctionalInterface
    interface Step<T> {
        T in(Session session, QueueTurn turn) throws SQLException;
    }

    private final Kind kind;
    private final List<Note.Share> shares;
    private final long bytes;
    private final QueueTurn turn;
    private final Step<T> step;

    /** @param others queues that it needs besides */
    QueueWork(Kind kind, JdbcQueue queue, boolean isAlone, List<JdbcQueue> others, long bytes, Step<T> step) {
        this.kind = kind;
        this.shares = others.isEmpty()
                ? List.of(new Use(queue, isAlone))
                : List.of(
                        new Use(queue, isAlone),
                        new Use(others.get(0), others.get(0).isFifo()));
        this.bytes = bytes;
        this.turn = queue.turn();
        this.step = step;
    }

    /** Null if the queue is no more. */
    @Override
    public @Nullable T in(Session session) throws SQLException {
        return turn.exists() ? step.in(session, turn) : null;
    }

    @Override
    public String order() {
        return kind.order;
    }

    @Override
    public List<Note.Share> shares() {
        return shares;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    private record Use(JdbcQueue queue, boolean isAlone) implements Note.Share {
        @Override
        public long number() {
            return queue.number();
        }

        @Override
        public void begin(Session session) throws SQLException {
            queue.turn().begin(session, isAlone);
        }

        @Override
        public void end(Session session) throws SQLException {
            queue.turn().end(session);
        }
    }
}
