package io.faas4j.jdbc;

import io.faas4j.queue.KeptQueue.Settled;
import io.faas4j.queue.KeptQueue.Settlement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Deletes messages that were received, or hides them for another time, within a transaction. */
final class QueueSettling {

    private static final long LONGEST_MICROS = QueueTurn.micros(Duration.ofHours(12));

    private final long queue;
    private final MessageTable messages;
    private final List<Settlement> settlements;

    QueueSettling(long queue, MessageTable messages, List<Settlement> settlements) {
        this.queue = queue;
        this.messages = messages;
        this.settlements = settlements;
    }

    List<Settled> settle(Session session, QueueTurn turn) throws SQLException {
        List<Settled> settled = new ArrayList<>(settlements.size());
        for (Settlement each : settlements) {
            settled.add(each.timeout() == null ? delete(session, turn, each) : hide(session, turn, each));
        }
        return settled;
    }

    private Settled delete(Session session, QueueTurn turn, Settlement each) throws SQLException {
        if (!turn.isFifo()) {
            if (messages.deleteReceived(session, queue, each.place(), each.receiveCount())) {
                turn.removed(1);
                return Settled.DONE;
            }
            return messages.state(session, queue, each.place()) == null ? Settled.DONE : Settled.NO_RECEIPT;
        }
        MessageTable.State state = messages.state(session, queue, each.place());
        if (state == null) {
            return turn.isGiven(each.place()) ? Settled.DONE : Settled.NO_RECEIPT;
        }
        if (state.receiveCount() < each.receiveCount()) {
            return Settled.NO_RECEIPT;
        }
        if (!isCurrent(state, each, turn)) {
            return Settled.EXPIRED;
        }
        messages.delete(session, queue, each.place());
        turn.removed(state.groupId());
        return Settled.DONE;
    }

    private static boolean isCurrent(MessageTable.State state, Settlement each, QueueTurn turn) {
        return state.isInFlight(turn.nowMicros()) && state.receiveCount() == each.receiveCount();
    }

    private Settled hide(Session session, QueueTurn turn, Settlement each) throws SQLException {
        MessageTable.State state = messages.state(session, queue, each.place());
        boolean isNone = state == null ? !turn.isGiven(each.place()) : state.receiveCount() < each.receiveCount();
        if (isNone) {
            return Settled.NO_RECEIPT;
        }
        if (state == null || (turn.isFifo() && !isCurrent(state, each, turn))) {
            return Settled.NOT_IN_FLIGHT;
        }
        long now = turn.nowMicros();
        long timeout = QueueTurn.micros(Objects.requireNonNull(each.timeout(), "timeout"));
        if (timeout == 0) {
            giveBack(session, turn, each, state);
            return Settled.DONE;
        }
        long received = state.receivedMicros() == null ? now : state.receivedMicros();
        if (now - received + timeout > LONGEST_MICROS) {
            return Settled.TOO_LONG;
        }
        messages.hide(session, queue, each.place(), now + timeout);
        turn.changed(state.groupId());
        return Settled.DONE;
    }

    /** It is as old as it was, and comes before those that were sent later. */
    private void giveBack(Session session, QueueTurn turn, Settlement each, MessageTable.State state)
            throws SQLException {
        if (state.isInFlight(turn.nowMicros())) {
            messages.hide(session, queue, each.place(), Math.min(turn.nowMicros(), state.sentMicros()));
            turn.changed(state.groupId());
            turn.tell();
        }
    }
}
