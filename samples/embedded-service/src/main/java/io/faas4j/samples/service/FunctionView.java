package io.faas4j.samples.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.faas4j.function.Alias;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.snapshot.ProvisionedSnapshot;
import io.faas4j.runtime.snapshot.QualifierSnapshot;
import io.faas4j.runtime.snapshot.VersionSnapshot;
import io.faas4j.runtime.tally.LastError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One function as operators see it; all counts since it was deployed.
 *
 * @param function its name
 * @param reserved its reserved concurrency; null without one
 * @param permits how many it has: for what runs, and for idle contexts until somebody else needs them
 * @param throttled how many invocations were throttled
 * @param versions {@code $LATEST}, then by number
 * @param qualifiers the ways in: {@code $LATEST}, versions, aliases
 * @param aliases by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunctionView(
        String function,
        @Nullable Integer reserved,
        int permits,
        long throttled,
        List<VersionView> versions,
        List<QualifierView> qualifiers,
        List<AliasView> aliases) {

    FunctionView {
        versions = List.copyOf(versions);
        qualifiers = List.copyOf(qualifiers);
        aliases = List.copyOf(aliases);
    }

    /**
     * What a version does.
     *
     * @param version {@code $LATEST} or its number
     * @param invocations that have ended, errors included
     * @param errors how many of them failed or timed out
     * @param timeouts how many of them timed out
     * @param coldStarts how many of them had a handler made for them
     * @param idle execution contexts that wait for an invocation
     * @param busy execution contexts that have one
     * @param leaking of the busy ones, those whose handler still runs after its deadline
     * @param lastError null if there was none
     * @param provisioned null if none is asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VersionView(
            String version,
            long invocations,
            long errors,
            long timeouts,
            long coldStarts,
            int idle,
            int busy,
            int leaking,
            @Nullable ErrorView lastError,
            @Nullable ProvisionedView provisioned) {

        static VersionView of(VersionSnapshot version) {
            return new VersionView(
                    version.version(),
                    version.counts().invocations(),
                    version.counts().errors(),
                    version.counts().timeouts(),
                    version.counts().coldStarts(),
                    version.contexts().idle(),
                    version.contexts().running(),
                    version.contexts().timedOut(),
                    version.lastError().map(ErrorView::of).orElse(null),
                    version.provisioned().map(ProvisionedView::of).orElse(null));
        }
    }

    /**
     * The last function error of a version.
     *
     * @param type such as the exception's class
     * @param time when, in UTC
     */
    record ErrorView(String type, String time) {

        static ErrorView of(LastError error) {
            return new ErrorView(error.type(), error.time().toString());
        }
    }

    /**
     * How far the provisioned concurrency of a version is.
     *
     * @param of the version, or the alias that leads to it
     * @param requested how many contexts: of an alias with weights, the version's share
     * @param available how many of them are initialised
     * @param busy how many of them have an invocation
     * @param status how far it is
     * @param reason why it failed; null unless it did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProvisionedView(
            String of,
            int requested,
            int available,
            int busy,
            Status status,
            @Nullable String reason) {

        static ProvisionedView of(ProvisionedSnapshot provisioned) {
            return new ProvisionedView(
                    provisioned.qualifier(),
                    provisioned.requested(),
                    provisioned.available(),
                    provisioned.busy(),
                    provisioned.status(),
                    provisioned.statusReason().orElse(null));
        }
    }

    /**
     * What came through one way in.
     *
     * @param qualifier {@code $LATEST}, a version or an alias
     * @param invocations that have ended, errors included
     * @param throttled how many were throttled
     * @param refused how many were refused for another reason
     */
    record QualifierView(String qualifier, long invocations, long throttled, long refused) {

        static QualifierView of(QualifierSnapshot qualifier) {
            return new QualifierView(
                    qualifier.qualifier(),
                    qualifier.counts().invocations(),
                    qualifier.throttles(),
                    qualifier.stoppedLoops() + qualifier.otherRefusals());
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

    static FunctionView of(FunctionSnapshot function, FunctionRegistry registry) {
        var reserved = function.reservation();
        return new FunctionView(
                function.name(),
                reserved.isPresent() ? reserved.getAsInt() : null,
                function.placesTaken(),
                function.throttles(),
                function.versions().stream().map(VersionView::of).toList(),
                function.qualifiers().stream().map(QualifierView::of).toList(),
                registry.aliases().list(function.name()).stream()
                        .map(AliasView::of)
                        .toList());
    }
}
