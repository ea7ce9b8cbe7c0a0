package io.faas4j.testkit;

import io.faas4j.runtime.time.RandomSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** What is to be done on a stage now, and who waits. Used under the stage's lock. */
final class Agenda {

    private final RandomSource random;
    private final Deque<Task> due = new ArrayDeque<>();
    private final List<Ready> ready = new ArrayList<>();
    private final List<Blocked> blocked = new ArrayList<>();

    Agenda(RandomSource random) {
        this.random = random;
    }

    void add(Task task) {
        ready.add(task);
    }

    /** Timers come before all else, in their own order. */
    void addDue(Task timer) {
        due.add(timer);
    }

    void add(Blocked waiting) {
        blocked.add(waiting);
    }

    void remove(Blocked waiting) {
        blocked.remove(waiting);
    }

    List<Blocked> blocked() {
        return blocked;
    }

    /** Makes those ready who may go on. Who asked for an outer drive has to wait until the inner ones are over. */
    void wake(Drive top) {
        if (blocked.isEmpty()) {
            return;
        }
        for (Iterator<Blocked> all = blocked.iterator(); all.hasNext(); ) {
            Blocked waiting = all.next();
            Drive its = waiting.drive();
            if ((its == null || its == top) && waiting.mayGoOn()) {
                all.remove();
                ready.add(waiting);
            }
        }
    }

    boolean isAnythingReady() {
        return !due.isEmpty() || !ready.isEmpty();
    }

    /** The next timer, or any of the others. */
    Ready choose() {
        if (!due.isEmpty()) {
            return due.remove();
        }
        int index = (int) Long.remainderUnsigned(random.nextLong(), ready.size());
        Ready chosen = ready.get(index);
        Ready last = ready.remove(ready.size() - 1);
        if (last != chosen) {
            ready.set(index, last);
        }
        return chosen;
    }

    boolean isHeld(Thread thread) {
        return blocked.stream().anyMatch(waiting -> waiting.thread() == thread);
    }

    List<Ready> unfinished() {
        List<Ready> all = new ArrayList<>(due);
        all.addAll(ready);
        all.addAll(blocked);
        return all;
    }
}
