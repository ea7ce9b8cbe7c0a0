package io.faas4j.event;

import io.faas4j.function.FunctionRef;
import org.jspecify.annotations.Nullable;

/**
 * A function resolved once, to be sent events: each is taken over before the call returns, and the function runs later, on
 * a thread of the runtime, with a hard deadline and with retries (section ASYNC). It follows later moves of its alias as a
 * handle does. Safe for use by many threads.
 *
 * <p>Every form may throw a {@code FaasException}, and has then taken nothing: the function is gone
 * ({@code ResourceNotFoundException}), the queue or the dead-letter area is full ({@code EventQueueFullException}), the
 * event is too large ({@code RequestTooLargeException}) or cannot be read as the handler's event ({@code
 * InvalidRequestContentException}), a tenant is named for a function without tenant isolation or none for one with it
 * ({@code InvalidParameterValueException}), the caller was interrupted while it waited for a place ({@code
 * InvocationInterruptedException}), or the runtime is closed ({@code ServiceException}). A throttle is none of them: an
 * event that finds no concurrency waits and is tried again (rule ASYNC-5).
 *
 * <p>The event is captured when it is accepted (rule LIB-5): what happens to a mutable object afterwards no attempt sees. A
 * function whose payloads are {@code BY_REFERENCE} gets the object itself, in every attempt, and sees what happens to it.
 *
 * @param <I> the event's type, as the caller sees it
 */
public interface AsyncFunction<I> {

    /** The function as it was addressed. */
    FunctionRef ref();

    /**
     * Sends an event, as {@link #invoke(Object, EventOptions)} with {@link EventOptions#NONE}.
     *
     * @param event the event, or null
     */
    AcceptedEvent invoke(@Nullable I event);

    /**
     * Sends an event.
     *
     * @param event the event, or null
     * @param options what is asked for this event
     * @return its receipt, or that of the event it is a duplicate of
     */
    AcceptedEvent invoke(@Nullable I event, EventOptions options);
}
