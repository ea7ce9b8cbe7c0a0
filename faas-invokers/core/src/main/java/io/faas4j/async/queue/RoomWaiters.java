package io.faas4j.async.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those who wait for room in a function's queue, in the order of their arrival. Guarded by the queue's lock. */
final class RoomWaiters {

    private final Set<RoomWaiter> waiting = new LinkedHashSet<>();
    private @Nullable List<RoomWaiter> answered;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Why the first one waits; null if nobody does. */
    @Nullable
    Acceptance refusal() {
        return waiting.isEmpty() ? null : waiting.iterator().next().refusal;
    }

    RoomWaiter add(QueuedEvent event, Acceptance refusal) {
        RoomWaiter waiter = new RoomWaiter(event, refusal);
        waiting.add(waiter);
        return waiter;
    }

    void remove(RoomWaiter waiter) {
        waiting.remove(waiter);
    }

    /** Takes in the events of the first ones, for as long as there is room; they count as accepted from now on. */
    void serve(FunctionEvents events, long nowNanos) {
        Iterator<RoomWaiter> next = waiting.iterator();
        while (next.hasNext()) {
            RoomWaiter waiter = next.next();
            Acceptance answer = events.acceptLate(waiter.event, nowNanos);
            if (answer instanceof Acceptance.Full) {
                waiter.refusal = answer;
                return;
            }
            next.remove();
            waiter.answer = answer;
            if (answered == null) {
                answered = new ArrayList<>();
            }
            answered.add(waiter);
        }
    }

    /** Those who have got an answer and were not told yet. */
    List<RoomWaiter> takeAnswered() {
        List<RoomWaiter> taken = answered;
        answered = null;
        return taken == null ? List.of() : taken;
    }
}
