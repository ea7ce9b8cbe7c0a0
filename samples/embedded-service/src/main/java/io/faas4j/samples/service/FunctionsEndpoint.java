package io.faas4j.samples.service;

import io.faas4j.Faas;
import io.faas4j.function.FunctionVersion;

/** {@code GET /functions}: what is deployed, for operators. */
final class FunctionsEndpoint implements Endpoint {

    private final Faas faas;

    FunctionsEndpoint(Faas faas) {
        this.faas = faas;
    }

    @Override
    public Answer answer(Call call) {
        return Answer.json(
                200,
                faas.functions().list().stream()
                        .map(FunctionVersion::functionName)
                        .map(name -> FunctionView.of(name, faas.functions()))
                        .toList());
    }
}
