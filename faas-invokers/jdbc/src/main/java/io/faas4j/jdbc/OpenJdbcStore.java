package io.faas4j.jdbc;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.EventJournal;
import io.faas4j.async.queue.EventStore;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.durable.OpenStore;
import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.queue.QueueStore;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.registry.LastValues;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.ShardLeases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A store that is open: one connection, and one thread that writes. */
final class OpenJdbcStore implements OpenStore, EventStore {

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
    private static final int SIGNS_IN_A_LEASE = 3;

    private final Database database;
    private final TimeSource time;
    private final Duration lease;
    private final StoreClock clock;
    private final EventTable events;
    private final Owner owner;
    private final Writer writer;
    private final OutboxTable outbox;
    private final JdbcLastValues lastValues;
    private final JdbcCheckpoints checkpoints;
    private final Optional<ShardLeases> leases;
    private final JdbcIdempotency idempotency;
    private final JdbcQueueStore queues;
    private final QueueLooks looks;
    private final AtomicReference<@Nullable JdbcEventJournal> journal = new AtomicReference<>();

    private OpenJdbcStore(Database database, TimeSource time, Duration lease, AnswerWatch watch, Session session)
            throws SQLException {
        this.database = database;
        this.time = time;
        this.lease = lease;
        this.clock = new StoreClock(time);
        clock.set(database, session.connection());
        Schema.migrate(database, session.connection(), clock.nowMicros());
        ProcessTable.Self self = Owner.join(database, session, clock, lease);
        long since = Schema.sinceMicros(session);
        Map<JdbcLastValues.Key, String> lastFound = JdbcLastValues.read(session);
        session.connection().commit();
        this.events = new EventTable(database, clock);
        this.owner = new Owner(clock, lease, self, this::disinherited);
        Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY, 0, RandomSource.seeded(0));
        this.writer =
                new Writer(database, time, backoff, session, owner, events, KeyTable.inside(database, clock), watch);
        this.outbox = new OutboxTable(database, owner, clock, events, since);
        this.lastValues = new JdbcLastValues(writer, clock, lastFound);
        LeaseRows leases = database.isShared() ? new LeaseRows(owner, clock) : null;
        this.checkpoints = new JdbcCheckpoints(writer, clock, leases);
        this.leases = Optional.ofNullable(leases).map(rows -> new JdbcShardLeases(writer, rows));
        this.idempotency = new JdbcIdempotency(writer, new IdempotencyTable(database, clock), time);
        this.queues = new JdbcQueueStore(database, writer, owner, clock);
        this.looks = new QueueLooks(queues, writer, owner, time);
    }

    /**
     * Opens it.
     *
     * @param watch sees to the answers of the database; closed with the store
     * @throws StoreException if it cannot be
     */
    static OpenStore open(Database database, TimeSource time, Duration lease, AnswerWatch watch) {
        database.reserve();
        Session session = null;
        try {
            session = new Session(database.connect());
            OpenJdbcStore opened = new OpenJdbcStore(database, time, lease, watch, session);
            WorkerThreads.platform()
                    .newThread("faas-store", opened.writer::writeAll)
                    .start();
            if (database.isShared()) {
                opened.looks.start();
            }
            return opened;
        } catch (SQLException e) {
            closeAll(session, database);
            throw new StoreException(
                    Reason.UNAVAILABLE,
                    "The store %s cannot be opened: %s".formatted(database.name(), e.getMessage()),
                    e);
        } catch (RuntimeException | Error e) {
            closeAll(session, database);
            throw e;
        }
    }

    private static void closeAll(@Nullable Session session, Database database) {
        if (session != null) {
            session.close();
        }
        database.close();
    }

    @Override
    public EventStore events() {
        return this;
    }

    @Override
    public EventJournal open(QueueSettings settings) {
        UnclaimedTable unclaimed = new UnclaimedTable(database, events);
        TakeOver takeOver = database.isShared()
                ? new SharedTakeOver(writer, owner, clock, events, unclaimed)
                : new FileTakeOver(writer, owner, clock, events);
        Intake intake = new Intake(writer, owner, clock, unclaimed, time);
        JdbcEventJournal.Neighbours neighbours = database.isShared()
                ? new JdbcEventJournal.Neighbours(
                        new LifeSigns(database, writer, clock, takeOver, time, lease.dividedBy(SIGNS_IN_A_LEASE)),
                        new Wakeups(database, intake, looks, time))
                : null;
        JdbcEventJournal opened = new JdbcEventJournal(writer, owner, takeOver, intake, neighbours, settings);
        if (!journal.compareAndSet(null, opened)) {
            throw new StoreException(
                    Reason.IN_USE, "The store %s keeps the events of another queue.".formatted(database.name()), null);
        }
        return opened;
    }

    /** Writes an event that is nobody's in somebody else's transaction. */
    Acceptance insert(Connection connection, QueuedEvent event) {
        JdbcEventJournal open = journal.get();
        if (open == null || open.isClosed()) {
            return Acceptance.CLOSED;
        }
        long most = open.maxBytes();
        return event.payloadBytes() > most
                ? new Acceptance.Full(Limit.BYTES, most)
                : outbox.insert(connection, event, open.keyUntilNanos(event.acceptedNanos()));
    }

    /** Looks for events that are nobody's, soon. */
    void look() {
        JdbcEventJournal open = journal.get();
        if (open != null) {
            open.look();
        }
    }

    private void disinherited() {
        JdbcEventJournal open = journal.get();
        if (open != null) {
            open.disinherited();
        }
    }

    @Override
    public CheckpointStore checkpoints() {
        return checkpoints;
    }

    @Override
    public Optional<ShardLeases> leases() {
        return leases;
    }

    @Override
    public IdempotencyStore idempotency() {
        return idempotency;
    }

    @Override
    public LastValues lastValues() {
        return lastValues;
    }

    @Override
    public QueueStore queues() {
        return queues;
    }

    @Override
    public void close() {
        looks.close();
        JdbcEventJournal open = journal.get();
        if (open != null) {
            open.close();
        }
        writer.close();
        writer.whenEnded(database::close);
    }
}
