package io.faas4j.jdbc;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.StoreException;
import io.faas4j.queue.KeptQueue;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.QueueStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The queues of the store. */
final class JdbcQueueStore implements QueueStore {

    private static final long BEFORE_ANOTHER_MICROS = 60_000_000;

    /** So that one transaction holds up nobody for long. */
    private static final int MOST_REMOVED = 1_000;

    private final Database database;
    private final Writer writer;
    private final Owner owner;
    private final StoreClock clock;
    private final QueueTables tables;

    /** One object for each, as whoever is told of its messages is in there. */
    private final ConcurrentMap<Long, JdbcQueue> known = new ConcurrentHashMap<>();

    JdbcQueueStore(Database database, Writer writer, Owner owner, StoreClock clock) {
        this.database = database;
        this.writer = writer;
        this.owner = owner;
        this.clock = clock;
        this.tables = QueueTables.of(database);
    }

    static String nameOf(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    // ---- which there are --------------------------------------------------------------------------------------------

    @Override
    public List<KeptQueue> list() {
        List<KeptQueue> queues = new ArrayList<>();
        for (QueueTable.Row row : read(QueueTable::all)) {
            queues.add(queue(row));
        }
        return queues;
    }

    private JdbcQueue queue(QueueTable.Row row) {
        JdbcQueue queue = known.computeIfAbsent(row.queue(), number -> new JdbcQueue(this, tables, clock, owner, row));
        queue.seen(row);
        return queue;
    }

    @Override
    public Optional<KeptQueue> find(String name) {
        List<QueueTable.Row> found = read(session -> {
            QueueTable.Row row = QueueTable.named(session, name);
            return row == null ? List.of() : List.of(row);
        });
        return found.stream().map(row -> (KeptQueue) queue(row)).findFirst();
    }

    @Override
    public Optional<KeptQueue> create(String name, QueueAttributes attributes, long receiptTag) {
        removeDeleted();
        String text = MessageJson.texts(attributes.texts());
        List<QueueTable.Row> made = await(writer.run(session -> {
            long now = clock.nowMicros();
            if (QueueTable.named(session, name) == null
                    && QueueTable.isDeletedAfter(session, name, now - BEFORE_ANOTHER_MICROS)) {
                return List.of();
            }
            QueueTable.insert(session, name, text, receiptTag, now);
            QueueTable.Row row = QueueTable.named(session, name);
            return row == null ? List.of() : List.of(row);
        }));
        return made.stream().map(row -> (KeptQueue) queue(row)).findFirst();
    }

    // ---- what is done with them -------------------------------------------------------------------------------------

    /** @throws QueueException if the queue is no more */
    <T> T run(JdbcQueue queue, QueueWork<T> work) {
        @Nullable T done = await(writer.run(work));
        if (done == null) {
            throw gone(queue);
        }
        return done;
    }

    private QueueException gone(JdbcQueue queue) {
        forget(queue);
        return new QueueException(
                Reason.NON_EXISTENT_QUEUE, "The specified queue does not exist: '%s'.".formatted(queue.name()));
    }

    /**
     * Looks at something, and forces nothing to the disk.
     *
     * @throws QueueException if the queue is no more
     */
    <T> Optional<T> look(JdbcQueue queue, Note.Work<T> work) {
        return read(session -> {
                    QueueTable.Row row = tables.queues().read(session, queue.number(), false);
                    if (row == null) {
                        return Optional.<Optional<T>>empty();
                    }
                    queue.seen(row);
                    return Optional.of(Optional.ofNullable(work.in(session)));
                })
                .orElseThrow(() -> gone(queue));
    }

    private <T> T read(Note.Work<T> work) {
        Note.Task<T> task = Note.Task.reading(work);
        writer.add(task);
        return await(task.done());
    }

    /** Uninterruptibly: whoever has sent a message is to know what became of it. */
    private static <T> T await(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof StoreException store) {
                throw new StoreException(store.reason(), String.valueOf(store.getMessage()), store);
            }
            throw failure;
        }
    }

    // ---- what is left of those that were deleted --------------------------------------------------------------------

    void deleted(JdbcQueue queue) {
        forget(queue);
        removeDeleted();
    }

    private void forget(JdbcQueue queue) {
        queue.gone();
        known.remove(queue.number(), queue);
    }

    /** Also what a process has left that was killed while it did so. */
    private void removeDeleted() {
        boolean isMore = true;
        while (isMore) {
            List<QueueTable.Deleted> deleted = read(QueueTable::deleted);
            isMore = !deleted.isEmpty() && await(writer.run(session -> removeSome(session, deleted)));
        }
    }

    /** Whether there is more to be removed. */
    private boolean removeSome(Session session, List<QueueTable.Deleted> deleted) throws SQLException {
        for (QueueTable.Deleted queue : deleted) {
            int removed = tables.messages()
                    .deleteSent(session, queue.queue(), Long.MAX_VALUE, MOST_REMOVED)
                    .size();
            if (removed == MOST_REMOVED) {
                return true;
            }
            if (removed == 0 && queue.micros() <= clock.nowMicros() - BEFORE_ANOTHER_MICROS) {
                QueueTable.remove(session, queue.queue());
            }
        }
        return false;
    }

    // ---- other processes --------------------------------------------------------------------------------------------

    void announce(Session session, long queue) throws SQLException {
        database.announce(session.connection(), QueueLooks.announcement(queue, owner.number()));
    }

    /** Those that somebody here waits for. */
    List<JdbcQueue> awaited() {
        return known.values().stream().filter(JdbcQueue::isAwaited).toList();
    }
}
