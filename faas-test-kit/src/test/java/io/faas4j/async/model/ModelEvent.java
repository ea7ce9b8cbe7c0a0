package io.faas4j.async.model;

import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is expected of one event. */
final class ModelEvent {

    final UUID id;
    final ModelFunction function;
    final String qualifier;
    final @Nullable String orderKey;

    String payload;
    String version;
    long accepted;
    long due;
    int attempts;
    int errors;
    int throttles;
    EventState state = EventState.QUEUED;

    /** Of a running one: its deadline; never if its handler ends before. */
    long deadline = Long.MAX_VALUE;

    // Once its attempts are over.
    @Nullable
    EventCondition condition;

    EventInvokeConfig config = EventInvokeConfig.create();

    /** Whether its function was deleted since. */
    boolean isOrphan;

    int pending;
    int tried;
    int tries;
    boolean isTaken;

    ModelEvent(
            UUID id,
            ModelFunction function,
            String qualifier,
            @Nullable String orderKey,
            String payload,
            String version,
            long accepted,
            long due) {
        this.id = id;
        this.function = function;
        this.qualifier = qualifier;
        this.orderKey = orderKey;
        this.payload = payload;
        this.version = version;
        this.accepted = accepted;
        this.due = due;
    }

    boolean isToBeInvoked() {
        return state == EventState.QUEUED || state == EventState.WAITING_FOR_RETRY;
    }

    boolean isOpen() {
        return isToBeInvoked() || state == EventState.RUNNING || state == EventState.DELIVERING;
    }

    void to(EventState next) {
        function.count(state, -1);
        function.count(next, 1);
        state = next;
    }

    /** Back among those to be invoked. */
    void again(long when) {
        due = when;
        to(attempts == 0 && throttles == 0 ? EventState.QUEUED : EventState.WAITING_FOR_RETRY);
    }

    @Override
    public String toString() {
        return "%s of %s:%s %s, due %d, %d attempts, %d throttles, %d errors, lane %s, %s pending %d after %d tries"
                .formatted(
                        id, function, qualifier, state, due, attempts, throttles, errors, orderKey, condition, pending,
                        tries);
    }
}
