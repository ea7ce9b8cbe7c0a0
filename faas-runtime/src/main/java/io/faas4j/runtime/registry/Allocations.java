package io.faas4j.runtime.registry;

import io.faas4j.error.ResourceConflictException;
import io.faas4j.function.Alias;
import io.faas4j.function.Qualifier;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.ProvisionedListener;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.snapshot.ProvisionedSnapshot;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The allocations of all functions, by version or alias. Changed under the registry's lock, read by anybody. */
final class Allocations {

    private final Contexts contexts;
    private final ProvisionedListener listener;
    private final ReentrantLock promising = new ReentrantLock();
    private final Map<FunctionEntry, SortedMap<String, Allocation>> byFunction = new ConcurrentHashMap<>();

    Allocations(Contexts contexts, ProvisionedListener listener) {
        this.contexts = contexts;
        this.listener = listener;
    }

    @Nullable
    Allocation find(FunctionEntry entry, String qualifier) {
        SortedMap<String, Allocation> known = byFunction.get(entry);
        return known == null ? null : known.get(qualifier);
    }

    Collection<Allocation> of(FunctionEntry entry) {
        SortedMap<String, Allocation> known = byFunction.get(entry);
        return known == null ? List.of() : known.values();
    }

    /** The provisioned concurrency of one version; null if none is asked for. */
    @Nullable
    ProvisionedSnapshot snapshot(FunctionEntry entry, Revision revision) {
        for (Allocation known : of(entry)) {
            ProvisionedSnapshot found = known.snapshot(revision);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    // ---- one configuration per version (rule CONC-10) --------------------------------------------------------------

    /** Refuses a configuration on a version that an alias has one for. */
    void requireFree(FunctionEntry entry, String version) {
        if (entry.aliases().values().stream()
                .anyMatch(alias -> find(entry, alias.name()) != null && leadsTo(alias, version))) {
            throw new ResourceConflictException("Version is pointed by a Provisioned Concurrency alias");
        }
    }

    /** Refuses a configuration on an alias one of whose versions has one already, by its number or another alias. */
    void requireFree(FunctionEntry entry, Alias alias) {
        boolean isTaken = shares(entry, alias, 1).keySet().stream()
                .map(Revision::version)
                .anyMatch(version -> find(entry, version) != null || isTakenByAnother(entry, alias, version));
        if (isTaken) {
            throw new ResourceConflictException(
                    "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
        }
    }

    private boolean isTakenByAnother(FunctionEntry entry, Alias alias, String version) {
        return entry.aliases().values().stream()
                .filter(other -> !other.name().equals(alias.name()))
                .anyMatch(other -> find(entry, other.name()) != null && leadsTo(other, version));
    }

    private static boolean leadsTo(Alias alias, String version) {
        return alias.functionVersion().equals(version)
                || alias.routing().weight(version).isPresent();
    }

    // ---- changes ---------------------------------------------------------------------------------------------------

    /** Asks for contexts, if the limits allow it (rule CONC-14). */
    Allocation put(FunctionEntry entry, String qualifier, int count) {
        Allocation present = find(entry, qualifier);
        entry.concurrency().checkProvisioned(present == null ? 0 : present.requested(), count);
        Allocation changed = present == null ? add(entry, qualifier) : present;
        changed.allocate(shares(entry, qualifier, count));
        promise(entry);
        return changed;
    }

    private Allocation add(FunctionEntry entry, String qualifier) {
        Allocation added = new Allocation(
                entry.ref().withQualifier(new Qualifier(qualifier)),
                entry.concurrency(),
                contexts,
                listener,
                () -> promise(entry));
        byFunction
                .computeIfAbsent(entry, function -> new ConcurrentSkipListMap<>())
                .put(qualifier, added);
        return added;
    }

    /** Changes the number of contexts while the status stays; as far as the limits allow it. */
    void resize(FunctionEntry entry, String qualifier, int count) {
        Allocation present = find(entry, qualifier);
        if (present == null) {
            return;
        }
        int most = entry.concurrency().provisionable(present.requested());
        int possible = Math.max(1, Math.min(count, most));
        present.resize(shares(entry, qualifier, possible));
        promise(entry);
    }

    /** Follows an alias to where it leads now. */
    void follow(FunctionEntry entry, String alias) {
        Allocation present = find(entry, alias);
        if (present != null) {
            Map<Revision, Integer> shares = shares(entry, alias, present.requested());
            if (!present.isOf(shares)) {
                present.allocate(shares);
            }
        }
    }

    void remove(FunctionEntry entry, String qualifier) {
        SortedMap<String, Allocation> known = byFunction.get(entry);
        Allocation removed = known == null ? null : known.remove(qualifier);
        if (removed != null) {
            removed.release();
            promise(entry);
        }
    }

    void removeAll(FunctionEntry entry) {
        SortedMap<String, Allocation> removed = byFunction.remove(entry);
        if (removed != null) {
            removed.values().forEach(Allocation::release);
            entry.concurrency().promise(0);
        }
    }

    /** Whoever comes last tells what is asked for by then. */
    private void promise(FunctionEntry entry) {
        promising.lock();
        try {
            entry.concurrency()
                    .promise(of(entry).stream().mapToInt(Allocation::requested).sum());
        } finally {
            promising.unlock();
        }
    }

    // ---- shares ----------------------------------------------------------------------------------------------------

    private static Map<Revision, Integer> shares(FunctionEntry entry, String qualifier, int count) {
        Alias alias = entry.aliases().get(qualifier);
        return alias == null ? Map.of(revision(entry, qualifier), count) : shares(entry, alias, count);
    }

    /** Split by weight where an alias leads to two versions (rule CONC-13). */
    private static Map<Revision, Integer> shares(FunctionEntry entry, Alias alias, int count) {
        Map<Revision, Integer> shares = new LinkedHashMap<>();
        int left = count;
        for (Map.Entry<String, Double> weighted :
                alias.routing().additionalVersionWeights().entrySet()) {
            int share = (int) Math.round(count * weighted.getValue());
            shares.put(revision(entry, weighted.getKey()), share);
            left -= share;
        }
        shares.put(revision(entry, alias.functionVersion()), left);
        return shares;
    }

    private static Revision revision(FunctionEntry entry, String version) {
        Published published = entry.version(version);
        if (published == null) {
            throw new IllegalStateException("no version " + version + " of " + entry.ref());
        }
        return published.revision();
    }
}
