package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.function.Alias;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Qualifier;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.context.ContextPool;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.tally.Traffic;
import io.faas4j.runtime.tally.TrafficListener;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One function: its versions, its aliases, and the routes to them. Changed under the registry's lock; every map is replaced
 * and never changed, so that readers need no lock.
 */
final class FunctionEntry {

    private final FunctionRef ref;
    private final Route latestRoute;
    private final FunctionConcurrency concurrency;
    private final TrafficListener listener;
    private volatile Published latest;
    private volatile SortedMap<Integer, Published> versions = Collections.emptySortedMap();
    private volatile SortedMap<String, Alias> aliases = Collections.emptySortedMap();
    private volatile Map<String, Route> routes = Map.of();

    // The same once more, as lists: who looks at all functions at once reads little memory then.
    private volatile List<Published> published = List.of();
    private volatile List<Route> qualified = List.of();

    /** Pools that {@code $LATEST} had before and that may still have contexts; without them nothing keeps a revision. */
    private volatile List<WeakReference<ContextPool>> drained = List.of();

    FunctionEntry(FunctionRef ref, Published latest, FunctionConcurrency concurrency, TrafficListener listener) {
        this.ref = ref;
        this.latest = latest;
        this.concurrency = concurrency;
        this.listener = listener;
        this.latestRoute = routeOf("$LATEST", Target.of(latest.revision()));
    }

    private Route routeOf(String qualifier, Target target) {
        return new Route(new Traffic(ref.name(), qualifier, listener, this::hasVersion), target);
    }

    /** The way to {@code $LATEST}. */
    Route latestRoute() {
        return latestRoute;
    }

    /** All other ways in, by name. */
    List<Route> qualified() {
        return qualified;
    }

    FunctionRef ref() {
        return ref;
    }

    FunctionConcurrency concurrency() {
        return concurrency;
    }

    Published latest() {
        return latest;
    }

    /** The way to a qualifier, null if there is no such version or alias. */
    @Nullable
    Route route(@Nullable Qualifier qualifier) {
        return qualifier == null || qualifier.isLatest() ? latestRoute : routes.get(qualifier.text());
    }

    // ---- $LATEST and versions --------------------------------------------------------------------------------------

    /** Replaces {@code $LATEST}, what is said of it alone, or also what runs. */
    void replaceLatest(Published replacement) {
        Revision old = latest.revision();
        latest = replacement;
        if (old != replacement.revision()) {
            latestRoute.lead(Target.of(replacement.revision()));
            aliases.values().stream()
                    .filter(alias -> alias.functionVersion().equals("$LATEST"))
                    .forEach(this::route);
            old.pool().drain();
            remember(old.pool());
        }
    }

    private void remember(ContextPool old) {
        if (drained.isEmpty() && old.size() == 0) {
            return;
        }
        List<WeakReference<ContextPool>> kept = new ArrayList<>();
        for (WeakReference<ContextPool> before : drained) {
            ContextPool pool = before.get();
            if (pool != null && pool.size() > 0) {
                kept.add(before);
            }
        }
        if (old.size() > 0) {
            kept.add(new WeakReference<>(old));
        }
        drained = List.copyOf(kept);
    }

    /** The contexts of a version, of {@code $LATEST} with those of replaced revisions that have not ended yet. */
    ContextCounts contexts(Published published) {
        ContextCounts counts = published.revision().pool().counts();
        if (published.info().version().equals("$LATEST")) {
            for (WeakReference<ContextPool> before : drained) {
                ContextPool pool = before.get();
                counts = pool == null ? counts : counts.plus(pool.counts());
            }
        }
        return counts;
    }

    SortedMap<Integer, Published> versions() {
        return versions;
    }

    /** The versions by number. */
    List<Published> published() {
        return published;
    }

    /** The version of a number, or {@code $LATEST}. */
    @Nullable
    Published version(String version) {
        return version.equals("$LATEST") ? latest : versions.get(number(version));
    }

    private boolean hasVersion(String version) {
        return version(version) != null;
    }

    /** A number too large for any version is none. */
    static int number(String version) {
        String digits = version.replaceFirst("^0+(?=.)", "");
        return version.equals(digits) && digits.length() <= 9 ? Integer.parseInt(digits) : -1;
    }

