package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.PreconditionFailedException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Page;
import io.faas4j.function.PublishOptions;
import io.faas4j.function.Qualifier;
import io.faas4j.function.RecursiveLoop;
import io.faas4j.runtime.concurrency.RuntimeConcurrency;
import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.ProvisionedListener;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.tally.TrafficListener;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The functions one runtime knows. Reads take no lock; writes are atomic, one at a time, and take effect for every
 * invocation that is accepted after they returned. Safe for use by many threads.
 *
 * <p>Wherever a function is named, any form that {@link FunctionRef#parse} takes will do (rule LIB-7).
 */
public final class FunctionRegistry {

    private final RuntimeConcurrency concurrency;
    private final ArnScope scope;
    private final ProvisionedRegistry provisioned;
    private final References references;
    private final Deployments deployments;
    private final Publications publications;
    private final FunctionReads reads;
    private final Reservations reservations;
    private final AliasRegistry aliases;
    private final EventInvokeConfigs eventInvokeConfigs;
    private final RegistrySettings settings;
    private final Restoration restoration = new Restoration(this);
    private final List<Consumer<String>> creationListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> deletionListeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock writes = new ReentrantLock();
    private final ConcurrentHashMap<String, FunctionEntry> functions = new ConcurrentHashMap<>();

    /** Unset whenever a function comes or goes. */
    private volatile FunctionEntry @Nullable [] byName;

    private volatile boolean closed;

    /**
     * A registry without functions.
     *
     * @param contexts where invocations will run
     * @param concurrency the runtime's concurrency
     * @param settings the registry's own
     * @param traffic told of what is counted for the first time
     * @param ahead told of provisioned concurrency
     */
    public FunctionRegistry(
            Contexts contexts,
            RuntimeConcurrency concurrency,
            RegistrySettings settings,
            TrafficListener traffic,
            ProvisionedListener ahead) {
        this.concurrency = concurrency;
        this.settings = settings;
        this.scope = contexts.settings().scope();
        RevisionIds revisionIds = new RevisionIds(contexts.settings().random());
        this.references = new References(scope);
        this.deployments = new Deployments(this, contexts, concurrency, revisionIds, traffic);
        this.publications = new Publications(contexts, revisionIds);
        this.reads = new FunctionReads(this, references);
        this.reservations = new Reservations(this, references);
        this.aliases = new AliasRegistry(this, references, settings, revisionIds);
        this.eventInvokeConfigs =
                new EventInvokeConfigs(this, references, contexts.settings().time());
        this.provisioned = new ProvisionedRegistry(this, references, contexts, ahead);
    }

    /**
     * Keeps what is set of functions from now on, and brings it back: reserved concurrency and what holds for events of {@code $LATEST}
     * with the function's creation, what was set of a version once it is published, and an alias once it is created: with the versions and weights that it was changed to last, instead of
     * those that it is created with, unless one of these versions is not there. What is set after that holds. A change that cannot be kept holds in this process all the same, and fails with a {@link
     * io.faas4j.error.StoreException}.
     *
     * @param values where
     */
    public void keepLastValues(LastValues values) {
        restoration.from(values);
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
            RevisionIds.require(expectedRevision, entry.latest().info().revisionId());
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
            deployments.checkReplacement(entry, definition);
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
        FunctionEntry entry = deployments.make(definition);
        functions.put(definition.name(), entry);
        byName = null;
        restoration.created(entry);
        creationListeners.forEach(listener -> listener.accept(definition.name()));
        return entry.latest().info();
    }

    private FunctionVersion replace(FunctionEntry entry, FunctionDefinition<?, ?> definition) {
        deployments.replace(entry, definition);
        return entry.latest().info();
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
                provisioned.forget(entry);
                byName = null;
                entry.delete();
                entry.concurrency().unreserve();
                deletionListeners.forEach(listener -> listener.accept(ref.name()));
                restoration.deleted(ref.name(), null);
            } else {
                entry.deleteVersion(qualifier);
                provisioned.forget(entry, qualifier.text());
                restoration.deleted(ref.name(), qualifier.text());
            }
            return entry;
        });
    }

    /**
     * What is said of a function, version, or the version behind an alias, under the reference it was asked for (rule ID-6).
     *
     * @param function any reference
     * @throws ResourceNotFoundException if it leads nowhere
     */
    public FunctionVersion get(String function) {
        return reads.get(function);
    }

    /** {@code $LATEST} of every function, by name. */
    public List<FunctionVersion> list() {
        return reads.list(functions.values());
    }

    // ---- versions --------------------------------------------------------------------------------------------------

    /**
     * Publishes {@code $LATEST} as the next version; the last version again if nothing changed since (rule VER-2).
     *
     * @param function an unqualified reference
     * @throws InvalidParameterValueException on a qualifier (rule ID-9)
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
     * @throws InvalidParameterValueException if the code is another (rule VER-4), or on a qualifier (rule ID-9)
     * @throws PreconditionFailedException if the revision is another
     */
    public FunctionVersion publish(String function, PublishOptions options) {
        FunctionRef ref = references.whole(function);
        return write(() -> {
            FunctionEntry entry = functions.get(ref.name());
            if (entry == null) {
                throw NotFound.onRead(References.local(ref), scope);
            }
            options.expectedRevision()
                    .ifPresent(expected ->
                            RevisionIds.require(expected, entry.latest().info().revisionId()));
            options.codeSha256()
                    .ifPresent(expected -> Publications.requireCode(
                            expected, entry.latest().info().codeSha256()));
            int before = entry.versions().size();
            FunctionVersion published = publications.publish(entry, options);
            if (entry.versions().size() > before) {
                restoration.published(entry, published.version());
            }
            return published;
        });
    }

    /**
     * All versions: {@code $LATEST}, then by number, each under its qualified reference (rules VER-12, ID-6).
     *
     * @param function an unqualified reference
     * @throws InvalidParameterValueException on a qualifier (rule ID-9)
     */
    public List<FunctionVersion> listVersions(String function) {
        return reads.listVersions(function);
    }

    /**
     * The first page of {@link #listVersions(String)} (rule VER-12).
     *
     * @param function an unqualified reference
     * @param maxItems 1 to 10,000; a page has 50 items at most
     * @throws ValidationException at {@code maxItems} if it is outside that range
     */
    public Page<FunctionVersion> listVersions(String function, int maxItems) {
        return reads.listVersions(function, maxItems, null);
    }

    /**
     * A further page of {@link #listVersions(String)}: what was published meanwhile is on the last one.
     *
     * @param function an unqualified reference
     * @param maxItems as for the first page
     * @param marker from the page before
     * @throws InvalidParameterValueException if no page can have given that marker
     */
    public Page<FunctionVersion> listVersions(String function, int maxItems, String marker) {
        return reads.listVersions(function, maxItems, marker);
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
        reservations.put(function, invocations);
    }

    /**
     * The reserved concurrency, empty if there is none (rule CONC-4).
     *
     * @param function an unqualified reference
     */
    public OptionalInt getConcurrency(String function) {
        return reservations.get(function);
    }

    /**
     * Gives the reserved concurrency up; does nothing if there is none (rule CONC-4).
     *
     * @param function an unqualified reference
     */
    public void deleteConcurrency(String function) {
        reservations.delete(function);
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
            all[i] = EntrySnapshot.of(entries[i], provisioned.allocations());
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
            reservations.existing(function).concurrency().loops().policy(policy);
            return policy;
        });
    }

    /**
     * What becomes of a function that goes in a circle (rule REC-1).
     *
     * @param function an unqualified reference
     */
    public RecursiveLoop getRecursionConfig(String function) {
        return reservations.existing(function).concurrency().loops().policy();
    }

    /** The aliases of all functions. */
    public AliasRegistry aliases() {
        return aliases;
    }

    /** The provisioned concurrency of all versions and aliases. */
    public ProvisionedRegistry provisioned() {
        return provisioned;
    }

    /** How events of all functions, versions and aliases are retried, and where they go in the end. */
    public EventInvokeConfigs eventInvokeConfigs() {
        return eventInvokeConfigs;
    }

    // ---- for asynchronous invocation -------------------------------------------------------------------------------

    /**
     * Where events of a version go that are given up: what it was published with or, if the registry is set so, what {@code
     * $LATEST} has now (rule DLQ-5). Takes no lock.
     *
     * @param function its name
     * @param version {@code $LATEST} or a number
     * @return null if it has none, or there is no such function or version
     */
    public @Nullable DestinationRef deadLetterTarget(String function, String version) {
        FunctionEntry entry = functions.get(function);
        Published published = entry == null ? null : entry.version(version);
        if (entry == null || published == null) {
            return null;
        }
        Published asked = settings.deadLetterTargetOfLatest() ? entry.latest() : published;
        return asked.revision().deadLetterTarget();
    }

    /**
     * Tells of every function that is created from now on.
     *
     * @param listener given the function's name, on the thread that creates it and once it can be invoked; must be quick and
     *     throw nothing
     */
    public void onCreate(Consumer<String> listener) {
        creationListeners.add(listener);
    }

    /**
     * Tells of every function that is deleted from now on, not of those that go with the registry itself (rule ASYNC-16).
     *
     * @param listener given the function's name, on the thread that deletes it and before another can be created under
     *     that name; must be quick and throw nothing
     */
    public void onDelete(Consumer<String> listener) {
        deletionListeners.add(listener);
    }

    // ---- ways in ---------------------------------------------------------------------------------------------------

    /**
     * The way to what a reference names.
     *
     * @param ref any reference
     * @throws ResourceNotFoundException if it leads nowhere (rule ID-7)
     * @throws ServiceException if the runtime is closed
     */
    public Route route(FunctionRef ref) {
        references.requireOwn(ref);
        FunctionEntry entry = functions.get(ref.name());
        Route route = entry == null ? null : entry.route(ref.qualifier().orElse(null));
        if (route == null) {
            if (closed) {
                throw new ServiceException("The runtime is closed.", null);
            }
            throw NotFound.onInvoke(References.local(ref), scope);
        }
        return route;
    }

    /** Drains every pool and refuses all further changes; what is running goes on. */
    public void close() {
        writes.lock();
        try {
            closed = true;
            functions.values().forEach(provisioned::forget);
            functions.values().forEach(FunctionEntry::delete);
            functions.clear();
            byName = null;
        } finally {
            writes.unlock();
        }
    }

    // ---- shared in the package -----------------------------------------------------------------------------------

    <T> T write(Supplier<T> change) {
        if (!writes.isHeldByCurrentThread()) {
            concurrency.admitCall();
        }
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

    /** A change that the library makes by itself: no call of anybody's, and nothing once the registry is closed. */
    void writeByItself(Runnable change) {
        writes.lock();
        try {
            if (!closed) {
                change.run();
            }
        } finally {
            writes.unlock();
        }
    }

    Restoration restoration() {
        return restoration;
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
}
