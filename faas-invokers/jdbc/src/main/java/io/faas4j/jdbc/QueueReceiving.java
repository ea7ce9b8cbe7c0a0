package io.faas4j.jdbc;

import io.faas4j.queue.KeptMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.RedrivePolicy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives messages of a queue out, and moves those away that were received too often, within a transaction. For one receive. */
final class QueueReceiving {

    private static final int MOST_IN_FLIGHT = 120_000;

    /** More, or so many bytes of more than a few, are not given out at once. */
    private static final int MOST = 1_000;

    private static final int AT_ONCE = 100;
    private static final int FEW = 10;
    private static final long MANY_BYTES = 8L << 20;

    private final JdbcQueue queue;
    private final MessageTable messages;
    private final @Nullable JdbcQueue deadLetters;
    private final UnaryOperator<KeptMessage> deadLetter;
    private final int max;
    private final long timeoutMicros;

    // Of one attempt.
    private List<MessageTable.Row> taken = List.of();
    private long bytes;
    private boolean isMoved;

    /**
     * Not begun.
     *
     * @param deadLetters where to what was received too often goes, as far as is known; null for nowhere
     */
    QueueReceiving(
            JdbcQueue queue,
            MessageTable messages,
            @Nullable JdbcQueue deadLetters,
            UnaryOperator<KeptMessage> deadLetter,
            int max,
            long timeoutMicros) {
        this.queue = queue;
        this.messages = messages;
        this.deadLetters = deadLetters;
        this.deadLetter = deadLetter;
        this.max = max;
        this.timeoutMicros = timeoutMicros;
    }

    /**
     * What was taken.
     *
     * @param nowMicros when
     * @param isMoved whether there are new dead letters
     * @param nextMicros in which time there may be more; null if nothing is known, or was not looked for
     */
    record Taken(
            List<MessageTable.Row> rows,
            long nowMicros,
            boolean isOverLimit,
            boolean isMoved,
            @Nullable Long nextMicros) {}

    /** Each message as it was before. */
    Taken receive(Session session, QueueTurn turn) throws SQLException {
        taken = new ArrayList<>();
        bytes = 0;
        isMoved = false;
        int most = Math.min(Math.min(max, MOST), mayFly(session, turn));
        if (turn.isFifo()) {
            takeGroups(session, turn, most);
        } else {
            takeVisible(session, turn, most);
        }
        messages.received(session, queue.number(), taken, turn.nowMicros(), timeoutMicros);
        turn.settleGroups(session);
        Long next = taken.size() < max ? next(session, turn) : null;
        return new Taken(taken, turn.nowMicros(), most == 0, isMoved, next);
    }

    /** How many more may be in flight (rule QUEUE-40); they are counted only where there are so many messages at all. */
    private int mayFly(Session session, QueueTurn turn) throws SQLException {
        if (turn.attributes().capacity() < MOST_IN_FLIGHT || turn.messages(session) < MOST_IN_FLIGHT) {
            return MOST_IN_FLIGHT;
        }
        return MOST_IN_FLIGHT - messages.inFlight(session, queue.number(), turn.nowMicros(), MOST_IN_FLIGHT);
    }

    private boolean isEnough(int most) {
        return taken.size() >= most || (taken.size() >= FEW && bytes >= MANY_BYTES);
    }

    private void take(MessageTable.Row row) {
        taken.add(row);
        bytes += row.message().body().length;
    }

    // ---- standard ---------------------------------------------------------------------------------------------------

    private void takeVisible(Session session, QueueTurn turn, int most) throws SQLException {
        Set<Long> places = new HashSet<>();
        boolean isMore = true;
        while (isMore && !isEnough(most)) {
            // Those that were taken are noted at the end, and come again till then.
            int limit = Math.min(most - taken.size(), AT_ONCE) + taken.size();
            List<MessageTable.Row> rows =
                    messages.visible(session, queue.number(), turn.nowMicros(), turn.sentAfterMicros(), limit);
            isMore = rows.size() == limit;
            for (MessageTable.Row row : rows) {
                if (!places.contains(row.place()) && !isMoved(session, turn, row) && !isEnough(most)) {
                    places.add(row.place());
                    take(row);
                }
            }
        }
    }

    // ---- FIFO -------------------------------------------------------------------------------------------------------

    /** As many of one group as there may be, before the next (rule FIFO-8). */
    private void takeGroups(Session session, QueueTurn turn, int most) throws SQLException {
        Set<String> served = new HashSet<>();
        boolean isMore = true;
        while (isMore && !isEnough(most)) {
            int limit = Math.min(most - taken.size(), AT_ONCE) + served.size();
            List<String> open = MessageGroupTable.open(session, queue.number(), turn.nowMicros(), limit);
            isMore = false;
            for (String group : open) {
                if (!isEnough(most) && served.add(group)) {
                    isMore = true;
                    serve(session, turn, group, most);
                    turn.served(group);
                }
            }
        }
    }

    /** The longest run of visible messages from its head (rule FIFO-7). */
    private void serve(Session session, QueueTurn turn, String group, int most) throws SQLException {
        long behind = Long.MIN_VALUE;
        while (!isEnough(most)) {
            int limit = Math.min(most - taken.size(), AT_ONCE);
            List<MessageTable.Row> rows = messages.inGroup(session, queue.number(), group, behind, limit);
            for (MessageTable.Row row : rows) {
                if (row.visibleMicros() > turn.nowMicros() || isEnough(most)) {
                    return;
                }
                behind = row.place();
                if (!isMoved(session, turn, row)) {
                    take(row);
                }
            }
            if (rows.size() < limit) {
                return;
            }
        }
    }

    // ---- those that were received too often -------------------------------------------------------------------------

    /** Whether it was moved instead of received (rules QUEUE-71 to QUEUE-75); not if there is no room for it. */
    private boolean isMoved(Session session, QueueTurn turn, MessageTable.Row row) throws SQLException {
        JdbcQueue target = deadLetters;
        if (target == null || !isReceivedTooOften(turn.attributes(), target, row)) {
            return false;
        }
        QueueTurn there = target.turn();
        if (!there.exists() || !there.hasRoom(session, 1)) {
            return false;
        }
        messages.delete(session, queue.number(), row.place());
        turn.removed(row.message().groupId());
        there.insertMoved(
                session,
                deadLetter.apply(row.message()),
                there.isFifo() ? there.nowMicros() : row.sentMicros(),
                row.receiveCount(),
                row.firstReceivedMicros());
        isMoved = true;
        return true;
    }

    /** The policy may have been changed by another process just now. */
    private static boolean isReceivedTooOften(QueueAttributes attributes, JdbcQueue target, MessageTable.Row row) {
        RedrivePolicy policy = attributes.redrivePolicy().orElse(null);
        return policy != null
                && row.receiveCount() >= policy.maxReceiveCount()
                && JdbcQueueStore.nameOf(policy.deadLetterTargetArn()).equals(target.name());
    }

    // ---- later ------------------------------------------------------------------------------------------------------

    private @Nullable Long next(Session session, QueueTurn turn) throws SQLException {
        long now = turn.nowMicros();
        if (!turn.isFifo()) {
            Long next = messages.next(session, queue.number(), now);
            return next == null ? null : (Long) (next - now);
        }
        Long next = MessageGroupTable.next(session, queue.number(), now);
        Long oldest = next == null ? null : messages.oldest(session, queue.number());
        if (next == null || oldest == null) {
            return null;
        }
        // What is too old makes room for those behind it in its group.
        long tooOld = oldest + QueueTurn.micros(turn.attributes().retention());
        return Math.max(0, Math.min(next, tooOld) - now);
    }
}
