package io.faas4j.jdbc;

import io.faas4j.async.queue.Inheritance;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Among processes that share a database. One that is not heard of gets an heir, and writes nothing from then on; the heir makes its
 * events its own, some at a time, then its counts, and removes it. An heir that dies meanwhile has what it has made its own, which
 * goes to an heir of its own, as does the rest.
 */
final class SharedTakeOver implements TakeOver {

    private static final String MOVE = """
            update faas_event \
            set owner = ?, started = started or (? and due_us <= ? and delivery is null and died_us is null) \
            where seq in (select seq from faas_event where owner = ? order by seq limit ?) \
            returning\s""" + EventTable.COLUMNS;

    private final Writer writer;
    private final Owner owner;
    private final StoreClock clock;
    private final EventTable events;

    SharedTakeOver(Writer writer, Owner owner, StoreClock clock, EventTable events) {
        this.writer = writer;
        this.owner = owner;
        this.clock = clock;
        this.events = events;
    }

    /** Some of what a process has left; the counts come with the last of it. */
    private record Share(List<EventTable.Row> rows, Map<String, long[]> counts, boolean isLast) {}

    private static final Share NOT_HEIR = new Share(List.of(), Map.of(), true);

    @Override
    public CompletableFuture<Void> into(Inheritance heir) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        nextProcess(heir, all);
        return all;
    }

    private void nextProcess(Inheritance heir, CompletableFuture<Void> all) {
        TakeOver.then(
                writer.run(this::nextDead, true),
                dead -> {
                    if (dead == null) {
                        all.complete(null);
                    } else {
                        nextShare(dead, heir, all);
                    }
                },
                all);
    }

    private ProcessTable.@Nullable Dead nextDead(Session session) throws SQLException {
        return ProcessTable.inherit(session, owner.number(), clock.nowMicros(), owner.leaseUntilMicros());
    }

    private void nextShare(ProcessTable.Dead dead, Inheritance heir, CompletableFuture<Void> all) {
        TakeOver.then(
                writer.run(session -> take(session, dead), true),
                share -> {
                    TakeOver.hand(share.rows(), heir);
                    TakeOver.handCounts(share.counts(), heir);
                    if (share.isLast()) {
                        nextProcess(heir, all);
                    } else {
                        nextShare(dead, heir, all);
                    }
                },
                all);
    }

    private Share take(Session session, ProcessTable.Dead dead) throws SQLException {
        if (!ProcessTable.isStillHeir(session, owner.number(), dead.number(), owner.leaseUntilMicros())) {
            return NOT_HEIR;
        }
        List<EventTable.Row> rows = move(session, dead);
        if (rows.size() == CHUNK) {
            return new Share(rows, Map.of(), false);
        }
        Map<String, long[]> counts = CountTable.move(session, dead.number(), owner.number());
        ProcessTable.remove(session, dead.number());
        return new Share(rows, counts, true);
    }

    private List<EventTable.Row> move(Session session, ProcessTable.Dead dead) throws SQLException {
        List<EventTable.Row> rows = new ArrayList<>();
        PreparedStatement move = session.statement(MOVE);
        move.setLong(1, owner.number());
        move.setBoolean(2, !dead.wasClean());
        move.setLong(3, clock.nowMicros());
        move.setLong(4, dead.number());
        move.setInt(5, CHUNK);
        try (ResultSet moved = move.executeQuery()) {
            while (moved.next()) {
                rows.add(events.read(moved));
            }
        }
        rows.sort(Comparator.comparingLong(row -> row.event().storeKey()));
        return rows;
    }
}
