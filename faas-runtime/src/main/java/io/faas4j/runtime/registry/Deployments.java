package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.concurrency.RuntimeConcurrency;
import io.faas4j.runtime.context.ContextSettings;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.tally.TrafficListener;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a definition becomes: a function, or the new {@code $LATEST} of one. Used under the registry's lock. */
final class Deployments {

    private final FunctionRegistry functions;
    private final Contexts contexts;
    private final RuntimeConcurrency concurrency;
    private final ContextSettings settings;
    private final RevisionIds revisionIds;
    private final TrafficListener traffic;
    private final CodeDigests digests = new CodeDigests();

    Deployments(
            FunctionRegistry functions,
            Contexts contexts,
            RuntimeConcurrency concurrency,
            RevisionIds revisionIds,
            TrafficListener traffic) {
        this.functions = functions;
        this.contexts = contexts;
        this.concurrency = concurrency;
        this.settings = contexts.settings();
        this.revisionIds = revisionIds;
        this.traffic = traffic;
    }

    /** A function that does not exist yet. */
    FunctionEntry make(FunctionDefinition<?, ?> definition) {
        DeadLetterTargets.check(definition.configuration());
        String name = definition.name();
        FunctionRef ref = FunctionRef.parse(name);
        FunctionConcurrency own = new FunctionConcurrency(name, concurrency, () -> reclaimPermits(name));
        FunctionEntry entry = new FunctionEntry(ref, latest(ref, definition, own, null), own, traffic);
        definition.reservedConcurrency().ifPresent(own::reserve);
        entry.latest().revision().pool().keepMinimum();
        return entry;
    }

    /** Checks that {@link #replace} is possible. */
    void checkReplacement(FunctionEntry entry, FunctionDefinition<?, ?> definition) {
        DeadLetterTargets.check(definition.configuration());
        boolean wasIsolated = entry.latest().info().configuration().tenantIsolation();
        if (definition.configuration().tenantIsolation() != wasIsolated) {
            throw new InvalidParameterValueException(
                    "The tenant isolation of the function '%s' is %s since it was created, and cannot be changed."
                            .formatted(definition.name(), wasIsolated ? "on" : "off"));
        }
        definition.reservedConcurrency().ifPresent(entry.concurrency()::checkReservation);
    }

    void replace(FunctionEntry entry, FunctionDefinition<?, ?> definition) {
        checkReplacement(entry, definition);
        Published replacement = latest(entry.ref(), definition, entry.concurrency(), entry.latest());
        definition.reservedConcurrency().ifPresent(entry.concurrency()::reserve);
        entry.replaceLatest(replacement);
        replacement.revision().pool().keepMinimum();
    }

    private Published latest(
            FunctionRef ref,
            FunctionDefinition<?, ?> definition,
            FunctionConcurrency own,
            @Nullable Published previous) {
        FunctionVersion info = new FunctionVersion(
                ref,
                "$LATEST",
                definition.configuration(),
                digests.of(definition, previous),
                revisionIds.next(),
                settings.time().now().truncatedTo(ChronoUnit.MILLIS),
                FunctionVersion.State.ACTIVE);
        return new Published(info, new Revision(definition, "$LATEST", own, contexts), definition);
    }

    private void reclaimPermits(String name) {
        FunctionEntry entry = functions.entry(name);
        if (entry != null) {
            entry.revisions().forEach(revision -> revision.pool().reclaimPermits());
        }
    }
}
