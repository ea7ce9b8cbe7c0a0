package io.faas4j.samples.service;

import io.faas4j.Faas;

/** {@code GET /functions}: what is deployed, and how it goes, for operators. */
final class FunctionsEndpoint implements Endpoint {

    private final Faas faas;

    FunctionsEndpoint(Faas faas) {
        this.faas = faas;
    }

    @Override
    public Answer answer(Call call) {
        return Answer.json(
                200,
                faas.snapshot().functions().stream()
                        .map(function -> FunctionView.of(function, faas.functions()))
                        .toList());
    }
}
