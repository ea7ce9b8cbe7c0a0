package io.faas4j.async.queue;

import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All events of one function, and each change of their owner. Not safe for use by many threads: one lock guards it. */
final class FunctionEvents {

    /*
     * I1  an event that has not ended is in exactly one place: a list of `ready`, the wheel `waiting`, behind another in
     *     `lanes`, or a batch whose lease is in `leases`. `counts` has it among the live ones, as it is now.
     * I2  every event in a batch has not ended, until the batch takes it back or has its outcome collected.
     * I3  of a durable queue, what is being stored is in `storing` and nowhere else; an event counts as live by then, and a dead
     *     letter not at all. `journal` is told of every change that is to outlive the process.
     */
    private final FunctionJournal journal;
    private final Counts counts = new Counts();
    private final DeadLetterArea letters;
    private final Storing storing = new Storing();
    private final Room room;
    private final Claims claims;
    private final ReadyEvents ready = new ReadyEvents();
    private final Lanes lanes = new Lanes();
    private final KnownKeys keys;
    private final Wheel waiting;
    private final Arriving arriving = new Arriving();
    private final Consumer<Link> becomeReady = link -> becomeReady((QueuedEvent) link);

    private int discards;
    private boolean isDiscarded;
    private boolean isEnding;
    private boolean isClosed;

    FunctionEvents(QueueSettings settings, FunctionJournal journal, long nowNanos) {
        this.journal = journal;
        this.letters = new DeadLetterArea(journal, counts);
        this.room = new Room(settings, counts, letters, storing);
        this.keys = new KnownKeys(settings);
        this.waiting = new Wheel(nowNanos);
        this.claims = new Claims(this, nowNanos);
    }

    int claimable() {
        return ready.size();
    }

    Wheel waiting() {
        return waiting;
    }

    ReadyEvents ready() {
        return ready;
    }

    Claims claims() {
        return claims;
    }

    DeadLetterArea letters() {
        return letters;
    }

    Room room() {
        return room;
    }

    /** How often all events were discarded. */
    int discards() {
        return discards;
    }

    boolean isEnding() {
        return isEnding;
    }

    /** From then on nothing is accepted but what follows from what was. */
    void stopAccepting() {
        isEnding = true;
    }

    void close() {
        isEnding = true;
        isClosed = true;
    }

    /** Whether the function was deleted, and nothing of it is left but its counts. */
    boolean isForgettable() {
        return isDiscarded && counts.live() == 0 && letters.size() + storing.letters() == 0;
    }

    // ---- in ---------------------------------------------------------------------------------------------------------

    Acceptance accept(QueuedEvent event) {
        return isEnding ? Acceptance.CLOSED : acceptFollowing(event);
    }

    Acceptance acceptFollowing(QueuedEvent event) {
        if (isClosed) {
            return Acceptance.CLOSED;
        }
        UUID first = keys.firstOf(event);
        if (first != null) {
            return new Acceptance.Duplicate(first);
        }
        Acceptance refusal = room.refusal(event.payloadBytes);
        refusal = refusal == null ? room.refusalOfLetter() : refusal;
        if (refusal != null) {
            return refusal;
        }
        keys.add(event);
        countIn(event);
        CompletableFuture<Acceptance> receipt = journal.accepted(event);
        if (receipt == null) {
            place(event);
        } else {
            storing.add(event, receipt);
        }
        return Acceptance.ACCEPTED;
    }

    /** Takes in what was being stored, and is. */
    void stored(QueuedEvent event) {
        Long diedNanos = storing.remove(event);
        if (diedNanos == null) {
            place(event);
        } else {
            letters.accept(event, diedNanos);
        }
    }

    /** Lets go of what was to be stored, and is not. */
    void unstored(QueuedEvent event) {
        if (storing.remove(event) == null) {
            counts.takeBack(event);
            keys.remove(event);
        }
    }

    /** What tells whether an event or a dead letter is stored; null if it is, or is unknown. */
    @Nullable
    CompletableFuture<Acceptance> receipt(UUID requestId) {
        return storing.receipt(requestId);
    }

    /** Takes in an event that has waited for room. Its age and its delay count from now on. */
    Acceptance acceptLate(QueuedEvent event, long nowNanos) {
        long waited = nowNanos - event.acceptedNanos;
        event.acceptedNanos += waited;
        event.dueNanos += waited;
        return accept(event);
    }

    private void countIn(QueuedEvent event) {
        isDiscarded = false;
        counts.accept(event);
    }

    /** False if the event has a place now, behind another of its lane. */
    private boolean isFirst(QueuedEvent event) {
        return event.delivery != null || lanes.enter(event);
    }

    private void place(QueuedEvent event) {
        if (isFirst(event) && !waits(event, event.acceptedNanos)) {
            ready.addLast(event);
        }
    }

