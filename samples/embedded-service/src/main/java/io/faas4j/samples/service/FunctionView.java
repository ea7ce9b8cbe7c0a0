package io.faas4j.samples.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.faas4j.function.Alias;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.snapshot.VersionSnapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One function as operators see it.
 *
 * @param function its name
 * @param throttled how many invocations were throttled since it was deployed
 * @param versions {@code $LATEST}, then by number
 * @param aliases by name
 * @param reserved its reserved concurrency; null without one
 * @param provisioned of its aliases and versions
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunctionView(
        String function,
        long throttled,
        List<VersionView> versions,
        List<AliasView> aliases,
        @Nullable Integer reserved,
        List<ProvisionedView> provisioned) {

    FunctionView {
        versions = List.copyOf(versions);
        aliases = List.copyOf(aliases);
        provisioned = List.copyOf(provisioned);
    }

    /**
     * What a version does.
     *
     * @param version {@code $LATEST} or its number
     * @param invocations that have ended since it was deployed, errors included
     * @param errors how many of them failed or timed out
     * @param idle execution contexts that wait for an invocation
     * @param busy execution contexts that have one
     */
    record VersionView(String version, long invocations, long errors, int idle, int busy) {

        static VersionView of(VersionSnapshot version) {
            return new VersionView(
                    version.version(),
                    version.counts().invocations(),
                    version.counts().errors(),
                    version.contexts().idle(),
                    version.contexts().running());
        }
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

    static FunctionView of(FunctionSnapshot function, FunctionRegistry registry) {
        var reserved = function.reservation();
        return new FunctionView(
                function.name(),
                function.throttles(),
                function.versions().stream().map(VersionView::of).toList(),
                registry.aliases().list(function.name()).stream()
                        .map(AliasView::of)
                        .toList(),
                reserved.isPresent() ? reserved.getAsInt() : null,
                registry.provisioned().list(function.name()).stream()
                        .map(ProvisionedView::of)
                        .toList());
    }
}
