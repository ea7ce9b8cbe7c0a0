package io.faas4j.jdbc;

import io.faas4j.queue.KeptMessage;
import io.faas4j.queue.KeptQueue;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.QueueWatcher;
import io.faas4j.queue.RedrivePolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A queue of the store: each thing that is done with it is a task of the writer's. */
final class JdbcQueue implements KeptQueue {

    private static final long BETWEEN_PURGES_MICROS = 60_000_000;

    /** So that one transaction holds up nobody for long. */
    private static final int MOST_PURGED = 1_000;

    private final JdbcQueueStore store;
    private final QueueTables tables;
    private final StoreClock clock;
    private final QueueTurn turn;
    private final long number;
    private final String name;
    private final long receiptTag;
    private final boolean isFifo;
    private final Instant createdAt;
    private volatile Seen seen;
    private volatile @Nullable QueueWatcher watcher;
    private volatile boolean isGone;

    /** Whether somebody was given nothing as so many are in flight. */
    private volatile boolean isOverLimit;

    /** The last one that is known. */
    private volatile @Nullable JdbcQueue deadLetters;

    private record Seen(String text, QueueAttributes attributes, long modifiedMicros) {}

    JdbcQueue(JdbcQueueStore store, QueueTables tables, StoreClock clock, Owner owner, QueueTable.Row row) {
        this.store = store;
        this.tables = tables;
        this.clock = clock;
        this.turn = new QueueTurn(this, tables, clock, owner);
        this.number = row.queue();
        this.name = row.name();
        this.receiptTag = row.receiptTag();
        this.createdAt = clock.instant(row.createdMicros());
        this.seen = seen(row.attributes(), row.modifiedMicros());
        this.isFifo = seen.attributes.isFifo();
    }

    private static Seen seen(String text, long modifiedMicros) {
        return new Seen(text, QueueAttributes.parse(MessageJson.readTexts(text)), modifiedMicros);
    }

    /** The queue as it was just read; answers how it is. */
    QueueAttributes seen(QueueTable.Row row) {
        Seen last = seen;
        if (!last.text.equals(row.attributes()) || last.modifiedMicros != row.modifiedMicros()) {
            last = seen(row.attributes(), row.modifiedMicros());
            seen = last;
        }
        return last.attributes;
    }

    /** It is no more. */
    void gone() {
        isGone = true;
    }

    long number() {
        return number;
    }

    boolean isFifo() {
        return isFifo;
    }

    /** What the transaction that goes on knows of it. */
    QueueTurn turn() {
        return turn;
    }

