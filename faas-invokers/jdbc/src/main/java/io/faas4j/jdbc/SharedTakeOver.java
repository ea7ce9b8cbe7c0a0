package io.faas4j.jdbc;

import io.faas4j.async.queue.Inheritance;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Among processes that share a database. One that is not heard of gets an heir, and writes nothing from then on; the heir makes its
 * events nobody's, for all to claim, then its dead letters its own, some at a time, then its counts, and removes it. When an heir dies
 * meanwhile, the rest goes to another, and what it has made its own to an heir of its own.
 */
final class SharedTakeOver implements TakeOver {

    private static final String MOVE_LETTERS = """
            update faas_event set owner = ? \
            where seq in (select seq from faas_event where owner = ? and died_us is not null order by seq limit ?) \
            returning\s""" + EventTable.COLUMNS;

    private final Writer writer;
    private final Owner owner;
    private final StoreClock clock;
    private final EventTable events;
    private final UnclaimedTable unclaimed;

    SharedTakeOver(Writer writer, Owner owner, StoreClock clock, EventTable events, UnclaimedTable unclaimed) {
        this.writer = writer;
        this.owner = owner;
        this.clock = clock;
        this.events = events;
        this.unclaimed = unclaimed;
    }

    /**
     * Some of what a process has left.
     *
     * @param released the number of the last event that is nobody's now
     * @param counts which come with the last of it
     */
    private record Share(long released, List<EventTable.Row> letters, Map<String, long[]> counts, boolean isLast) {}

    private static final Share NOT_HEIR = new Share(0, List.of(), Map.of(), true);

    @Override
    public CompletableFuture<Void> into(Inheritance heir) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        nextProcess(heir, all);
        return all;
    }

    private void nextProcess(Inheritance heir, CompletableFuture<Void> all) {
        TakeOver.then(
                writer,
                Note.Task.patient(this::nextDead),
                dead -> {
                    if (dead == null) {
                        all.complete(null);
                    } else {
                        nextShare(dead, Long.MIN_VALUE, heir, all);
                    }
                },
                all);
    }

    private ProcessTable.@Nullable Dead nextDead(Session session) throws SQLException {
        return ProcessTable.inherit(session, owner.number(), clock.nowMicros(), owner.leaseUntilMicros());
    }

    private void nextShare(ProcessTable.Dead dead, long released, Inheritance heir, CompletableFuture<Void> all) {
        TakeOver.then(
                writer,
                Note.Task.patient(session -> take(session, dead, released)),
                share -> {
                    TakeOver.hand(share.letters(), heir);
                    TakeOver.handCounts(share.counts(), heir);
                    if (share.isLast()) {
                        nextProcess(heir, all);
                    } else {
                        nextShare(dead, share.released(), heir, all);
                    }
                },
                all);
    }

    private Share take(Session session, ProcessTable.Dead dead, long before) throws SQLException {
        if (!ProcessTable.isStillHeir(session, owner.number(), dead.number(), owner.leaseUntilMicros())) {
            return NOT_HEIR;
        }
        long released = unclaimed.release(session, dead, before, clock.nowMicros(), CHUNK);
        if (released != before) {
            return new Share(released, List.of(), Map.of(), false);
        }
        EventTable.Rows letters = moveLetters(session, dead);
        if (letters.count() == CHUNK) {
            return new Share(released, letters.readable(), Map.of(), false);
        }
        Map<String, long[]> counts = CountTable.move(session, dead.number(), owner.number());
        ProcessTable.remove(session, dead.number());
        return new Share(released, letters.readable(), counts, true);
    }

    private EventTable.Rows moveLetters(Session session, ProcessTable.Dead dead) throws SQLException {
        PreparedStatement move = session.statement(MOVE_LETTERS);
        move.setLong(1, owner.number());
        move.setLong(2, dead.number());
        move.setInt(3, CHUNK);
        try (ResultSet moved = move.executeQuery()) {
            return events.readAll(moved).sorted();
        }
    }
}
