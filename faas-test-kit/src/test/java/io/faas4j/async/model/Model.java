package io.faas4j.async.model;

import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of asynchronous invocation want, event by event (section ASYNC), told in the plainest way. It is shown what
 * handlers and destinations see, and works out the rest. Times are in milliseconds of virtual time.
 */
final class Model {

    static final int MOST_EVENTS = 60;
    static final int MOST_LETTERS = 30;
    static final int DELIVERY_ATTEMPTS = 3;
    static final long DEDUPLICATION = 300_000;
    static final long TIMEOUT = 3_000;

    /** How late the events of a function may be whose handlers take time. */
    private static final long LATENESS = 60;

    private static final EventState[] STATES = EventState.values();

    private static final int RECORD = 1;
    private static final int DEAD_LETTER = 2;

    /** The function whose handlers may take time. */
    static final String SLOW = "slow";

    private final LongSupplier clock;
    private long lastSlow;
    final Map<String, ModelFunction> functions = new TreeMap<>();

    /** Whether there is no concurrency for functions without a reservation. */
    boolean isThrottled;

    /** Whether destinations take nothing. */
    boolean isRefusing;

    Model(LongSupplier clock) {
        this.clock = clock;
    }

    private long now() {
        return clock.getAsLong();
    }

    private void require(boolean holds, String what, Object about) {
        if (!holds) {
            throw new AssertionError("At %d, %s: %s".formatted(now(), what, about));
        }
    }

    // ---- attempts --------------------------------------------------------------------------------------------------

    /** A handler has begun. */
    ModelEvent begins(String function, UUID id, @Nullable String payload, String version, long ownDeadline) {
        endTimedOut();
        ModelEvent event = event(function, id);
        settleBefore(event);
        require(event.isToBeInvoked(), "Invoked, but should not be", event);
        require(event.due <= now(), "Invoked before its time", event);
        require(event.payload.equals(payload), "Invoked with another payload", event);
        require(event.version.equals(version), "Invoked on another version", event);
        require(!event.function.isReservedNothing, "Invoked without concurrency", event);
        require(!isThrottled || event.function.isSlow, "Invoked while all is throttled", event);
        require(!isTooOld(event), "Invoked, though too old", event);
        event.deadline = ownDeadline;
        event.to(EventState.RUNNING);
        noteSlow(event);
        return event;
    }

    private ModelEvent event(String function, UUID id) {
        ModelEvent event = functions.get(function).open.get(id);
        if (event == null) {
            throw new AssertionError("Nothing should be done at %d with event %s of %s".formatted(now(), id, function));
        }
        return event;
    }

    private void settleBefore(ModelEvent event) {
        ModelEvent before = event.function.before(event);
        while (before != null) {
            if (!unseen(before)) {
                throw new AssertionError("Invoked at %d before %s: %s".formatted(now(), before, event));
            }
            before = event.function.before(event);
        }
    }

    /** Whether what the slow function's handlers have done has been settled. */
    boolean isAtRest() {
        return now() - lastSlow > LATENESS;
    }

    private void noteSlow(ModelEvent event) {
        lastSlow = event.function.isSlow ? now() : lastSlow;
    }

    /** A handler returns. */
    void returns(ModelEvent event, boolean isRecordWanted) {
        noteSlow(event);
        event.attempts++;
        event.function.leaveLane(event, now());
        event.deadline = Long.MAX_VALUE;
        if (isRecordWanted) {
            event.condition = EventCondition.SUCCESS;
            deliver(event, RECORD);
        } else {
            end(event, EventState.SUCCEEDED);
        }
    }

    /** A handler throws, or its deadline has come. */
    void fails(ModelEvent event, @Nullable Class<? extends Throwable> failure) {
        noteSlow(event);
        event.attempts++;
        event.errors++;
        event.deadline = Long.MAX_VALUE;
        EventInvokeConfig config = config(event);
        long due = now() + (event.errors == 1 ? 60_000 : 120_000);
        if (event.errors > config.maximumRetryAttempts().orElse(2)
                || (failure != null && config.neverRetried().contains(failure))) {
            die(event, EventCondition.RETRIES_EXHAUSTED);
        } else if (due - event.accepted > maxAge(event)) {
            die(event, EventCondition.EVENT_AGE_EXCEEDED);
        } else {
            event.again(due);
        }
    }