    void announce(Session session) throws SQLException {
        store.announce(session, number);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public QueueAttributes attributes() {
        return seen.attributes;
    }

    @Override
    public long receiptTag() {
        return receiptTag;
    }

    @Override
    public Instant createdAt() {
        return createdAt;
    }

    @Override
    public Instant lastModifiedAt() {
        return clock.instant(seen.modifiedMicros);
    }

    // ---- who is told ------------------------------------------------------------------------------------------------

    @Override
    public void watch(QueueWatcher told) {
        watcher = told;
    }

    boolean isAwaited() {
        QueueWatcher told = watcher;
        return told != null && told.isWaiting();
    }

    /** There may be something after a while; null for never. */
    void tell(@Nullable Duration delay) {
        QueueWatcher told = watcher;
        if (told == null || delay == null) {
            return;
        }
        if (delay.isZero() || delay.isNegative()) {
            told.available();
        } else {
            told.availableIn(delay);
        }
    }

    // ---- messages ---------------------------------------------------------------------------------------------------

    private <T> T run(QueueWork.Kind kind, boolean isAlone, QueueWork.Step<T> step) {
        return store.run(this, new QueueWork<>(kind, this, isAlone, List.of(), 0, step));
    }

    @Override
    public List<@Nullable Place> send(List<Arrival> arrivals, boolean isAllOrNone) {
        QueueSending sending = new QueueSending(number, tables.keys(), arrivals, isAllOrNone);
        QueueSending.Sent sent = store.run(
                this, new QueueWork<>(QueueWork.Kind.SEND, this, isFifo, List.of(), sending.bytes(), sending::send));
        tell(sent.soonest());
        return sent.places();
    }

    @Override
    public Receive receive(int max, Duration timeout, UnaryOperator<KeptMessage> deadLetter) {
        JdbcQueue target = attributes().redrivePolicy().map(this::target).orElse(null);
        QueueReceiving receiving =
                new QueueReceiving(this, tables.messages(), target, deadLetter, max, QueueTurn.micros(timeout));
        List<JdbcQueue> others = target == null ? List.of() : List.of(target);
        QueueReceiving.Taken taken =
                store.run(this, new QueueWork<>(QueueWork.Kind.RECEIVE, this, isFifo, others, 0, receiving::receive));
        if (target != null && taken.isMoved()) {
            target.tell(Duration.ZERO);
        }
        isOverLimit = taken.isOverLimit();
        Long next = taken.nextMicros();
        return new Receive(
                taken.rows().stream()
                        .map(row -> received(row, row.receiveCount() + 1, taken.nowMicros()))
                        .toList(),
                taken.isOverLimit(),
                next == null ? null : Duration.of(next, ChronoUnit.MICROS));
    }

    /** Where dead letters go; null if there is no such queue. */
    private @Nullable JdbcQueue target(RedrivePolicy policy) {
        String wanted = JdbcQueueStore.nameOf(policy.deadLetterTargetArn());
        JdbcQueue last = deadLetters;
        if (last == null || last.isGone || !last.name.equals(wanted)) {
            last = store.find(wanted)
                    .map(JdbcQueue.class::cast)
                    .filter(found -> found.isFifo == isFifo && found.number != number)
                    .orElse(null);
            deadLetters = last;
        }
        return last;
    }

    private Received received(MessageTable.Row row, int receiveCount, long nowMicros) {
        Long first = row.firstReceivedMicros();
        Instant sentAt = clock.instant(row.sentMicros());
        Instant firstAt = clock.instant(first == null ? nowMicros : first);
        // The clocks of two processes may differ a little.
        return new Received(
                row.message(), row.place(), receiveCount, sentAt, firstAt.isBefore(sentAt) ? sentAt : firstAt);
    }

    @Override
    public List<Settled> settle(List<Settlement> settlements) {
        QueueSettling settling = new QueueSettling(number, tables.messages(), settlements);
        List<Settled> settled = run(QueueWork.Kind.SETTLE, true, settling::settle);
        boolean isDone = settled.contains(Settled.DONE);
        boolean isDeletion = false;
        for (Settlement each : settlements) {
            isDeletion |= each.timeout() == null;
            tell(isDone ? each.timeout() : null);
        }
        if (isDone && isDeletion && (isFifo || isOverLimit)) {
            tell(Duration.ZERO);
        }
        return settled;
    }

    // ---- moving on --------------------------------------------------------------------------------------------------

    @Override
    public Optional<Received> next() {
        return store.look(this, session -> nextRow(session, clock.nowMicros()))
                .map(row -> received(row, row.receiveCount(), clock.nowMicros()));
    }

    private MessageTable.@Nullable Row nextRow(Session session, long nowMicros) throws SQLException {
        if (!isFifo) {
            long tooOld = nowMicros - QueueTurn.micros(attributes().retention());
            return first(tables.messages().look(session, number, nowMicros, tooOld, 1));
        }
        List<String> open = MessageGroupTable.open(session, number, nowMicros, 1);
        return open.isEmpty() ? null : head(session, open.get(0));
    }

    private MessageTable.@Nullable Row head(Session session, String group) throws SQLException {
        return first(tables.messages().inGroup(session, number, group, Long.MIN_VALUE, 1));
    }

    private static MessageTable.@Nullable Row first(List<MessageTable.Row> rows) {
        return rows.isEmpty() ? null : rows.get(0);
    }

    @Override
    public Move move(long place, KeptQueue to, KeptMessage moved) {
        JdbcQueue target = (JdbcQueue) to;
        Move done = store.run(
                this,
                new QueueWork<>(
                        QueueWork.Kind.RECEIVE,
                        this,
                        isFifo,
                        List.of(target),
                        moved.body().length,
                        (session, here) -> move(session, here, place, target.turn, moved)));
        if (done == Move.DONE) {
            target.tell(Duration.ZERO);
            tell(isFifo ? Duration.ZERO : null);
        }
        return done;
    }

    private Move move(Session session, QueueTurn here, long place, QueueTurn there, KeptMessage moved)
            throws SQLException {
        MessageTable.Row row = tables.messages().at(session, number, place, here.nowMicros());
        if (row == null || !isFirst(session, row)) {
            return Move.GONE;
        }
        if (!there.exists()) {
            return Move.NO_QUEUE;
        }
        if (!there.hasRoom(session, 1)) {
            return Move.NO_ROOM;
        }
        tables.messages().delete(session, number, place);
        here.removed(row.message().groupId());
        there.insertMoved(session, moved, there.nowMicros(), 0, null);
        return Move.DONE;
    }

    /** The order within a group stays. */
    private boolean isFirst(Session session, MessageTable.Row row) throws SQLException {
        String group = row.message().groupId();
        if (!isFifo || group == null) {
            return true;
        }
        MessageTable.Row head = head(session, group);
        return head != null && head.place() == row.place();
    }

    // ---- the queue as a whole ---------------------------------------------------------------------------------------

    @Override
    public boolean change(QueueAttributes was, QueueAttributes changed) {
        String text = MessageJson.texts(changed.texts());
        boolean isDone = run(QueueWork.Kind.SETTLE, true, (session, now) -> {
            if (!now.attributes().equals(was)) {
                return false;
            }
            QueueTable.change(session, number, text, now.nowMicros());
            if (isFifo && !changed.delay().equals(was.delay())) {
                tables.messages().delay(session, number, QueueTurn.micros(changed.delay()));
                MessageGroupTable.allChanged(session, number, now.nowMicros());
            }
            now.changed();
            return true;
        });
        if (isDone) {
            seen = seen(text, clock.nowMicros());
            tell(Duration.ZERO);
        }
        return isDone;
    }

    @Override
    public boolean purge() {
        long until = clock.nowMicros();
        boolean isBegun = run(QueueWork.Kind.SETTLE, true, (session, now) -> {
            if (now.isPurgedAfter(now.nowMicros() - BETWEEN_PURGES_MICROS)) {
                return false;
            }
            QueueTable.purged(session, number, now.nowMicros());
            MessageKeyTable.clear(session, number);
            return true;
        });
        boolean isMore = isBegun;
        while (isMore) {
            isMore = run(QueueWork.Kind.SETTLE, true, (session, now) -> {
                List<@Nullable String> groups = tables.messages().deleteSent(session, number, until, MOST_PURGED);
                now.removed(groups.size());
                groups.forEach(now::changed);
                return groups.size() == MOST_PURGED;
            });
        }
        return isBegun;
    }

    @Override
    public void delete() {
        run(QueueWork.Kind.SETTLE, true, (session, now) -> {
            QueueTable.deleted(session, number, now.nowMicros());
            now.tell();
            return true;
        });
        store.deleted(this);
        tell(Duration.ZERO);
    }

    @Override
    public Counts counts() {
        return store.look(this, session -> {
                    long now = clock.nowMicros();
                    long tooOld = now - QueueTurn.micros(attributes().retention());
                    int[] counts = tables.messages().counts(session, number, now, tooOld);
                    return new Counts(counts[0], counts[1], counts[2] - counts[0] - counts[1]);
                })
                .orElseThrow();
    }

    /** In which time there may be something, as far as other processes have stored it; null if nothing is known. */
    @Nullable
    Duration due(Session session) throws SQLException {
        long now = clock.nowMicros();
        // Whoever waits is to be told too that it is no more.
        if (tables.queues().read(session, number, false) == null) {
            return Duration.ZERO;
        }
        Long due = isFifo
                ? MessageGroupTable.next(session, number, Long.MIN_VALUE)
                : tables.messages().next(session, number, Long.MIN_VALUE);
        return due == null ? null : Duration.of(Math.max(0, due - now), ChronoUnit.MICROS);
    }

    @Override
    public String toString() {
        return "queue " + name;
    }
}