    /** Whether the event is in the wheel now, as it is due after a time. */
    private boolean waits(QueuedEvent event, long afterNanos) {
        boolean waits = event.dueNanos - afterNanos > 0 && waiting.add(event);
        if (waits) {
            event.place = Place.WAITING;
        }
        return waits;
    }

    private void becomeReady(QueuedEvent event) {
        arriving.leaves(event);
        ready.addLast(event);
    }

    private void unblockAfter(QueuedEvent event) {
        QueuedEvent next = lanes.leave(event);
        if (next == null) {
            return;
        }
        arriving.leaves(next);
        // A redriven event's age begins when it is due: only the wheel knows whether that is still to come.
        if (waiting.add(next)) {
            next.place = Place.WAITING;
        } else {
            ready.addUnblocked(next);
        }
    }

    // ---- out and back -----------------------------------------------------------------------------------------------

    /** Lets time pass: what is due is ready, and batches whose lease is over are lost. */
    void advance(long nowNanos) {
        claims.advance(nowNanos);
        waiting.advance(nowNanos, becomeReady);
        keys.forget(nowNanos);
    }

    MemoryBatch claim(int max, long untilNanos) {
        MemoryBatch batch = claims.claim(max, untilNanos);
        journal.claimed(arriving.room() == 0 ? Integer.MAX_VALUE : ready.size() + arriving.soon());
        return batch;
    }

    /** Puts a claimed event where it waits for another try, or for its delivery. */
    void goOn(QueuedEvent event, Progress progress, @Nullable Delivery delivery, long dueNanos, long nowNanos) {
        counts.leave(event);
        event.add(progress);
        event.delivery = delivery;
        event.dueNanos = dueNanos;
        counts.enter(event);
        event.holder = null;
        journal.changed(event);
        if (!waits(event, nowNanos)) {
            ready.addLast(event);
        }
        if (delivery != null) {
            unblockAfter(event);
        }
    }

    /** Ends a claimed event, and keeps it as a dead letter. */
    void keep(QueuedEvent event, Progress progress, Delivery delivery, long nowNanos) {
        leave(event, delivery.endsAs());
        event.add(progress);
        event.delivery = delivery;
        if (delivery.condition() != EventCondition.SUCCESS) {
            // A redrive invokes the function anew: nobody asks for the answer any more.
            event.dropResponse();
        }
        letters.add(event, nowNanos);
        journal.kept(event, nowNanos);
    }

    /** Puts a claimed event back to the head. */
    void putBack(QueuedEvent event, boolean mayHaveRun) {
        if (mayHaveRun && !event.isStarted) {
            counts.leave(event);
            event.isStarted = true;
            counts.enter(event);
            journal.changed(event);
        }
        event.holder = null;
        ready.addFirst(event);
    }

    /** Somebody has found that the function is not there. */
    void functionIsGone() {
        isDiscarded = true;
    }

    /** Ends an event that is in no list. */
    void end(QueuedEvent event, EventState state) {
        leave(event, state);
        journal.ended(event, state);
    }

    private void leave(QueuedEvent event, EventState state) {
        counts.leave(event);
        counts.add(state, 1);
        event.place = Place.OUTSIDE;
        event.holder = null;
        unblockAfter(event);
    }

    // ---- taken out --------------------------------------------------------------------------------------------------

    /** Ends an event that does not run; false if it does, or is not here. */
    boolean takeOut(QueuedEvent event, EventState state) {
        arriving.leaves(event);
        switch (event.place) {
            case Place.READY, Place.UNBLOCKED -> ready.remove(event);
            case Place.WAITING -> waiting.remove(event);
            case Place.BEHIND -> lanes.remove(event);
            case Place.CLAIMED -> {
                MemoryBatch batch = event.holder;
                if (batch == null || !batch.takeBack(event)) {
                    return false;
                }
            }
            default -> {
                return false;
            }
        }
        end(event, state);
        return true;
    }

    boolean cancel(QueuedEvent event) {
        boolean mayHaveRun = event.isStarted || event.delivery != null;
        boolean isCancelled = !mayHaveRun && takeOut(event, EventState.CANCELLED);
        if (isCancelled) {
            keys.remove(event);
            journal.keyFreed(event);
        }
        return isCancelled;
    }

    @Nullable
    QueuedEvent find(UUID requestId) {
        List<QueuedEvent> found = new ArrayList<>(1);
        forEach(event -> {
            if (event.hasId(requestId)) {
                found.add(event);
            }
        });
        return found.isEmpty() ? null : found.get(0);
    }

