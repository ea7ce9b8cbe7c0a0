package io.faas4j.testkit;

import io.faas4j.function.FunctionCode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.HandlerFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts a script before the code of a function. The same code gets the same scripted one, so that a redeployment without
 * changes stays one (rule VER-2).
 */
final class ScriptedCode {

    private final HandlerScript script;
    private final CallLog log;
    private final Map<FunctionCode, FunctionCode> known = new ConcurrentHashMap<>();

    ScriptedCode(HandlerScript script, CallLog log) {
        this.script = script;
        this.log = log;
    }

    HandlerScript script() {
        return script;
    }

    <I, O> FunctionDefinition<I, O> of(FunctionDefinition<I, O> function) {
        FunctionCode scripted = known.computeIfAbsent(function.code(), code -> scripted(function.name(), code));
        FunctionDefinition.Builder<I, O> builder =
                FunctionDefinition.builder(function.name(), function.eventType(), function.resultType());
        setCode(builder, scripted);
        builder.configuration(function.configuration());
        function.reservedConcurrency().ifPresent(builder::reservedConcurrency);
        return builder.build();
    }

    @SuppressWarnings("unchecked") // the code is the definition's own, for its own types
    private static <I, O> void setCode(FunctionDefinition.Builder<I, O> builder, FunctionCode code) {
        if (code instanceof FunctionCode.OfHandler of) {
            builder.handler((Handler<I, O>) of.handler());
        } else if (code instanceof FunctionCode.OfStreamHandler of) {
            builder.streamHandler(of.handler());
        } else {
            builder.handlerFactory((HandlerFactory<I, O>) ((FunctionCode.OfFactory) code).factory());
        }
    }

    private FunctionCode scripted(String function, FunctionCode code) {
        if (code instanceof FunctionCode.OfHandler of) {
            return new FunctionCode.OfHandler(new ScriptedHandler(of.handler(), script, log));
        }
        if (code instanceof FunctionCode.OfStreamHandler of) {
            return new FunctionCode.OfStreamHandler(new ScriptedStreamHandler(of.handler(), script, log));
        }
        if (code instanceof FunctionCode.OfFactory of) {
            return new FunctionCode.OfFactory(
                    init -> ScriptedHandler.ofContext(of.factory().create(init), script, log));
        }
        if (code instanceof FunctionCode.OfClass of && Handler.class.isAssignableFrom(of.type())) {
            return new FunctionCode.OfFactory(
                    init -> ScriptedHandler.ofContext(HandlerClasses.instantiate(of.type(), init), script, log));
        }
        throw new IllegalArgumentException(
                ("function '%s' cannot be scripted, since its code is %s: deploy it by faas().deploy(...),"
                                + " or give the handler as an object")
                        .formatted(function, code));
    }
}
