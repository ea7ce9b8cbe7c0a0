package io.faas4j.runtime.context;

import io.faas4j.function.Handler;
import io.faas4j.function.ShutdownReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What several invocations at once share in an execution context with a context concurrency: the handler with its one init
 * phase and shutdown, the scratch directory, the log stream (rule LMI-1). To the pool each of the invocations it can serve is
 * a slot, an {@link ExecutionContext} with a state, a place and a thread of its own.
 */
final class Environment {

    /*
     * I1  the handler is made once; a slot that comes while another makes it waits for that, and tries itself if it failed.
     * I2  no slot joins an environment that was closed, or whose last slot has left: that one ends the handler.
     * Slots come and go under the contexts' lock.
     */
    private final Environments owner;
    private final long number;
    private final long created;
    private final long streamSeed;
    private final ReentrantLock initializing = new ReentrantLock();
    private final ReentrantLock making = new ReentrantLock();
    private final List<ExecutionContext> slots = new ArrayList<>();
    private volatile @Nullable Ready ready;
    private volatile @Nullable Path scratch;
    private boolean closed;
    private volatile boolean failed;

    /**
     * A handler that was made.
     *
     * @param handler serves all slots
     * @param initialization how it was made
     */
    record Ready(Handler<Object, Object> handler, Initialization initialization) {}

    Environment(Environments owner, long number, long created, long streamSeed) {
        this.owner = owner;
        this.number = number;
        this.created = created;
        this.streamSeed = streamSeed;
    }

    long number() {
        return number;
    }

    long created() {
        return created;
    }

    long streamSeed() {
        return streamSeed;
    }

    /** The handler, null while it is not made. */
    @Nullable
    Handler<Object, Object> handlerIfReady() {
        Ready made = ready;
        return made == null ? null : made.handler();
    }

    /** Makes the handler, or waits until another slot has made it. */
    Handler<Object, Object> initialize(ExecutionContext slot) throws Throwable {
        initializing.lockInterruptibly();
        try {
            Ready made = ready;
            if (made == null) {
                made = slot.makeHandler();
                ready = made;
            }
            return made.handler();
        } finally {
            initializing.unlock();
        }
    }

    Path scratch(ExecutionContext slot) {
        making.lock();
        try {
            Path made = scratch;
            if (made == null) {
                made = slot.pool().contexts().scratch().create(slot);
                scratch = made;
            }
            return made;
        } finally {
            making.unlock();
        }
    }

    @Nullable
    Path scratchIfAny() {
        return scratch;
    }

    // ---- slots, under the contexts' lock ---------------------------------------------------------------------------

    boolean hasRoom(int most) {
        return !closed && slots.size() < most;
    }

    boolean isOpen() {
        return !closed;
    }

    boolean isReady() {
        return ready != null;
    }

    /** The slots there are now. */
    List<ExecutionContext> slots() {
        return List.copyOf(slots);
    }

    /** Takes no more slots: it has lived long enough. */
    void dismiss() {
        closed = true;
    }

    void joined(ExecutionContext slot) {
        slots.add(slot);
    }

    /** A slot was retired; true if it was the last, and the environment ends. */
    boolean left(ExecutionContext slot) {
        slots.remove(slot);
        if (!slots.isEmpty()) {
            return false;
        }
        closed = true;
        owner.remove(this);
        return true;
    }

    /** Whether it may end for its age; if not, its successor is on its way. */
    boolean mayEnd() {
        return owner.mayEnd(this);
    }

    /** Whether one of its slots may end for being idle. */
    boolean mayLoseSlot() {
        return owner.mayLoseSlot(this);
    }

    /** Makes up for its end, if it is needed. */
    void makeUpForEnd() {
        owner.minimum().fill();
    }

    /** Why it ends, if its last slot was retired for a reason. */
    ShutdownReason reason(ShutdownReason ofLastSlot) {
        return failed ? ShutdownReason.FAILURE : ofLastSlot;
    }

    /** What is to be ended. */
    @Nullable
    Ready end() {
        Ready last = ready;
        ready = null;
        return last;
    }

    /** Takes no more invocations: its slots are retired, busy ones when their invocation ends (rule LMI-2). */
    void close(ExecutionContext by) {
        List<ExecutionContext> all;
        ReentrantLock lock = by.pool().contexts().lock();
        lock.lock();
        try {
            closed = true;
            failed = true;
            all = List.copyOf(slots);
        } finally {
            lock.unlock();
        }
        all.forEach(slot -> slot.retire(ShutdownReason.FAILURE));
        makeUpForEnd();
    }
}