    /** Takes out all that do not run. */
    List<QueuedEvent> takeOutAll(EventState state) {
        List<QueuedEvent> all = new ArrayList<>(counts.live());
        forEach(all::add);
        all.removeIf(event -> !takeOut(event, state));
        return all;
    }

    int discard() {
        discards++;
        isDiscarded = true;
        keys.clear();
        journal.keysFreed();
        letters.orphan();
        List<QueuedEvent> all = new ArrayList<>(counts.live());
        forEach(all::add);
        int count = 0;
        for (QueuedEvent event : all) {
            if (event.delivery != null) {
                orphanDelivering(event, event.delivery);
            } else if (takeOut(event, EventState.DISCARDED)) {
                count++;
            }
        }
        return count;
    }

    /** One that is being delivered is so when its batch is settled. */
    private void orphanDelivering(QueuedEvent event, Delivery delivery) {
        if (event.place != Place.CLAIMED) {
            orphan(event, delivery);
        } else if (event.holder != null && event.holder.takeBack(event)) {
            orphan(event, delivery);
            putBack(event, false);
        }
    }

    /** Notes that the event's function was deleted. */
    void orphan(QueuedEvent event, Delivery delivery) {
        if (!delivery.isOrphan()) {
            event.delivery = delivery.orphaned();
            journal.changed(event);
        }
    }

    private void forEach(Consumer<QueuedEvent> action) {
        ready.forEach(action);
        waiting.forEach(link -> action.accept((QueuedEvent) link));
        lanes.forEach(action);
        claims.forEach(action);
    }

    // ---- dead letters -----------------------------------------------------------------------------------------------

    /** Keeps what has failed elsewhere. */
    Acceptance keep(QueuedEvent event, long nowNanos) {
        if (isClosed) {
            return Acceptance.CLOSED;
        }
        UUID id = event.requestId();
        if (letters.event(id) != null || storing.receipt(id) != null) {
            return new Acceptance.Duplicate(id);
        }
        Acceptance refusal = room.refusalOfLetter();
        if (refusal != null) {
            return refusal;
        }
        CompletableFuture<Acceptance> receipt = journal.acceptedAsLetter(event, nowNanos);
        if (receipt == null) {
            letters.accept(event, nowNanos);
        } else {
            storing.addLetter(event, nowNanos, receipt);
        }
        return Acceptance.ACCEPTED;
    }

    boolean redrive(Redrive redrive, long nowNanos) {
        QueuedEvent event = letters.event(redrive.requestId());
        if (event == null || isEnding || room.refusal(event.renewedBytes()) != null) {
            return false;
        }
        letters.remove(redrive.requestId());
        event.target = redrive.target();
        event.version = redrive.version();
        long due = redrive.dueNanos() - nowNanos > 0 ? redrive.dueNanos() : nowNanos;
        event.renew(due);
        isDiscarded &= event.delivery != null;
        counts.enter(event);
        if (isFirst(event) && !waits(event, nowNanos)) {
            ready.addLast(event);
        }
        journal.changed(event);
        return true;
    }

    // ---- from and to other processes -------------------------------------------------------------------------------

    void inherit(Ledger ended) {
        counts.add(ended);
    }

    void inherit(QueuedEvent event, long nowNanos) {
        countIn(event);
        place(event);
        arriving.add(event, nowNanos);
    }

    /** What waits because of throttles counts as ready: others may have more room for it. */
    Inheritance.Wanted wants(int ready) {
        RunningEvents running = new RunningEvents();
        claims.forEachBatch(running);
        int more = ready - this.ready.size() - arriving.soon() - counts.throttled() + running.throttled();
        return room.wanted(Math.min(more, arriving.room()));
    }

    void inheritLetter(QueuedEvent event, long diedNanos) {
        letters.accept(event, diedNanos);
    }

    /** Forgets all but what is being stored: it is another's, who counts it from now on. */
    void disinherit() {
        claims.lose();
        List<QueuedEvent> all = new ArrayList<>(counts.live());
        forEach(all::add);
        for (QueuedEvent event : all) {
            arriving.leaves(event);
            switch (event.place) {
                case Place.READY, Place.UNBLOCKED -> ready.remove(event);
                case Place.WAITING -> waiting.remove(event);
                default -> {
                    // Behind another of its lane.
                }
            }
            event.place = Place.OUTSIDE;
        }
        lanes.clear();
        letters.clear();
        keys.clear();
        counts.clear();
        storing.forEachEvent(this::countIn);
    }

    // ---- counts -----------------------------------------------------------------------------------------------------

    Ledger ledger() {
        RunningEvents running = new RunningEvents();
        claims.forEachBatch(running);
        return counts.ledger(running, letters.size());
    }

    /** The counts so far, for somebody else to keep. */
    Ledger takeLedger() {
        Ledger taken = ledger();
        counts.clear();
        return taken;
    }
}
