package io.faas4j.durable;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.EventOptions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a store's own ways to send events are made of, where a library is durable. Safe for use by many threads. */
public interface OutgoingEvents {

    /** The store that the library has opened; the library closes it. */
    OpenStore store();

    /**
     * Makes an event as {@link io.faas4j.Faas#invokeAsync(String, Object, EventOptions)} does, with all its checks but for room, and gives it
     * to somebody else than the queue of this process.
     *
     * @param function any form that a reference has
     * @param event the event, or null
     * @param options what is asked for it; its wait for room is of no meaning
     * @param taker given the event, with its payload as bytes; answers what became of it
     * @return as the taker has answered
     */
    AcceptedEvent send(
            String function, @Nullable Object event, EventOptions options, Function<QueuedEvent, Acceptance> taker);
}
