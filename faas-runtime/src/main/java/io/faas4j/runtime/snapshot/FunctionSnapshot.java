package io.faas4j.runtime.snapshot;

import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.tally.Counts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One function at one moment.
 *
 * @param name the function's name
 * @param reservation its reserved concurrency, empty without one
 * @param placesTaken places under the limits that are taken: by what runs, and by idle contexts until somebody needs them
 * @param versions {@code $LATEST}, then by number
 * @param qualifiers the ways in: {@code $LATEST}, then versions and aliases by name
 * @param events its asynchronous events, and where each of them is; {@link Ledger#EMPTY} if it never had any
 * @param fullQueueOrNull the bound of its event queue that is reached: no more events are accepted
 */
public record FunctionSnapshot(
        String name,
        OptionalInt reservation,
        int placesTaken,
        List<VersionSnapshot> versions,
        List<QualifierSnapshot> qualifiers,
        Ledger events,
        @Nullable Limit fullQueueOrNull) {

    /** Copies the lists. */
    public FunctionSnapshot {
        versions = List.copyOf(versions);
        qualifiers = List.copyOf(qualifiers);
    }

    /**
     * The same, with its events.
     *
     * @param ledger where they are
     * @param fullQueue the bound that is reached; null if there is room
     */
    public FunctionSnapshot withEvents(Ledger ledger, @Nullable Limit fullQueue) {
        return new FunctionSnapshot(name, reservation, placesTaken, versions, qualifiers, ledger, fullQueue);
    }

    /** The bound of its event queue that is reached: no more events are accepted; empty while there is room. */
    public Optional<Limit> fullQueue() {
        return Optional.ofNullable(fullQueueOrNull);
    }

    /**
     * One version; empty if there is none.
     *
     * @param version {@code $LATEST} or a number
     */
    public Optional<VersionSnapshot> version(String version) {
        return versions.stream()
                .filter(known -> known.version().equals(version))
                .findFirst();
    }

    /**
     * One way in; empty if there is none.
     *
     * @param qualifier {@code $LATEST}, a version or an alias
     */
    public Optional<QualifierSnapshot> qualifier(String qualifier) {
        return qualifiers.stream()
                .filter(known -> known.qualifier().equals(qualifier))
                .findFirst();
    }

    /** The contexts of all versions. */
    public ContextCounts contexts() {
        ContextCounts sum = ContextCounts.NONE;
        for (VersionSnapshot version : versions) {
            sum = sum.plus(version.contexts());
        }
        return sum;
    }

    /** What all versions did. */
    public Counts counts() {
        return versions.stream().map(VersionSnapshot::counts).reduce(Counts.NONE, Counts::plus);
    }

    /** How many invocations were throttled, through all qualifiers. */
    public long throttles() {
        long sum = 0;
        for (QualifierSnapshot qualifier : qualifiers) {
            sum += qualifier.throttles();
        }
        return sum;
    }
}
