package io.faas4j.samples.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.faas4j.function.Alias;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.runtime.registry.FunctionRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One function as operators see it.
 *
 * @param function its name
 * @param versions {@code $LATEST}, then by number
 * @param aliases by name
 * @param reserved its reserved concurrency; null without one
 * @param provisioned of its aliases and versions
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunctionView(
        String function,
        List<String> versions,
        List<AliasView> aliases,
        @Nullable Integer reserved,
        List<ProvisionedView> provisioned) {

    FunctionView {
        versions = List.copyOf(versions);
        aliases = List.copyOf(aliases);
        provisioned = List.copyOf(provisioned);
    }

    /**
     * Where an alias leads.
     *
     * @param alias its name
     * @param version its own version
     * @param weights the share of another one, if there is one
     */
    record AliasView(String alias, String version, Map<String, Double> weights) {

        AliasView {
            weights = Map.copyOf(weights);
        }

        static AliasView of(Alias alias) {
            return new AliasView(
                    alias.name(), alias.functionVersion(), alias.routing().additionalVersionWeights());
        }
    }

    /**
     * How far provisioned concurrency is.
     *
     * @param of the alias or version it was asked for
     * @param requested how many contexts
     * @param available how many of them are initialised
     * @param status how far it is
     */
    record ProvisionedView(String of, int requested, int available, ProvisionedConcurrency.Status status) {

        static ProvisionedView of(ProvisionedConcurrency provisioned) {
            return new ProvisionedView(
                    provisioned.function().toString(),
                    provisioned.requested(),
                    provisioned.available(),
                    provisioned.status());
        }
    }

    static FunctionView of(String function, FunctionRegistry registry) {
        var reserved = registry.getConcurrency(function);
        return new FunctionView(
                function,
                registry.listVersions(function).stream()
                        .map(FunctionVersion::version)
                        .toList(),
                registry.aliases().list(function).stream().map(AliasView::of).toList(),
                reserved.isPresent() ? reserved.getAsInt() : null,
                registry.provisioned().list(function).stream()
                        .map(ProvisionedView::of)
                        .toList());
    }
}