    private static EventInvokeConfig config(ModelEvent event) {
        return event.function.config(event.qualifier);
    }

    private static long maxAge(ModelEvent event) {
        return config(event)
                .maximumEventAge()
                .orElse(EventInvokeConfig.DEFAULT_EVENT_AGE)
                .toMillis();
    }

    private boolean isTooOld(ModelEvent event) {
        return now() - event.accepted > maxAge(event);
    }

    static long backoff(int failures) {
        return Math.min(300_000, 1_000L << Math.min(failures - 1, 20));
    }

    private void endTimedOut() {
        for (ModelFunction function : functions.values()) {
            if (function.isSlow) {
                for (ModelEvent event : List.copyOf(function.open.values())) {
                    if (event.state == EventState.RUNNING && event.deadline <= now()) {
                        fails(event, null);
                    }
                }
            }
        }
    }

    /** What becomes of a due event that no handler is shown; false if that cannot be. */
    private boolean unseen(ModelEvent event) {
        if (!event.isToBeInvoked() || event.due > now() || event.function.before(event) != null) {
            return false;
        }
        if (event.function.isReservedNothing) {
            die(event, EventCondition.ZERO_RESERVED_CONCURRENCY);
            return true;
        }
        if (isTooOld(event)) {
            die(event, EventCondition.EVENT_AGE_EXCEEDED);
            return true;
        }
        if (!isThrottled || event.function.isSlow) {
            return false;
        }
        event.throttles++;
        long due = now() + backoff(event.throttles);
        if (due - event.accepted > maxAge(event)) {
            die(event, EventCondition.EVENT_AGE_EXCEEDED);
        } else {
            event.again(due);
        }
        return true;
    }

    // ---- ends ------------------------------------------------------------------------------------------------------

    private void die(ModelEvent event, EventCondition condition) {
        event.function.leaveLane(event, now());
        event.condition = condition;
        int pending = (config(event).onFailure().isPresent() ? RECORD : 0)
                | (event.function.hasDeadLetterQueue ? DEAD_LETTER : 0);
        if (pending == 0) {
            keep(event);
        } else {
            deliver(event, pending);
        }
    }

    private void deliver(ModelEvent event, int pending) {
        event.config = config(event);
        event.pending = pending;
        event.tries = 0;
        event.tried = 0;
        event.isTaken = false;
        event.due = now();
        event.to(EventState.DELIVERING);
    }

    private static EventState deadState(ModelEvent event) {
        return event.condition == EventCondition.EVENT_AGE_EXCEEDED ? EventState.EXPIRED : EventState.DEAD;
    }

    private static void keep(ModelEvent event) {
        end(event, deadState(event));
        event.function.letters.put(event.id, event);
    }

    static void end(ModelEvent event, EventState state) {
        event.to(state);
        event.function.open.remove(event.id);
    }

    /** A destination is shown a record. */
    boolean takes(InvocationRecord record) {
        String arn = record.functionArn();
        String name = functions.keySet().stream()
                .filter(each -> arn.contains(":" + each + ":"))
                .findFirst()
                .orElseThrow();
        ModelEvent event = event(name, record.requestId());
        boolean isTaken = takes(event, RECORD);
        require(record.condition() == event.condition, "A record of another condition", event);
        require(record.approximateInvokeCount() == event.attempts, "A record of other attempts", event);
        return isTaken;
    }

    /** A dead-letter queue is shown an event. */
    boolean takesDeadLetter(UUID id) {
        for (ModelFunction function : functions.values()) {
            ModelEvent event = function.open.get(id);
            if (event != null) {
                return takes(event, DEAD_LETTER);
            }
        }
        throw new AssertionError("Event %s should not go to the dead-letter queue".formatted(id));
    }

