package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.PreconditionFailedException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.Alias;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.PublishOptions;
import io.faas4j.function.Qualifier;
import io.faas4j.function.RecursiveLoop;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.concurrency.RuntimeConcurrency;
import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.context.ContextSettings;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.tally.TrafficListener;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The functions one runtime knows. Reads take no lock; writes are atomic, one at a time, and take effect for every
 * invocation that is accepted after they returned. Safe for use by many threads.
 *
 * <p>Wherever a function is named, any form that {@link FunctionRef#parse} takes will do (rule LIB-7).
 */
public final class FunctionRegistry {

    private final Contexts contexts;
    private final TrafficListener traffic;
    private final RuntimeConcurrency concurrency;
    private final ArnScope scope;
    private final ContextSettings settings;
    private final AliasRegistry aliases;
    private final References references;
    private final Publications publications;
    private final CodeDigests digests = new CodeDigests();
    private final ReentrantLock writes = new ReentrantLock();
    private final ConcurrentHashMap<String, FunctionEntry> functions = new ConcurrentHashMap<>();

    /** Unset whenever a function comes or goes. */
    private volatile FunctionEntry @Nullable [] byName;

    private boolean closed;

    /**
     * A registry without functions.
     *
     * @param contexts where invocations will run
     * @param concurrency the runtime's concurrency
     * @param bounds the registry's own bounds
     * @param traffic told of what is counted for the first time
     */
    public FunctionRegistry(
            Contexts contexts, RuntimeConcurrency concurrency, RegistrySettings bounds, TrafficListener traffic) {
        this.traffic = traffic;
        this.contexts = contexts;
        this.concurrency = concurrency;
        this.settings = contexts.settings();
        this.scope = settings.scope();
        this.references = new References(scope);
        this.publications = new Publications(contexts, this::newRevisionId);
        this.aliases = new AliasRegistry(this, references, bounds);
    }

    // ---- functions -------------------------------------------------------------------------------------------------

    /**
     * Creates the function, or updates {@code $LATEST} if it exists.
     *
     * @return the new {@code $LATEST}
     */
    public FunctionVersion deploy(FunctionDefinition<?, ?> definition) {
        return write(() -> {
            FunctionEntry entry = functions.get(definition.name());
            return entry == null ? add(definition) : replace(entry, definition);
        });
    }

    /**
     * Creates a function.
     *
     * @return the new {@code $LATEST}
     * @throws ResourceConflictException if the name is taken (rule FN-16)
     */
    public FunctionVersion create(FunctionDefinition<?, ?> definition) {
        return write(() -> {
            if (functions.containsKey(definition.name())) {
                throw new ResourceConflictException("Function already exist: " + definition.name());
            }
            return add(definition);
        });
    }

    /**
     * Updates {@code $LATEST}: running invocations finish on what they began with (rule FN-14).
     *
     * @return the new {@code $LATEST}
     * @throws ResourceNotFoundException if there is no such function
     */
    public FunctionVersion update(FunctionDefinition<?, ?> definition) {
        return write(() -> replace(entryOf(definition), definition));
    }

    /**
     * Updates {@code $LATEST} if nobody else did (rule FN-10).
     *
     * @param expectedRevision the current revision id
     * @throws PreconditionFailedException if it is another
     */
    public FunctionVersion update(FunctionDefinition<?, ?> definition, UUID expectedRevision) {
        return write(() -> {
            FunctionEntry entry = entryOf(definition);
            requireRevision(expectedRevision, entry);
            return replace(entry, definition);
        });
    }

    /**
     * Checks an update and changes nothing (rule FN-12).
     *
     * @return {@code $LATEST} as it is
     */
    public FunctionVersion dryRunUpdate(FunctionDefinition<?, ?> definition) {
        return write(() -> {
            FunctionEntry entry = entryOf(definition);
            definition.reservedConcurrency().ifPresent(entry.concurrency()::checkReservation);
            return entry.latest().info();
        });
    }

    /**
     * Deploys and publishes in one step (rule VER-7).
     *
     * @return the version; under the unqualified reference if the function is new
     */
    public FunctionVersion deployAndPublish(FunctionDefinition<?, ?> definition) {
        return write(() -> {
            boolean isNew = !functions.containsKey(definition.name());
            deploy(definition);
            FunctionVersion published = publish(definition.name());
            return isNew ? published.as(published.ref().withoutQualifier()) : published;
        });
    }

    private FunctionVersion add(FunctionDefinition<?, ?> definition) {
        FunctionRef ref = FunctionRef.parse(definition.name());
        FunctionConcurrency own =
                new FunctionConcurrency(definition.name(), concurrency, () -> reclaimPermits(definition.name()));
        FunctionEntry entry = new FunctionEntry(ref, latest(ref, definition, own, null), own, traffic);
        definition.reservedConcurrency().ifPresent(own::reserve);
        functions.put(definition.name(), entry);
        byName = null;
        return entry.latest().info();
    }

    private FunctionVersion replace(FunctionEntry entry, FunctionDefinition<?, ?> definition) {
        Published replacement = latest(entry.ref(), definition, entry.concurrency(), entry.latest());
        definition.reservedConcurrency().ifPresent(entry.concurrency()::reserve);
        entry.replaceLatest(replacement);
        return entry.latest().info();
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
                newRevisionId(),
                settings.time().now().truncatedTo(ChronoUnit.MILLIS),
                FunctionVersion.State.ACTIVE);
        return new Published(info, new Revision(definition, "$LATEST", own, contexts), definition);
    }

    private void reclaimPermits(String name) {
        FunctionEntry entry = functions.get(name);
        if (entry != null) {
            entry.revisions().forEach(revision -> revision.pool().reclaimPermits());
        }
    }

    /**
     * Deletes a function with all its versions and aliases, or one version. Running invocations finish (rule FN-13).
     *
     * @param function unqualified, or with a version number; a number that does not exist is no error (rule VER-10)
     * @throws ResourceNotFoundException if there is no such function
     * @throws ResourceConflictException if an alias points to the version (rule VER-11)
     */
    public void delete(String function) {
        FunctionRef ref = references.own(function);
        write(() -> {
            FunctionEntry entry = functions.get(ref.name());
            if (entry == null) {
                throw NotFound.onDelete(References.local(ref), scope);
            }
            Qualifier qualifier = ref.qualifier().orElse(null);
            if (qualifier == null) {
                functions.remove(ref.name());
                byName = null;
                entry.delete();
                entry.concurrency().unreserve();
            } else {
                deleteVersion(entry, qualifier);
            }
            return entry;
        });
    }

    private static void deleteVersion(FunctionEntry entry, Qualifier qualifier) {
        if (qualifier.isLatest()) {
            throw new InvalidParameterValueException(
                    "$LATEST version cannot be deleted without deleting the function.");
        }
        if (!qualifier.isVersion()) {
            throw new InvalidParameterValueException("Deletion of aliases is not currently supported.");
        }
        entry.deleteVersion(FunctionEntry.number(qualifier.text()));
    }

    /**
     * What is said of a function, version, or the version behind an alias, under the reference it was asked for (rule ID-6).
     *
     * @param function any reference
     * @throws ResourceNotFoundException if it leads nowhere
     */
    public FunctionVersion get(String function) {
        FunctionRef ref = references.own(function);
        FunctionEntry entry = functions.get(ref.name());
        if (entry != null) {
            String asked = ref.qualifier().map(Qualifier::text).orElse("$LATEST");
            Alias alias = entry.aliases().get(asked);
            boolean isVersion = alias == null && (asked.equals("$LATEST") || new Qualifier(asked).isVersion());
            Published found =
                    alias != null ? entry.version(alias.functionVersion()) : isVersion ? entry.version(asked) : null;
            if (found != null) {
                return found.info().as(References.local(ref));
            }
        }
        throw NotFound.onRead(References.local(ref), scope);
    }

    /** {@code $LATEST} of every function, by name. */
    public List<FunctionVersion> list() {
        return functions.values().stream()
                .map(entry -> entry.latest().info())
                .sorted(Comparator.comparing(FunctionVersion::functionName))
                .toList();
    }

    // ---- versions --------------------------------------------------------------------------------------------------

    /**
     * Publishes {@code $LATEST} as the next version; the last version again if nothing changed since (rule VER-2).
     *
     * @param function an unqualified reference
     * @throws ResourceNotFoundException if there is no such function
     */
    public FunctionVersion publish(String function) {
        return publish(function, PublishOptions.NONE);
    }

    /**
     * Publishes {@code $LATEST} under conditions.
     *
     * @param function an unqualified reference
     * @param options conditions, and the version's description
     * @throws InvalidParameterValueException if the code is another (rule VER-4)
     * @throws PreconditionFailedException if the revision is another
     */
    public FunctionVersion publish(String function, PublishOptions options) {
        FunctionRef ref = references.own(function);
        return write(() -> {
            FunctionEntry entry = functions.get(ref.name());
            if (entry == null) {
                throw NotFound.onRead(References.local(ref), scope);
            }
            options.expectedRevision().ifPresent(expected -> requireRevision(expected, entry));
            options.codeSha256()
                    .ifPresent(expected -> Publications.requireCode(
                            expected, entry.latest().info().codeSha256()));
            return publications.publish(entry, options);
        });
    }

    /**
     * All versions: {@code $LATEST}, then by number, each under its qualified reference (rules VER-12, ID-6).
     *
     * @param function an unqualified reference
     */
    public List<FunctionVersion> listVersions(String function) {
        FunctionRef ref = references.own(function);
        FunctionEntry entry = functions.get(ref.name());
        if (entry == null) {
            throw NotFound.onRead(References.local(ref).withoutQualifier(), scope);
        }
        List<FunctionVersion> all = new ArrayList<>();
        all.add(entry.latest().info().as(entry.ref().withQualifier(Qualifier.LATEST)));
        entry.versions().values().forEach(published -> all.add(published.info()));
        return List.copyOf(all);
    }

    // ---- reserved concurrency --------------------------------------------------------------------------------------

    /**
     * Reserves concurrency for a function, all its versions and aliases together (rule CONC-2).
     *
     * @param function an unqualified reference
     * @param invocations 0 or more; 0 blocks every invocation
     * @throws InvalidParameterValueException if too little would be left unreserved (rule CONC-3), or on a qualifier
     */
    public void putConcurrency(String function, int invocations) {
        if (invocations < 0) {
            throw ValidationException.of(
                    "reservedConcurrentExecutions", invocations, "Member must have value greater than or equal to 0");
        }
        write(() -> {
            FunctionEntry entry = wholeFunction(function);
            entry.concurrency().reserve(invocations);
            return entry;
        });
    }

    /**
     * The reserved concurrency, empty if there is none (rule CONC-4).
     *
     * @param function an unqualified reference
     */
    public OptionalInt getConcurrency(String function) {
        FunctionRef ref = references.own(function);
        FunctionEntry entry = functions.get(ref.name());
        if (entry == null) {
            throw NotFound.onRead(References.local(ref), scope);
        }
        requireUnqualified(ref);
        return entry.concurrency().reservation();
    }

    /**
     * Gives the reserved concurrency up; does nothing if there is none (rule CONC-4).
     *
     * @param function an unqualified reference
     */
    public void deleteConcurrency(String function) {
        write(() -> {
            FunctionEntry entry = wholeFunction(function);
            entry.concurrency().unreserve();
            return entry;
        });
    }

    // ---- what happens ----------------------------------------------------------------------------------------------

    /**
     * The execution contexts of one version; none if there is no such function or version.
     *
     * @param function its name
     * @param version {@code $LATEST} or a number
     */
    public ContextCounts contexts(String function, String version) {
        FunctionEntry entry = functions.get(function);
        Published published = entry == null ? null : entry.version(version);
        return entry == null || published == null ? ContextCounts.NONE : entry.contexts(published);
    }

    /** All functions as they are now, by name. */
    public List<FunctionSnapshot> snapshots() {
        FunctionEntry[] entries = entriesByName();
        FunctionSnapshot[] all = new FunctionSnapshot[entries.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = EntrySnapshot.of(entries[i]);
        }
        return List.of(all);
    }

    /** Sorted once for many looks, since functions seldom come and go. */
    private FunctionEntry[] entriesByName() {
        FunctionEntry[] known = byName;
        if (known != null) {
            return known;
        }
        writes.lock();
        try {
            FunctionEntry[] sorted = functions.values().toArray(FunctionEntry[]::new);
            Arrays.sort(sorted, Comparator.comparing(entry -> entry.ref().name()));
            byName = sorted;
            return sorted;
        } finally {
            writes.unlock();
        }
    }

    // ---- loops -----------------------------------------------------------------------------------------------------

    /**
     * Says what becomes of a function that goes in a circle (rule REC-1).
     *
     * @param function an unqualified reference
     * @param policy {@link RecursiveLoop#TERMINATE} unless set
     */
    public void putRecursionConfig(String function, RecursiveLoop policy) {
        write(() -> {
            FunctionEntry entry = wholeFunction(function);
            entry.concurrency().loops().policy(policy);
            return entry;
        });
    }

    /**
     * What becomes of a function that goes in a circle (rule REC-1).
     *
     * @param function an unqualified reference
     */
    public RecursiveLoop getRecursionConfig(String function) {
        return wholeFunction(function).concurrency().loops().policy();
    }

    private FunctionEntry wholeFunction(String function) {
        FunctionRef ref = references.own(function);
        requireUnqualified(ref);
        FunctionEntry entry = functions.get(ref.name());
        if (entry == null) {
            throw NotFound.onInvoke(References.local(ref), scope);
        }
        return entry;
    }

    private static void requireUnqualified(FunctionRef ref) {
        if (ref.qualifier().isPresent()) {
            throw new InvalidParameterValueException(
                    "This operation is permitted on Lambda functions only. Aliases and "
                            + "versions do not support this operation. Please specify either a function name or an unqualified "
                            + "function ARN.");
        }
    }

    /** The aliases of all functions. */
    public AliasRegistry aliases() {
        return aliases;
    }

    // ---- ways in ---------------------------------------------------------------------------------------------------

    /**
     * The way to what a reference names.
     *
     * @param ref any reference
     * @throws ResourceNotFoundException if it leads nowhere (rule ID-7)
     */
    public Route route(FunctionRef ref) {
        references.requireOwn(ref);
        FunctionEntry entry = functions.get(ref.name());
        Route route = entry == null ? null : entry.route(ref.qualifier().orElse(null));
        if (route == null) {
            throw NotFound.onInvoke(References.local(ref), scope);
        }
        return route;
    }

    /** Drains every pool and refuses all further changes; what is running goes on. */
    public void close() {
        writes.lock();
        try {
            closed = true;
            functions.values().forEach(FunctionEntry::delete);
            functions.clear();
            byName = null;
        } finally {
            writes.unlock();
        }
    }

    // ---- shared with the aliases -----------------------------------------------------------------------------------

    <T> T write(Supplier<T> change) {
        writes.lock();
        try {
            if (closed) {
                throw new ServiceException("The runtime is closed.", null);
            }
            return change.get();
        } finally {
            writes.unlock();
        }
    }

    @Nullable
    FunctionEntry entry(String name) {
        return functions.get(name);
    }

    private FunctionEntry entryOf(FunctionDefinition<?, ?> definition) {
        FunctionEntry entry = functions.get(definition.name());
        if (entry == null) {
            throw NotFound.onRead(FunctionRef.parse(definition.name()), scope);
        }
        return entry;
    }

    UUID newRevisionId() {
        return RequestIds.next(settings.random());
    }

    private static void requireRevision(UUID expected, FunctionEntry entry) {
        if (!expected.equals(entry.latest().info().revisionId())) {
            throw staleRevision();
        }
    }

    static PreconditionFailedException staleRevision() {
        return new PreconditionFailedException("The Revision Id provided does not match the latest Revision Id. "
                + "Call the GetFunction/GetAlias API to retrieve the latest Revision Id");
    }
}
