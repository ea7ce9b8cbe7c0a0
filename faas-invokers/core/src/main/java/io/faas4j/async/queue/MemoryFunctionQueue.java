package io.faas4j.async.queue;

import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.time.BriefWait;
import io.faas4j.runtime.time.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One function's events in memory; those of a durable queue are written down as well. */
final class MemoryFunctionQueue implements FunctionQueue {

    /*
     * I1  `events` and `waiters` are used under the lock only; each change of an event's owner is one such section.
     * I2  who waits for room, the listener, and the queue of queues are told after it.
     * I3  while this is forgotten, no event is here: what was offered to it since is in the one that has taken its place, under
     *     the lock of that one.
     * I4  of a durable queue, an event or a dead letter is visible to nobody before it is stored; who offers it waits for that without
     *     the lock.
     * I5  what becomes due is noticed by every claim, settlement, recall and extension, and by the alarms at the latest.
     * Lock order: the queue of queues', this one, the time source's own.
     * Cost: what happens for each event or batch takes the lock for at most some microseconds, and waits for it without sleep: senders
     *     and workers meet here all the time, and a thread that sleeps and is woken takes longer than many events.
     */
    private static final VarHandle CLAIMABLE;

    static {
        try {
            CLAIMABLE = MethodHandles.lookup().findVarHandle(MemoryFunctionQueue.class, "claimable", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemoryEventQueue owner;
    private final String function;
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final FunctionEvents events;
    private final RoomWaiters waiters = new RoomWaiters();
    private final Alarm dueAlarm;
    private final Alarm leaseAlarm;

    /** How many events were ready when the lock was given back last. */
    @SuppressWarnings("unused") // by its handle
    private int claimable;

    private boolean isEnded;

    /** Whether the queue of queues has forgotten this one, until events come for the function again. */
    private boolean isForgotten;

    MemoryFunctionQueue(MemoryEventQueue owner, String function) {
        this.owner = owner;
        this.function = function;
        this.time = owner.time();
        this.events = new FunctionEvents(owner.settings(), owner.journalOf(function), time.nanoTime());
        this.dueAlarm = Alarm.awaited(time, events.waiting(), this::ring);
        this.leaseAlarm = Alarm.housekeeping(time, events.claims().leases(), this::ring);
    }

    @Override
    public String function() {
        return function;
    }

    // ---- in ---------------------------------------------------------------------------------------------------------

    @Override
    public Acceptance accept(QueuedEvent event) {
        Acceptance answer = null;
        BriefWait.lock(lock);
        try {
            if (!isForgotten) {
                answer = acceptInTurn(event);
            }
        } finally {
            unlock();
        }
        return answer == null ? owner.remember(this).accept(event) : stored(event, answer);
    }

    @Override
    public List<Acceptance> accept(List<QueuedEvent> offered) {
        List<Acceptance> answers = new ArrayList<>(offered.size());
        boolean isMine;
        lock.lock();
        try {
            isMine = !isForgotten;
            if (isMine) {
                offered.forEach(event -> answers.add(acceptInTurn(event)));
            }
        } finally {
            unlock();
        }
        if (!isMine) {
            return owner.remember(this).accept(offered);
        }
        for (int i = 0; i < answers.size(); i++) {
            answers.set(i, stored(offered.get(i), answers.get(i)));
        }
        return answers;
    }

    @Override
    public Acceptance acceptFollowing(QueuedEvent event) {
        Acceptance answer = null;
        lock.lock();
        try {
            if (!isForgotten) {
                Acceptance refusal = waiters.refusal();
                answer = refusal == null ? events.acceptFollowing(event) : refusal;
            }
        } finally {
            unlock();
        }
        return answer == null ? owner.remember(this).acceptFollowing(event) : stored(event, answer);
    }

    @Override
    public Acceptance keep(QueuedEvent event) {
        long now = time.nanoTime();
        Acceptance answer = null;
        lock.lock();
        try {
            if (!isForgotten) {
                answer = events.keep(event, now);
            }
        } finally {
            unlock();
        }
        return answer == null ? owner.remember(this).keep(event) : stored(event, answer);
    }

    private Acceptance acceptInTurn(QueuedEvent event) {
        Acceptance refusal = events.isEnding() ? null : waiters.refusal();
        return refusal == null ? events.accept(event) : refusal;
    }

    @Override
    public Acceptance accept(QueuedEvent event, Duration maxWait) throws InterruptedException {
        RoomWaiter waiter;
        Acceptance known;
        lock.lock();
        try {
            Acceptance answer = isForgotten ? null : acceptInTurn(event);
            boolean waits = answer instanceof Acceptance.Full && events.room().canEverFit(event) && !maxWait.isZero();
            waiter = waits && answer != null ? waiters.add(event, answer) : null;
            known = answer;
        } finally {
            unlock();
        }
        if (known == null) {
            return owner.remember(this).accept(event, maxWait);
        }
        return stored(event, waiter == null ? known : await(waiter, maxWait));
    }

    /** The answer, once the event that was accepted is stored, or the one it is a duplicate of. */
    private Acceptance stored(QueuedEvent event, Acceptance answer) {
        if (!owner.isDurable()) {
            return answer;
        }
        if (answer instanceof Acceptance.Duplicate duplicate) {
            CompletableFuture<Acceptance> first = receiptOf(duplicate.first());
            // If that one was not stored, there is nothing that this one is a duplicate of; it was not stored either.
            return first != null && first.join() instanceof Acceptance.Unstored unstored ? unstored : answer;
        }
        CompletableFuture<Acceptance> receipt = event.receipt;
        return answer instanceof Acceptance.Accepted && receipt != null ? settled(event, receipt.join()) : answer;
    }

    private @Nullable CompletableFuture<Acceptance> receiptOf(UUID requestId) {
        lock.lock();
        try {
            return events.receipt(requestId);
        } finally {
            lock.unlock();
        }
    }

    private Acceptance settled(QueuedEvent event, Acceptance answer) {
        BriefWait.lock(lock);
        try {
            if (answer instanceof Acceptance.Accepted) {
                events.stored(event);
            } else {
                events.unstored(event);
            }
        } finally {
            unlock();
        }
        return answer;
    }

    private Acceptance await(RoomWaiter waiter, Duration maxWait) throws InterruptedException {
        boolean isInterrupted = false;
        try {
            time.await(waiter.told, maxWait);
        } catch (InterruptedException e) {
            isInterrupted = true;
        } finally {
            leave(waiter);
        }
        Acceptance answer = waiter.answer;
        if (answer == null && isInterrupted) {
            throw new InterruptedException("interrupted while waiting for room in the queue of " + function);
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return answer == null ? waiter.refusal : answer;
    }

    /** From then on there is an answer, or never will be. */
    private void leave(RoomWaiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
        } finally {
            unlock();
        }
    }

    // ---- out and back -----------------------------------------------------------------------------------------------

    @Override
    public Batch claim(int max, Duration lease) {
        requirePositive("max", max);
        long leaseNanos = positive(lease);
        owner.awaitRoom();
        long now = time.nanoTime();
        BriefWait.lock(lock);
        try {
            events.advance(now);
            return events.claim(max, now + leaseNanos);
        } finally {
            unlock();
        }
    }

    @Override
    public boolean extend(Batch batch, Duration lease) {
        MemoryBatch mine = mine(batch);
        long leaseNanos = positive(lease);
        long now = time.nanoTime();
        lock.lock();
        try {
            events.advance(now);
            return events.claims().extend(mine, now + leaseNanos);
        } finally {
            unlock();
        }
    }

    @Override
    public int recall(Batch batch) {
        MemoryBatch mine = mine(batch);
        long now = time.nanoTime();
        lock.lock();
        try {
            events.advance(now);
            return events.claims().recall(mine, now);
        } finally {
            unlock();
        }
    }

    @Override
    public boolean settle(Batch batch) {
        MemoryBatch mine = mine(batch);
        long now = time.nanoTime();
        BriefWait.lock(lock);
        try {
            events.advance(now);
            return events.claims().settle(mine, now);
        } finally {
            unlock();
        }
    }

    private MemoryBatch mine(Batch batch) {
        if (batch instanceof MemoryBatch mine && mine.owner == events.claims()) {
            return mine;
        }
        throw new IllegalArgumentException("the batch was not claimed from the queue of " + function);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, was %d".formatted(name, value));
        }
    }

    private static long positive(Duration lease) {
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be more than 0, was " + lease);
        }
        return lease.toNanos();
    }

    @Override
    public boolean cancel(UUID requestId) {
        lock.lock();
        try {
            if (!isForgotten) {
                QueuedEvent event = events.find(requestId);
                return event != null && events.cancel(event);
            }
        } finally {
            unlock();
        }
        MemoryFunctionQueue other = owner.ifThere(function);
        return other != null && other.cancel(requestId);
    }

    @Override
    public boolean cancel(QueuedEvent event) {
        lock.lock();
        try {
            if (!isForgotten) {
                return events.cancel(event);
            }
        } finally {
            unlock();
        }
        MemoryFunctionQueue other = owner.ifThere(function);
        return other != null && other.cancel(event);
    }

    // ---- counts -----------------------------------------------------------------------------------------------------

    @Override
    public int claimable() {
        return (int) CLAIMABLE.getOpaque(this);
    }

    /** As the queue of queues counts it: nothing once it has taken over these counts. */
    @Override
    public Ledger ledger() {
        return read(() -> isForgotten ? Ledger.EMPTY : events.ledger());
    }

    @Override
    public Optional<Limit> full() {
        return read(() -> Optional.ofNullable(events.room().full()));
    }

    // ---- dead letters -----------------------------------------------------------------------------------------------

    @Override
    public List<Letter> letters(long after, int limit) {
        requirePositive("limit", limit);
        return read(() -> events.letters().letters(after, limit));
    }

    @Override
    public Optional<Letter> letter(UUID requestId) {
        return read(() -> Optional.ofNullable(events.letters().letter(requestId)));
    }

    @Override
    public boolean edit(UUID requestId, byte[] json) {
        return change(() -> events.letters().edit(requestId, json));
    }

    @Override
    public int redrive(List<Redrive> redrives) {
        long now = time.nanoTime();
        return change(() ->
                (int) redrives.stream().filter(one -> events.redrive(one, now)).count());
    }

    @Override
    public int giveUp(Collection<UUID> requestIds) {
        return takeLetters(requestIds, EventState.GIVEN_UP);
    }

    @Override
    public int purge(Collection<UUID> requestIds) {
        return takeLetters(requestIds, EventState.PURGED);
    }

    private int takeLetters(Collection<UUID> requestIds, EventState state) {
        return change(() -> (int) requestIds.stream()
                .filter(id -> events.letters().end(id, state))
                .count());
    }

    // ---- the end ----------------------------------------------------------------------------------------------------

    @Override
    public List<QueuedEvent> handBack() {
        return change(() -> {
            events.close();
            return owner.isDurable() ? List.of() : events.takeOutAll(EventState.HANDED_BACK);
        });
    }

    @Override
    public int discard() {
        return change(events::discard);
    }

    // ---- from and to other processes -------------------------------------------------------------------------------

    void inherit(Ledger ended) {
        if (!isTaken(() -> events.inherit(ended))) {
            owner.remember(this).inherit(ended);
        }
    }

    void inherit(List<QueuedEvent> open) {
        long now = time.nanoTime();
        if (!isTaken(() -> open.forEach(event -> events.inherit(event, now)))) {
            owner.remember(this).inherit(open);
        }
    }

    Inheritance.Wanted wants(int ready) {
        return read(() -> events.wants(ready));
    }

    void inheritLetters(List<Inheritance.Kept> letters) {
        if (!isTaken(() -> letters.forEach(letter -> events.inheritLetter(letter.event(), letter.diedNanos())))) {
            owner.remember(this).inheritLetters(letters);
        }
    }

    /** Whether something was taken in here: not if this is forgotten. */
    private boolean isTaken(Runnable taking) {
        return change(() -> {
            if (!isForgotten) {
                taking.run();
            }
            return !isForgotten;
        });
    }

    void disinherit() {
        run(events::disinherit);
    }

    // ---- life -------------------------------------------------------------------------------------------------------

    void stopAccepting() {
        run(events::stopAccepting);
    }

    void end() {
        run(() -> {
            events.close();
            isEnded = true;
            dueAlarm.cancel();
            leaseAlarm.cancel();
        });
    }

    /** The counts, for the queue of queues to keep, if nothing else is left; null if something is. */
    @Nullable
    Ledger forget() {
        lock.lock();
        try {
            if (isForgotten || !events.isForgettable() || !waiters.isEmpty()) {
                return null;
            }
            isForgotten = true;
            dueAlarm.cancel();
            leaseAlarm.cancel();
            return events.takeLedger();
        } finally {
            lock.unlock();
        }
    }

    /** The function's events come here again. */
    void remember(boolean isEnding, boolean isClosed) {
        lock.lock();
        try {
            isForgotten = false;
            if (isClosed) {
                events.close();
            } else if (isEnding) {
                events.stopAccepting();
            }
        } finally {
            lock.unlock();
        }
    }

    /** When something is due or a lease is over. */
    private void ring() {
        long now = time.nanoTime();
        run(() -> {
            dueAlarm.rang(now);
            leaseAlarm.rang(now);
            events.advance(now);
        });
    }

    // ---- the lock ---------------------------------------------------------------------------------------------------

    /** For what is not done for each event. */
    private <T> T change(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            unlock();
        }
    }

    private void run(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            unlock();
        }
    }

    /** What is the same before and after concerns nobody. */
    private <T> T read(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the lock back, and tells whom the change concerns. */
    private void unlock() {
        boolean isNews;
        boolean isForgettable;
        List<RoomWaiter> answered = List.of();
        try {
            if (!waiters.isEmpty()) {
                waiters.serve(events, time.nanoTime());
                answered = waiters.takeAnswered();
            }
            if (!isEnded && !isForgotten) {
                dueAlarm.update();
                leaseAlarm.update();
            }
        } finally {
            isNews = claimable == 0 && events.claimable() > 0;
            CLAIMABLE.setOpaque(this, events.claimable());
            isForgettable = !isForgotten && events.isForgettable();
            lock.unlock();
        }
        answered.forEach(waiter -> waiter.told.complete(waiter.answer));
        if (isForgettable) {
            owner.forget(this);
        }
        if (isNews) {
            owner.tell(this);
        }
    }
}