    void addVersion(int number, Published added) {
        changeVersions(all -> all.put(number, added));
        String version = Integer.toString(number);
        changeRoutes(all -> all.put(version, routeOf(version, Target.of(added.revision()))));
    }

    /**
     * Deletes a version; one that does not exist is no error (rule VER-10).
     *
     * @throws InvalidParameterValueException if the qualifier is no version number
     * @throws ResourceConflictException if an alias points to it (rule VER-11)
     */
    void deleteVersion(Qualifier qualifier) {
        if (qualifier.isLatest()) {
            throw new InvalidParameterValueException(
                    "$LATEST version cannot be deleted without deleting the function.");
        }
        if (!qualifier.isVersion()) {
            throw new InvalidParameterValueException("Deletion of aliases is not currently supported.");
        }
        int number = number(qualifier.text());
        Published deleted = versions.get(number);
        if (deleted == null) {
            return;
        }
        String version = Integer.toString(number);
        List<String> pointing = aliases.values().stream()
                .filter(alias -> alias.functionVersion().equals(version)
                        || alias.routing().weight(version).isPresent())
                .map(Alias::name)
                .toList();
        if (!pointing.isEmpty()) {
            throw new ResourceConflictException(
                    "Version %s cannot be deleted: it is referenced by the aliases %s".formatted(version, pointing));
        }
        changeVersions(all -> all.remove(number));
        removeRoute(version);
        latestRoute.traffic().forget(version);
        qualified.forEach(route -> route.traffic().forget(version));
        deleted.revision().pool().drain();
    }

    private void changeVersions(Consumer<Map<Integer, Published>> change) {
        SortedMap<Integer, Published> changed = new TreeMap<>(versions);
        change.accept(changed);
        versions = changed;
        published = List.copyOf(changed.values());
    }

    // ---- aliases ---------------------------------------------------------------------------------------------------

    SortedMap<String, Alias> aliases() {
        return aliases;
    }

    void putAlias(Alias alias) {
        SortedMap<String, Alias> changed = new TreeMap<>(aliases);
        changed.put(alias.name(), alias);
        aliases = changed;
        route(alias);
    }

    void deleteAlias(String name) {
        SortedMap<String, Alias> changed = new TreeMap<>(aliases);
        changed.remove(name);
        aliases = changed;
        removeRoute(name);
    }

    private void route(Alias alias) {
        Target target = target(alias);
        Route existing = routes.get(alias.name());
        if (existing != null) {
            existing.lead(target);
        } else {
            changeRoutes(all -> all.put(alias.name(), routeOf(alias.name(), target)));
        }
    }

    private Target target(Alias alias) {
        Revision primary = revision(alias.functionVersion());
        return alias.routing().additionalVersionWeights().entrySet().stream()
                .findFirst()
                .map(weighted -> new Target(primary, revision(weighted.getKey()), weighted.getValue()))
                .orElseGet(() -> Target.of(primary));
    }

    private Revision revision(String version) {
        Published published = version(version);
        if (published == null) {
            throw new IllegalStateException("an alias of " + ref + " points to the missing version " + version);
        }
        return published.revision();
    }

    // ---- routes ----------------------------------------------------------------------------------------------------

    private void changeRoutes(Consumer<Map<String, Route>> change) {
        Map<String, Route> changed = new HashMap<>(routes);
        change.accept(changed);
        routes = changed;
        qualified = List.copyOf(new TreeMap<>(changed).values());
    }

    private void removeRoute(String qualifier) {
        Route removed = routes.get(qualifier);
        changeRoutes(all -> all.remove(qualifier));
        if (removed != null) {
            removed.lead(null);
        }
    }

    /** Leads every way to nowhere, drains every pool, sends away who waits; running invocations finish (rule FN-13). */
    void delete() {
        latestRoute.lead(null);
        routes.values().forEach(route -> route.lead(null));
        revisions().forEach(revision -> revision.pool().drain());
        concurrency.close();
    }

    /** All revisions that can be invoked. */
    List<Revision> revisions() {
        List<Revision> all = new ArrayList<>();
        all.add(latest.revision());
        versions.values().forEach(published -> all.add(published.revision()));
        return all;
    }
}
