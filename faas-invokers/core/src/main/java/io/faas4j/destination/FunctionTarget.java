package io.faas4j.destination;

import io.faas4j.event.DestinationMessage;
import io.faas4j.function.FunctionRef;

/**
 * How a record reaches a function: as the event of an asynchronous invocation that continues the chain of the one that the
 * record is of (rules DEST-6, DEST-9). Given for each delivery by asynchronous invocation itself, which knows the chain.
 */
@FunctionalInterface
public interface FunctionTarget {

    /**
     * Sends the record to the function; when this returns, the function's queue has it.
     *
     * @param function the destination
     * @param message a record: its {@linkplain DestinationMessage#body() body} is the event
     * @throws Exception if it was not accepted
     */
    void invoke(FunctionRef function, DestinationMessage message) throws Exception;
}
