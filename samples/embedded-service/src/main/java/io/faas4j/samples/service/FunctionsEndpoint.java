package io.faas4j.samples.service;

import io.faas4j.Faas;
import io.faas4j.function.FunctionVersion;
import io.faas4j.runtime.registry.FunctionRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /functions}: what is deployed, for operators. */
final class FunctionsEndpoint implements Endpoint {

    private final Faas faas;

    FunctionsEndpoint(Faas faas) {
        this.faas = faas;
    }

    @Override
    public Answer answer(Call call) {
        List<Map<String, Object>> functions = faas.functions().list().stream()
                .map(FunctionVersion::functionName)
                .map(this::view)
                .toList();
        return Answer.json(200, Map.of("running", faas.concurrentExecutions(), "functions", functions));
    }

    private Map<String, Object> view(String function) {
        FunctionRegistry registry = faas.functions();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("function", function);
        view.put(
                "versions",
                registry.listVersions(function).stream()
                        .map(FunctionVersion::version)
                        .toList());
        view.put(
                "aliases",
                registry.aliases().list(function).stream()
                        .map(AliasEndpoint::view)
                        .toList());
        registry.getConcurrency(function).ifPresent(reserved -> view.put("reservedConcurrency", reserved));
        return view;
    }
}
