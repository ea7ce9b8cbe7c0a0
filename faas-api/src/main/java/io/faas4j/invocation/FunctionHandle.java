package io.faas4j.invocation;

import io.faas4j.function.FunctionRef;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A function resolved once, to be invoked often: the fastest way in. It follows every later move of its alias, every
 * update of {@code $LATEST}, and a function that is deleted and deployed again. Safe for use by many threads.
 *
 * <p>Every form may throw a {@code FaasException} when the invocation is refused: the function is gone
 * ({@code ResourceNotFoundException}), no concurrency is free ({@code TooManyRequestsException}), the payload is too large
 * ({@code RequestTooLargeException}) or cannot be read as the handler's event ({@code InvalidRequestContentException}), a
 * tenant is named for a function without tenant isolation or none for one with it ({@code InvalidParameterValueException}),
 * handlers have invoked each other in a loop ({@code RecursiveInvocationException}), the caller was interrupted while it
 * waited for concurrency ({@code InvocationInterruptedException}), or the runtime is closed ({@code ServiceException}). The
 * runtime never retries a synchronous invocation (rule SYNC-12).
 *
 * @param <I> the event's type, as the caller sees it
 * @param <O> the result's type, as the caller sees it
 */
public interface FunctionHandle<I, O> {

    /** The function as it was addressed. */
    FunctionRef ref();

    /**
     * Invokes the function and waits for its result.
     *
     * @param event the event, or null
     * @return the result; null if the handler returned null
     * @throws FunctionErrorException if the function failed, the handler's exception being its cause
     */
    @Nullable
    O invoke(@Nullable I event);

    /**
     * Invokes the function and waits for its outcome, with the report of what it took.
     *
     * @param event the event, or null
     */
    InvocationResult<O> call(@Nullable I event);

    /**
     * The same function for a caller who asks for more: all forms of the answered handle do as the options say.
     *
     * @param options replace those of this handle
     * @throws io.faas4j.error.ValidationException if the client context is over 3,583 bytes as base64 JSON (rule SYNC-9)
     */
    FunctionHandle<I, O> with(InvokeOptions options);

    /**
     * Invokes the function on its execution context's own thread, and waits for nothing: a synchronous invocation
     * (RequestResponse) with a hard deadline, its result as a stage. A refusal fails the stage.
     *
     * <p>Dependants run on a thread of their own, so that they may take long, and invoke again. Cancelling the stage does not
     * cancel the invocation (rule SYNC-13).
     *
     * <p>The handler sees what the submitting thread carried: its MDC, its current Micrometer observation with its baggage, and
     * every thread-local that an accessor is registered for in Micrometer's context registry. So do dependants, on their
     * {@code faas-outcome} thread; one that is added after the invocation ended runs on the thread that adds it.
     *
     * @param event the event, or null
     */
    CompletionStage<InvocationResult<O>> submit(@Nullable I event);

    /**
     * Checks all that {@link #invoke} checks before it asks for concurrency, and runs nothing (rule SYNC-10).
     *
     * @param event the event, or null
     */
    void dryRun(@Nullable I event);
}