    private boolean takes(ModelEvent event, int what) {
        if (event.isToBeInvoked()) {
            settleBefore(event);
            unseen(event);
        }
        require(event.state == EventState.DELIVERING, "Delivered, but should not be", event);
        require(event.due <= now(), "Delivered before its time", event);
        require((event.pending & ~event.tried & what) != 0, "Delivered twice", event);
        event.tried |= what;
        return !isRefusing;
    }

    private void deliveryTried(ModelEvent event) {
        int expected = event.pending;
        EventInvokeConfig config = event.isOrphan ? event.config : config(event);
        boolean hasTarget = event.condition == EventCondition.SUCCESS
                ? config.onSuccess().isPresent()
                : config.onFailure().isPresent();
        if (!hasTarget) {
            expected &= ~RECORD;
            event.pending &= ~RECORD;
        }
        require(event.tried == expected, "Not delivered", event);
        event.tried = 0;
        if (!isRefusing) {
            event.isTaken |= expected != 0;
            event.pending = 0;
        }
        if (event.pending == 0) {
            if (event.condition == EventCondition.SUCCESS) {
                end(event, EventState.SUCCEEDED);
            } else if (event.isTaken) {
                end(event, deadState(event));
            } else {
                keep(event);
            }
        } else if (++event.tries >= DELIVERY_ATTEMPTS) {
            keep(event);
        } else {
            event.due = now() + backoff(event.tries);
        }
    }

    // ---- time ------------------------------------------------------------------------------------------------------

    /** All that was due by now has happened. */
    void settle() {
        endTimedOut();
        for (ModelFunction function : functions.values()) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = false;
                for (ModelEvent event : due(function)) {
                    goesOn |= settle(event);
                }
            }
        }
    }

    private List<ModelEvent> due(ModelFunction function) {
        List<ModelEvent> due = new ArrayList<>();
        long now = now();
        for (ModelEvent event : function.open.values()) {
            if (event.due <= now && event.state != EventState.RUNNING) {
                due.add(event);
            }
        }
        return due;
    }

    private boolean settle(ModelEvent event) {
        if (event.due > now() || !event.isOpen() || event.state == EventState.RUNNING) {
            return false;
        }
        if (event.state == EventState.DELIVERING) {
            deliveryTried(event);
            return true;
        }
        if (event.function.before(event) != null) {
            return false;
        }
        if (event.function.isSlow) {
            require(now() - event.due <= LATENESS, "Not invoked in time", event);
            return false;
        }
        require(unseen(event), "Not invoked at its time", event);
        return true;
    }

    /** When something is to happen next. */
    long next() {
        long next = Long.MAX_VALUE;
        long now = now();
        for (ModelFunction function : functions.values()) {
            for (ModelEvent event : function.open.values()) {
                if (event.state == EventState.RUNNING) {
                    next = Math.min(next, Math.min(event.deadline, now + 1_000));
                } else if (event.state == EventState.DELIVERING || function.before(event) == null) {
                    next = Math.min(next, event.due > now ? event.due : now + 10);
                }
            }
        }
        return next;
    }

    /** The functions whose handlers take no time are where they should be now; the other one is so when it is at rest. */
    void requireLedgers(Ledger sum, Function<String, Ledger> each) {
        require(sum.isBalanced(), "Not balanced", sum);
        ModelFunction slow = functions.get(SLOW);
        Ledger ofSlow = each.apply(SLOW);
        boolean isAtRest = isAtRest();
        long kept = sum.kept() - ofSlow.kept();
        for (ModelFunction function : functions.values()) {
            kept -= function.isSlow ? 0 : function.letters.size();
        }
        require(kept == 0, "Not as many kept", sum);
        require(!isAtRest || ofSlow.kept() == slow.letters.size(), "Not as many kept", ofSlow);
        for (EventState state : STATES) {
            long others = 0;
            for (ModelFunction function : functions.values()) {
                others += function.isSlow ? 0 : function.count(state);
            }
            if (sum.in(state) - ofSlow.in(state) != others) {
                throw new AssertionError("At %d, not %d %s: %s".formatted(now(), others, state, sum));
            }
            if (isAtRest && ofSlow.in(state) != slow.count(state)) {
                throw new AssertionError("At %d, not %d %s: %s".formatted(now(), slow.count(state), state, ofSlow));
            }
        }
    }
}
