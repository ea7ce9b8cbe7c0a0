package io.faas4j.jdbc;

import io.faas4j.async.queue.Inheritance;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** Of a file: whoever had it before is no more, and all that is in it is this process's. */
final class FileTakeOver implements TakeOver {

    private static final String NEXT = "select " + EventTable.COLUMNS
            + " from faas_event where seq > ? and owner is not null order by seq limit " + CHUNK;

    private final Writer writer;
    private final Owner owner;
    private final StoreClock clock;
    private final EventTable events;

    FileTakeOver(Writer writer, Owner owner, StoreClock clock, EventTable events) {
        this.writer = writer;
        this.owner = owner;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public CompletableFuture<Void> into(Inheritance heir) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        TakeOver.then(
                writer,
                Note.Task.patient(session -> CountTable.read(session, owner.number())),
                counts -> {
                    TakeOver.handCounts(counts, heir);
                    next(Long.MIN_VALUE, heir, all);
                },
                all);
        return all;
    }

    private void next(long after, Inheritance heir, CompletableFuture<Void> all) {
        TakeOver.then(
                writer,
                Note.Task.patient(session -> read(session, after)),
                rows -> {
                    if (rows.count() == 0) {
                        all.complete(null);
                    } else {
                        TakeOver.hand(rows.readable(), heir);
                        next(rows.last(), heir, all);
                    }
                },
                all);
    }

    private EventTable.Rows read(Session session, long after) throws SQLException {
        boolean wasClean = owner.self().wasClean();
        long now = clock.nowMicros();
        EventTable.Rows rows;
        PreparedStatement next = session.statement(NEXT);
        next.setLong(1, after);
        try (ResultSet found = next.executeQuery()) {
            rows = events.readAll(found);
        }
        for (EventTable.Row row : rows.readable()) {
            boolean wasDue = clock.micros(row.event().dueNanos()) <= now;
            if (!wasClean && wasDue && isToBeTried(row)) {
                row.event().asStarted();
            }
        }
        return rows;
    }

    private static boolean isToBeTried(EventTable.Row row) {
        return row.diedNanos() == null && row.event().delivery() == null;
    }
}
