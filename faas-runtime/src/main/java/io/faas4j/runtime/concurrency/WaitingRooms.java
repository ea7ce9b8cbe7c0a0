package io.faas4j.runtime.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The waiting rooms of one runtime in which somebody waits, and the one who serves them: functions take turns, and within
 * a function who came first is served first.
 */
final class WaitingRooms {

    /*
     * I1  one thread serves at a time: who makes `requests` more than 0. Whoever else asks meanwhile makes it go round
     *     once more, so that serving needs no lock and a release within it cannot recurse. After so many rounds another
     *     thread goes on: who serves is a caller who has its own answer, and must not be kept by those of others. Whoever may
     *     hold a lock or keeps the time does not even begin, see serveSoon().
     * I2  a room is in the queue from before its first waiter asks to be served until it is empty; `occupied` counts them.
     * I3  no waiter is left while a place is free. A place becomes free by a release, a raised limit, or an attempt that
     *     took some of the places it needs and gave them back; after each, serve() is called. Either that call sees the
     *     waiter's room, or the waiter, who asks to be served after it came in, sees the free place.
     * I4  while a room is occupied, scarce limits stay scarce: relax() neither begins then nor leaves it so, see
     *     RuntimeConcurrency.relax. So once an attempt for the waiter has failed, each invocation that ends gives its
     *     place back and does not leave it with its idle context, and I3 applies.
     */
    private static final int LONGEST_TURN = 32;

    private final @Nullable Executor relay;
    private final ConcurrentLinkedQueue<WaitingRoom> rooms = new ConcurrentLinkedQueue<>();
    private final AtomicInteger occupied = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong tickets = new AtomicLong();

    /**
     * No rooms.
     *
     * @param relay goes on serving where one thread has served long enough; null if a thread may serve for ever
     */
    WaitingRooms(@Nullable Executor relay) {
        this.relay = relay;
    }

    long nextTicket() {
        return tickets.getAndIncrement();
    }

    /** Whether anybody waits. */
    boolean areOccupied() {
        return occupied.get() > 0;
    }

    /** Under the room's lock: it has its first waiter. */
    void add(WaitingRoom room) {
        rooms.add(room);
        occupied.incrementAndGet();
    }

    /** Under the room's lock: it has no waiter any more. */
    void remove(WaitingRoom room) {
        rooms.remove(room);
        occupied.decrementAndGet();
    }

    /** Under the room's lock: it was served, and others are before it now. */
    void moveToEnd(WaitingRoom room) {
        rooms.remove(room);
        rooms.add(room);
    }

    /** Gives free places to those who wait; to be called whenever there may be one. Does nothing if nobody waits. */
    void serve() {
        if (!areOccupied() || requests.getAndIncrement() != 0) {
            return;
        }
        takeTurn();
    }

    /** As {@link #serve}, on another thread: for who may hold a lock, or is waited for by all. */
    void serveSoon() {
        if (!areOccupied() || requests.getAndIncrement() != 0) {
            return;
        }
        if (relay == null) {
            takeTurn();
        } else {
            handOn(relay);
        }
    }

    private void handOn(Executor others) {
        boolean isHandedOn = false;
        try {
            others.execute(this::takeTurn);
            isHandedOn = true;
        } finally {
            if (!isHandedOn) {
                requests.set(0);
            }
        }
    }

    private void takeTurn() {
        boolean goesOn = false;
        int asked = 0;
        try {
            for (int round = 0; round < LONGEST_TURN || relay == null; round++) {
                if (asked == 0) {
                    asked = requests.get();
                }
                if (!serveEach()) {
                    int left = requests.addAndGet(-asked);
                    asked = 0;
                    if (left == 0) {
                        goesOn = true;
                        return;
                    }
                }
            }
            goesOn = true;
            handOn(relay);
        } finally {
            if (!goesOn) {
                // It failed: the next who asks serves.
                requests.set(0);
            }
        }
    }

    /** One round; whether anybody was served. */
    private boolean serveEach() {
        boolean isAnyServed = false;
        for (WaitingRoom room : rooms) {
            isAnyServed |= room.serveOtherwise();
        }
        List<ConcurrencyLimit> refusing = new ArrayList<>();
        for (WaitingRoom room : rooms) {
            // A place of theirs that comes free now is for the first who was refused, not for whoever is next in this
            // round.
            if (room.needsAny(refusing)) {
                continue;
            }
            WaitingRoom.Serving serving = room.serveOne();
            isAnyServed |= serving == WaitingRoom.Serving.SERVED;
            ConcurrencyLimit refusedBy = room.refusedBy();
            if (serving == WaitingRoom.Serving.REFUSED && refusedBy != null) {
                refusing.add(refusedBy);
            }
        }
        return isAnyServed;
    }
}
