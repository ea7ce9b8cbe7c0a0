package io.faas4j.runtime.context;

import io.faas4j.function.ShutdownHook;
import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.failures.FailureLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends handlers: their hooks, last in first out, then their {@code close}, on a thread of their own that is interrupted
 * when the budget is used up (rule CTX-13).
 */
final class Shutdowns {

    private static final Logger log = LoggerFactory.getLogger(Shutdowns.class);

    private final ContextSettings settings;
    private final Map<Thread, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

    Shutdowns(ContextSettings settings) {
        this.settings = settings;
    }

    /**
     * Begins to end a handler.
     *
     * @param name the context, for the log
     * @param hooks in the order they were added
     * @param handler null if it was never made
     * @param reason told to the hooks
     * @param then run when all is done or the budget is used up and the thread has ended
     */
    void begin(String name, List<ShutdownHook> hooks, @Nullable Object handler, ShutdownReason reason, Runnable then) {
        AutoCloseable closeable = handler instanceof AutoCloseable ownHandler ? ownHandler : null;
        if (hooks.isEmpty() && closeable == null) {
            then.run();
            return;
        }
        try {
            start(name, hooks, closeable, reason, then);
        } catch (RuntimeException | Error notStarted) {
            // The caller holds a context, and has a place to give back: it goes on without the hooks.
            FailureLog.error(log, "The shutdown hooks of {} did not run: no thread could be started", name, notStarted);
            then.run();
        }
    }

    private void start(
            String name,
            List<ShutdownHook> hooks,
            @Nullable AutoCloseable closeable,
            ShutdownReason reason,
            Runnable then) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = settings.threads().newThread("faas-shutdown-" + name, () -> {
            try {
                runAll(name, hooks, closeable, reason);
                then.run();
            } finally {
                running.remove(Thread.currentThread());
                done.complete(null);
            }
        });
        running.put(thread, done);
        try {
            settings.time().scheduleHousekeeping(settings.shutdownBudget(), () -> {
                if (!done.isDone()) {
                    thread.interrupt();
                }
            });
            thread.start();
        } catch (RuntimeException | Error notStarted) {
            running.remove(thread);
            throw notStarted;
        }
    }

    private static void runAll(
            String name, List<ShutdownHook> hooks, @Nullable AutoCloseable closeable, ShutdownReason reason) {
        for (int i = hooks.size() - 1; i >= 0; i--) {
            ShutdownHook hook = hooks.get(i);
            runLogged(name, () -> hook.shutdown(reason));
        }
        if (closeable != null) {
            runLogged(name, closeable);
        }
    }

    private static void runLogged(String name, AutoCloseable step) {
        try {
            step.close();
        } catch (InterruptedException e) {
            FailureLog.warn(log, "A shutdown hook of {} was over the shutdown budget", name);
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            FailureLog.warn(log, "A shutdown hook of {} failed", name, e);
        }
    }

    /** Done when every handler that is being ended now has ended. */
    CompletableFuture<Void> idle() {
        return CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new));
    }
}
