package io.faas4j.testkit;

import io.faas4j.function.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What befalls the handler of one function, in all its versions, before it runs: first it waits at its gates, then it takes
 * its time, then it fails or not. Holds for calls that begin from then on. Safe for use by many threads.
 *
 * <pre>{@code
 * runtime.script("pay").takes(Duration.ofSeconds(2)).fails(once(() -> new IllegalStateException("down")));
 * }</pre>
 */
public final class HandlerScript {

    private final String function;
    private final StageTime time;
    private final Instant start;
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Gate> gates = new CopyOnWriteArrayList<>();
    private volatile Duration duration = Duration.ZERO;
    private volatile boolean interruptible = true;

    HandlerScript(String function, StageTime time, Instant start) {
        this.function = function;
        this.time = time;
        this.start = start;
    }

    /**
     * Adds a fault. With several, the first one that has something to throw for a call decides.
     *
     * @param fault such as {@link Faults#once}
     */
    public HandlerScript fails(Fault fault) {
        faults.add(fault);
        return this;
    }

    /**
     * Has each call take virtual time, unless an interrupt, such as that of its deadline, ends it before.
     *
     * @param each 0 or more
     */
    public HandlerScript takes(Duration each) {
        return takes(each, true);
    }

    /**
     * As {@link #takes}, but no interrupt shortens it: a handler that takes no notice of its deadline.
     *
     * @param each 0 or more
     */
    public HandlerScript takesUninterruptibly(Duration each) {
        return takes(each, false);
    }

    private HandlerScript takes(Duration each, boolean isInterruptible) {
        if (each.isNegative()) {
            throw new IllegalArgumentException("duration must be 0 or more, was " + each);
        }
        duration = each;
        interruptible = isInterruptible;
        return this;
    }

    /** Puts a gate before the handler, closed at first. */
    public Gate gate() {
        Gate gate = new Gate(function);
        gates.add(gate);
        return gate;
    }

    /** Drops all faults, gates and times: the handler runs as it is written. Who waits at a gate goes on. */
    public HandlerScript clear() {
        faults.clear();
        duration = Duration.ZERO;
        gates.forEach(Gate::open);
        gates.clear();
        return this;
    }

    /** How many calls of the handler have begun. */
    public int calls() {
        return calls.get();
    }

    /** What comes before the handler. */
    void play(@Nullable Object event, Context context) throws Exception {
        int number = calls.incrementAndGet();
        for (Gate gate : gates) {
            gate.pass(time);
        }
        time.sleep("a call of '%s' that takes %s".formatted(function, duration), duration, interruptible);
        ScriptedCall call = new ScriptedCall(number, Duration.between(start, time.now()), event, context);
        for (Fault fault : faults) {
            Throwable failure = fault.failure(call);
            if (failure != null) {
                throw HandlerScript.<RuntimeException>asUnchecked(failure);
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a handler may throw anything
    static <T extends Throwable> T asUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
