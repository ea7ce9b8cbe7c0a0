package io.faas4j.runtime.dispatch;

import com.google.common.collect.MapMaker;
import io.faas4j.error.ServiceException;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvocationType;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.invocation.LogType;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.payload.PayloadException;
import io.faas4j.runtime.registry.Route;
import io.faas4j.runtime.registry.Target;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Invocations as Lambda's Invoke API takes them: JSON bytes in, JSON bytes out. Safe for use by many threads. */
final class JsonInvoker {

    private final Dispatcher dispatcher;

    /** Found once for each revision, and forgotten with it. */
    private final ConcurrentMap<Revision, Crossing> crossings =
            new MapMaker().weakKeys().makeMap();

    JsonInvoker(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    InvocationResponse invoke(InvocationRequest request) {
        if (request.invocationType() == InvocationType.EVENT) {
            throw new ServiceException("There is no queue here that could take an event.", null);
        }
        FunctionRef ref = request.function();
        InvokeOptions asked = request.logType() == LogType.TAIL ? InvokeOptions.NONE.logTail() : InvokeOptions.NONE;
        InvokeOptions client = request.clientContext()
                .map(base64 -> asked.clientContext(ClientContexts.parse(base64, dispatcher.codec())))
                .orElse(asked);
        InvokeOptions options = request.tenantId().map(client::tenantId).orElse(client);
        Receipt receipt = Receipt.reporting(options);
        try {
            return invoke(request, ref, options, receipt);
        } catch (Throwable refused) {
            receipt.leave(null);
            receipt.refused(refused);
            throw refused;
        }
    }

    private InvocationResponse invoke(
            InvocationRequest request, FunctionRef ref, InvokeOptions options, Receipt receipt) {
        boolean isDryRun = request.invocationType() == InvocationType.DRY_RUN;
        while (true) {
            Route route = dispatcher.route(ref);
            Target target = route.target();
            if (target == null) {
                continue;
            }
            Revision revision = dispatcher.choose(target);
            Crossing crossing = crossing(revision);
            Caller caller = new Caller(ref, options, route.traffic());
            boolean isFollowed = revision.isFollowed() || options.isLogTailAsked();
            if (isFollowed && !isDryRun && !receipt.isFollowed()) {
                receipt.tell(dispatcher.follow(caller));
            }
            if (isDryRun) {
                Tenants.checkUncounted(revision, caller);
                crossing.enter(request.payload());
                return InvocationResponse.dryRun(
                        RequestIds.next(dispatcher.settings().random()));
            }
            Tenants.check(revision, caller);
            Object event = enter(crossing, request, caller);
            Object outcome = dispatcher.invoke(revision, crossing, event, caller, receipt);
            if (outcome != Dispatcher.DRAINED) {
                receipt.answered(outcome);
                return response(receipt.toResult(outcome), outcome);
            }
        }
    }

    private Crossing crossing(Revision revision) {
        Crossing known = crossings.get(revision);
        if (known == null) {
            known = dispatcher.jsonCrossing(revision);
            crossings.put(revision, known);
        }
        return known;
    }

    private static @Nullable Object enter(Crossing crossing, InvocationRequest request, Caller caller) {
        try {
            return crossing.enter(request.payload());
        } catch (RuntimeException | Error refused) {
            caller.traffic().refused();
            throw refused;
        }
    }

    private InvocationResponse response(InvocationResult<Object> result, @Nullable Object outcome) {
        byte[] payload = result.error().map(this::errorJson).orElseGet(() -> Crossing.bytes(outcome));
        return InvocationResponse.of(result, payload);
    }

    /** The error in the order of fields that Lambda's Java runtime writes (rule ERR-1). */
    private byte[] errorJson(FunctionError error) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("errorMessage", wellFormed(error.errorMessage()));
        json.put("errorType", error.errorType());
        error.stackTrace().ifPresent(frames -> json.put("stackTrace", frames));
        try {
            return dispatcher.codec().bind(Map.class).encode(json);
        } catch (PayloadException e) {
            throw new IllegalStateException("a map of strings cannot be written as JSON", e);
        }
    }

    /** Half a surrogate pair, which UTF-8 has no bytes for, becomes U+FFFD. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
    }
}
