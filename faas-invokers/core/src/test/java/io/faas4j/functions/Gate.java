package io.faas4j.functions;

import static org.assertj.core.api.Assertions.fail;

import io.faas4j.Faas;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.invocation.InvocationResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A handler whose invocations run as long as a test wants them to. Any event that it does not hold passes at once. */
public final class Gate implements Handler<String, String> {

    private static final long PATIENCE_SECONDS = 20;

    private final String answer;
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();

    public Gate(String answer) {
        this.answer = answer;
    }

    /** A function that answers with a text. */
    public static FunctionDefinition<String, String> answering(String name, String answer) {
        return FunctionDefinition.of(name, String.class, String.class, (event, context) -> answer);
    }

    /** A function with this handler. */
    public FunctionDefinition<String, String> as(String name) {
        return FunctionDefinition.of(name, String.class, String.class, this);
    }

    @Override
    public String handle(String event, Context context) throws InterruptedException {
        Held invocation = held.get(event);
        if (invocation != null) {
            invocation.entered.complete(null);
            invocation.passes.await();
        }
        return answer;
    }

    /** Invokes on a thread of its own; returns once the handler runs. */
    public Held hold(Faas faas, String function) {
        return hold(event -> faas.call(function, event, String.class));
    }

    /** Makes an invocation on a thread of its own; returns once the handler runs. */
    public Held hold(Function<String, InvocationResult<String>> call) {
        String event = "hold " + numbers.incrementAndGet();
        Held invocation = new Held();
        held.put(event, invocation);
        Thread thread = new Thread(() -> invocation.run(call, event), "held");
        thread.setDaemon(true);
        thread.start();
        get(CompletableFuture.anyOf(invocation.entered, invocation.result));
        if (!invocation.entered.isDone()) {
            fail("the handler was never reached: " + get(invocation.result));
        }
        return invocation;
    }

    /** An invocation that runs until it is let go. */
    public static final class Held {
        private final CompletableFuture<Void> entered = new CompletableFuture<>();
        private final CountDownLatch passes = new CountDownLatch(1);
        private final CompletableFuture<InvocationResult<String>> result = new CompletableFuture<>();

        private Held() {}

        private void run(Function<String, InvocationResult<String>> call, String event) {
            try {
                result.complete(call.apply(event));
            } catch (Throwable refused) {
                result.completeExceptionally(refused);
            }
        }

        /** Whether the caller has no answer yet. */
        public boolean isRunning() {
            return !result.isDone();
        }

        /** Lets the handler end, and waits for the caller's answer. */
        public InvocationResult<String> letGo() {
            passes.countDown();
            return get(result);
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new AssertionError("the invocation was refused", refused.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("nothing happened", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
