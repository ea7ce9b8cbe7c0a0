package io.faas4j.async.queue;

import io.faas4j.function.FunctionRef;

/**
 * Whom events are for. Many events share one target, so that an invoker may keep here what it looked up for all of them.
 * A durable queue stores the reference, and asks the invoker for the target when it reads the event again.
 */
public interface EventTarget {

    /** The function as the events were addressed to it, with the qualifier that was written (rule ASYNC-2). */
    FunctionRef function();

    /**
     * A target that is nothing but its reference.
     *
     * @param function the function as events are addressed to it
     */
    static EventTarget of(FunctionRef function) {
        return new PlainTarget(function);
    }
}
