package io.faas4j.runtime.dispatch;

import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.context.ContextSettings;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import io.faas4j.runtime.registry.FunctionRegistry;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** All ways to invoke a function. Safe for use by many threads. */
public final class FunctionInvoker {

    private final Dispatcher dispatcher;
    private final JsonInvoker json;

    /**
     * An invoker.
     *
     * @param registry where functions are found
     * @param settings the contexts' settings
     * @param codec turns values into JSON and back
     */
    public FunctionInvoker(FunctionRegistry registry, ContextSettings settings, PayloadCodec codec) {
        this.dispatcher = new Dispatcher(registry, settings, codec);
        this.json = new JsonInvoker(dispatcher);
    }

    /**
     * A handle for one kind of caller.
     *
     * @param ref the function
     * @param eventType the type of the caller's events
     * @param resultType the type the caller wants
     * @throws io.faas4j.error.ResourceNotFoundException if the reference leads nowhere
     */
    public <I, O> FunctionHandle<I, O> handle(FunctionRef ref, Type eventType, Type resultType) {
        return new ResolvedFunction<>(dispatcher, ref, InvokeOptions.NONE, eventType, resultType);
    }

    /**
     * Invokes with JSON bytes.
     *
     * @param request what Lambda's Invoke API takes
     */
    public InvocationResponse invoke(InvocationRequest request) {
        return json.invoke(request);
    }

    /**
     * The way of asynchronous events.
     *
     * @param ref the function
     */
    public EventRoute events(FunctionRef ref) {
        return new EventRoute(dispatcher, ref);
    }

    /** A function error as JSON, as Lambda's Java runtime writes it (rule ERR-1). */
    public byte[] errorJson(FunctionError error) {
        return ErrorJson.of(error, dispatcher.codec());
    }

    /**
     * What an event waited as, as JSON.
     *
     * @param captured what {@link EventSource#capture} gave
     */
    public byte[] eventJson(@Nullable Object captured) {
        return Crossing.written(captured, dispatcher.codec());
    }

    /**
     * Checks that an operator's bytes can be an event.
     *
     * @throws InvalidRequestContentException if they are not JSON
     * @throws io.faas4j.error.RequestTooLargeException if they are over 1 MB
     */
    public void requireEvent(byte[] json) {
        Crossing.requireEventSize(json);
        requireJson(json);
    }

    /**
     * Checks that an operator's bytes can be the event of a batch of records.
     *
     * @throws InvalidRequestContentException if they are not JSON
     * @throws io.faas4j.error.RequestTooLargeException if they are over 6 MB
     */
    public void requireBatch(byte[] json) {
        Crossing.requireRequestSize(json);
        requireJson(json);
    }

    private void requireJson(byte[] json) {
        try {
            dispatcher.codec().check(json);
        } catch (PayloadException e) {
            throw new InvalidRequestContentException("Could not parse payload into json: " + e.getMessage(), e);
        }
    }

    /** Refuses all further invocations. */
    public void close() {
        dispatcher.close();
    }
}
