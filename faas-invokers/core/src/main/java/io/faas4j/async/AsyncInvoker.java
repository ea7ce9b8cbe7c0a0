package io.faas4j.async;

import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Redrive;
import io.faas4j.error.ServiceException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.EventOptions;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.dispatch.EventSource;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous invocation: takes events over at once, and sees to each until it ended (section ASYNC). Safe for use by many
 * threads.
 */
public final class AsyncInvoker {

    private final FunctionRuntime runtime;
    private final AsyncSettings settings;
    private final EventQueue queue;
    private final @Nullable MeterRegistry meters;
    private final TimeSource time;
    private final Tasks tasks;
    private final Judge judge;
    private final Delays delays;
    private final Sender.Acceptor acceptor;
    private final Messages messages;
    private final Courier courier;
    private final DeadLetters deadLetters = new DeadLetters(this);
    private final ConcurrentMap<String, EventFlow> flows = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    /**
     * An invoker without events.
     *
     * @param runtime where the functions are
     * @param settings how events wait, are tried again and are delivered
     * @param queue keeps them; closed with this
     * @param destinations where what becomes of them goes
     * @param meters where it is metered; null for nowhere
     */
    public AsyncInvoker(
            FunctionRuntime runtime,
            AsyncSettings settings,
            EventQueue queue,
            Destinations destinations,
            @Nullable MeterRegistry meters) {
        this.runtime = runtime;
        this.settings = settings;
        this.queue = queue;
        this.meters = meters;
        this.time = runtime.time();
        this.tasks = runtime.threads().tasks("faas-event", time);
        this.delays = new Delays(settings, runtime.random());
        this.judge = new Judge(time, delays, failure -> runtime.invoker().errorJson(failure.error()));
        this.acceptor =
                new Sender.Acceptor(time, runtime.random(), !settings.redrawsVersion(), queue.isDurable());
        this.messages = new Messages(runtime, this);
        this.courier = new Courier(destinations, this);
        queue.listen(ready -> flow(ready.function()).drain().wake());
        runtime.functions().onDelete(name -> {
            EventFlow flow = flows.get(name);
            if (flow != null) {
                flow.functionDeleted();
            }
        });
    }
}
