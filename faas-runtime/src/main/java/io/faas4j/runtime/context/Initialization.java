package io.faas4j.runtime.context;

import io.faas4j.function.AfterInvokeHook;
import io.faas4j.function.ContextLogger;
import io.faas4j.function.FunctionCode;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.function.InitializationType;
import io.faas4j.function.ShutdownHook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** One init phase: what the handler can know of it, and the hooks it left. */
final class Initialization implements InitContext {

    private final ExecutionContext context;
    private List<ShutdownHook> hooks = List.of();
    private List<AfterInvokeHook> afterInvoke = List.of();

    Initialization(ExecutionContext context) {
        this.context = context;
    }

    @Override
    public String functionName() {
        return context.pool().revision().functionName();
    }

    @Override
    public String functionVersion() {
        return context.pool().revision().version();
    }

    @Override
    public FunctionConfiguration configuration() {
        return context.pool().revision().configuration();
    }

    @Override
    public Map<String, String> environment() {
        return Variables.of(context);
    }

    @Override
    public InitializationType initializationType() {
        return context.initializationType();
    }

    @Override
    public Path temporaryDirectory() {
        return context.temporaryDirectory();
    }

    @Override
    public ContextLogger logger() {
        return context.pool().revision().log().ofHandler(null, null);
    }

    @Override
    public synchronized void onShutdown(ShutdownHook hook) {
        Objects.requireNonNull(hook, "hook");
        if (hooks.isEmpty()) {
            hooks = new ArrayList<>(1);
        }
        hooks.add(hook);
    }

    @Override
    public synchronized void afterInvoke(AfterInvokeHook hook) {
        Objects.requireNonNull(hook, "hook");
        afterInvoke = Stream.concat(afterInvoke.stream(), Stream.of(hook)).toList();
    }

    /** The handler with the hooks around it, or as it is without hooks: an invocation pays only for those there are. */
    synchronized Handler<Object, Object> withHooks(Handler<Object, Object> handler) {
        return afterInvoke.isEmpty()
                ? handler
                : new HookedHandler(
                        handler, afterInvoke, context.pool().revision().log().logger());
    }

    /** Whether the handler is the user's own object, which other contexts share. */
    boolean isHandlerShared() {
        return context.pool().revision().definition().code() instanceof FunctionCode.OfHandler;
    }

    synchronized List<ShutdownHook> hooks() {
        return List.copyOf(hooks);
    }
}
