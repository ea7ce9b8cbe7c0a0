package io.faas4j.jdbc;

import io.faas4j.queue.KeptQueue.Settled;
import io.faas4j.queue.KeptQueue.Settlement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        boolean isDeletion = settlements.stream().allMatch(each -> each.timeout() == null);
        return isDeletion && !turn.isFifo() ? delete(session, turn) : each(session, turn);
    }

    /** On a standard queue it only matters whether there was such a receive. */
    private List<Settled> delete(Session session, QueueTurn turn) throws SQLException {
        boolean[] wereThere = messages.deleteReceived(session, queue, settlements);
        List<Long> others = new ArrayList<>();
        for (int i = 0; i < wereThere.length; i++) {
            if (wereThere[i]) {
                turn.removed(1);
            } else {
                others.add(settlements.get(i).place());
            }
        }
        Map<Long, MessageTable.State> left = messages.states(session, queue, others);
        List<Settled> settled = new ArrayList<>(settlements.size());
        for (int i = 0; i < wereThere.length; i++) {
            boolean isThere =
                    !wereThere[i] && left.containsKey(settlements.get(i).place());
            settled.add(isThere ? Settled.NO_RECEIPT : Settled.DONE);
        }
        return settled;
    }

    private List<Settled> each(Session session, QueueTurn turn) throws SQLException {
        Map<Long, MessageTable.State> states = messages.states(
                session, queue, settlements.stream().map(Settlement::place).toList());
        List<Settled> settled = new ArrayList<>(settlements.size());
        for (Settlement each : settlements) {
            MessageTable.State state = states.get(each.place());
            Settled refusal = refusal(state, each, turn);
            if (state == null || refusal != null) {
                settled.add(refusal == null ? Settled.DONE : refusal);
            } else if (each.timeout() == null) {
                messages.delete(session, queue, each.place());
                states.remove(each.place());
                turn.removed(state.groupId());
                settled.add(Settled.DONE);
            } else {
                settled.add(hide(session, turn, each, state, each.timeout()));
            }
        }
        return settled;
    }

    /** Null if it can be done, or there is nothing left to be deleted. */
    private static @Nullable Settled refusal(MessageTable.@Nullable State state, Settlement each, QueueTurn turn) {
        boolean isDeletion = each.timeout() == null;
        if (state == null && turn.isGiven(each.place())) {
            return isDeletion ? null : Settled.NOT_IN_FLIGHT;
        }
        if (state == null || state.receiveCount() < each.receiveCount()) {
            return Settled.NO_RECEIPT;
        }
        boolean isCurrent = state.isInFlight(turn.nowMicros()) && state.receiveCount() == each.receiveCount();
        if (turn.isFifo() && !isCurrent) {
            return isDeletion ? Settled.EXPIRED : Settled.NOT_IN_FLIGHT;
        }
        return null;
    }

    private Settled hide(Session session, QueueTurn turn, Settlement each, MessageTable.State state, Duration timeout)
            throws SQLException {
        long now = turn.nowMicros();
        long micros = QueueTurn.micros(timeout);
        if (micros == 0) {
            giveBack(session, turn, each, state);
            return Settled.DONE;
        }
        long received = state.receivedMicros() == null ? now : state.receivedMicros();
        if (now - received + micros > LONGEST_MICROS) {
            return Settled.TOO_LONG;
        }
        messages.hide(session, queue, each.place(), now + micros);
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
