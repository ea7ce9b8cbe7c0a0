package io.faas4j.samples.service;

import io.faas4j.Faas;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import java.util.Map;

/** {@code POST /invoke/price-quote:live}: the body is the event, the answer the result. */
final class InvokeEndpoint implements Endpoint {

    private final Faas faas;

    InvokeEndpoint(Faas faas) {
        this.faas = faas;
    }

    @Override
    public Answer answer(Call call) {
        if (!call.method().equals("POST")) {
            return Answer.error(405, "MethodNotAllowed", "An event is sent with POST.");
        }
        InvocationResponse response = faas.invoke(InvocationRequest.of(call.rest(), call.body()));
        Map<String, String> facts = Map.of(
                "X-Request-Id", response.requestId().toString(),
                "X-Executed-Version", response.executedVersion().orElse(""));
        return response.error()
                .map(InvokeEndpoint::failed)
                .orElseGet(() -> Answer.json(200, facts, response.payloadAsText()))
                .with(facts);
    }

    /** The handler failed: whoever is outside learns how, but not where. */
    private static Answer failed(FunctionError error) {
        return Answer.error(502, error.errorType(), error.errorMessage());
    }
}
