package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ProvisionedConcurrencyConfigNotFoundException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.Alias;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Prewarm;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.function.Qualifier;
import io.faas4j.function.TargetTracking;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.ProvisionedListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Provisioned concurrency of versions and aliases: execution contexts that are initialised ahead of traffic, and kept. Safe
 * for use by many threads.
 *
 * <p>Contexts are initialised on threads of the runtime's own, next to each other, each within 130 seconds, or the function's
 * timeout if that is longer, but at most 15 minutes (rule CTX-2). None serves before all are ready; until then, and while all
 * are busy, invocations run on demand (rules CONC-8, CONC-16). A provisioned context keeps its place under the function's and
 * the runtime's limit also while it is idle, and is not removed for being idle; one that was reset or has reached its
 * maximum lifetime is initialised again before an invocation needs it (rule CTX-15).
 */
public final class ProvisionedRegistry {

    private static final String UNPUBLISHED =
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.";

    private final FunctionRegistry functions;
    private final References references;
    private final Allocations allocations;
    private final ContextScaling scaling;

    ProvisionedRegistry(
            FunctionRegistry functions, References references, Contexts contexts, ProvisionedListener listener) {
        this.functions = functions;
        this.references = references;
        this.allocations = new Allocations(contexts, listener);
        this.scaling = new ContextScaling(functions, allocations, contexts);
    }

    Allocations allocations() {
        return allocations;
    }

    // ---- provisioned concurrency -----------------------------------------------------------------------------------

    /**
     * Asks for contexts of a version, or of the version behind an alias; replaces what was asked for before. Contexts that are
     * ready already go on serving, and count: more are made besides, or the surplus is retired. A request that was still in
     * progress is given up, and what it made is ended.
     *
     * @param function a reference with a version number or an alias
     * @param contexts 1 or more; within the function's reservation, or what the runtime has unreserved (rule CONC-14)
     * @return the state at the beginning: in progress, nothing allocated; {@link #get} tells how it goes on
     * @throws ValidationException if {@code contexts} is less than 1
     * @throws ResourceNotFoundException if the reference leads nowhere
     * @throws ResourceConflictException if the version has a configuration by another name (rule CONC-10)
     * @throws InvalidParameterValueException on {@code $LATEST} (rule CONC-6), over a limit (rule CONC-14), on an alias with
     *     routing (rule CONC-13), or with tenant isolation or a context concurrency of more than 1
     */
    public ProvisionedConcurrency put(String function, int contexts) {
        if (contexts < 1) {
            throw ValidationException.of(
                    "provisionedConcurrentExecutions", contexts, "Member must have value greater than or equal to 1");
        }
        FunctionRef ref = references.own(function);
        Qualifier qualifier = qualifier(ref, UNPUBLISHED);
        return functions.write(() -> {
            FunctionEntry entry = existing(ref, qualifier);
            ProvisionedConcurrency begun = put(entry, qualifier.text(), contexts);
            functions.restoration().provisioned(entry.ref().name(), qualifier.text(), contexts);
            return begun;
        });
    }

    /** Provisions what an earlier process did. */
    void restore(FunctionEntry entry, String qualifier, int contexts) {
        put(entry, qualifier, contexts);
    }

    private ProvisionedConcurrency put(FunctionEntry entry, String qualifier, int contexts) {
        Alias alias = entry.aliases().get(qualifier);
        requireProvisionable(entry.version(alias == null ? qualifier : alias.functionVersion()));
        if (alias != null) {
            requirePublished(alias);
            allocations.requireFree(entry, alias);
            if (!alias.routing().isNone()) {
                throw new InvalidParameterValueException(
                        "Alias with weights can not be used with Provisioned Concurrency");
            }
        } else {
            allocations.requireFree(entry, qualifier);
        }
        return allocations.put(entry, qualifier, contexts).begun();
    }

    /** Nobody knows ahead of traffic for which tenant, and a context that serves many at once is there for the next. */
    private static void requireProvisionable(@Nullable Published version) {
        if (version == null) {
            return;
        }
        FunctionConfiguration configuration = version.revision().configuration();
        if (configuration.tenantIsolation() || configuration.contextConcurrency() > 1) {
            throw new InvalidParameterValueException(
                    "Provisioned Concurrency Configs cannot be applied to functions with "
                            + (configuration.tenantIsolation()
                                    ? "tenant isolation."
                                    : "a context concurrency of more than 1."));
        }
    }

    /**
     * The provisioned concurrency as it is now.
     *
     * @param function a reference with a version number or an alias
     * @throws ResourceNotFoundException if it leads nowhere
     * @throws ProvisionedConcurrencyConfigNotFoundException if there is none by this name (rule CONC-11)
     * @throws InvalidParameterValueException on {@code $LATEST} (rule CONC-6)
     */
    public ProvisionedConcurrency get(String function) {
        FunctionRef ref = references.own(function);
        Qualifier qualifier = publishedQualifier(ref);
        Allocation found = allocations.find(existing(ref, qualifier), qualifier.text());
        if (found == null) {
            throw new ProvisionedConcurrencyConfigNotFoundException();
        }
        return found.view();
    }

    /**
     * Gives provisioned concurrency up; busy contexts finish their invocation. Does nothing if there is none (rule CONC-15).
     *
     * @param function a reference with a version number or an alias
     * @throws ResourceNotFoundException if it leads nowhere
     * @throws InvalidParameterValueException on {@code $LATEST} (rule CONC-6)
     */
    public void delete(String function) {
        FunctionRef ref = references.own(function);
        Qualifier qualifier = publishedQualifier(ref);
        functions.write(() -> {
            FunctionEntry entry = existing(ref, qualifier);
            scaling.stopTracking(entry, qualifier.text());
            allocations.remove(entry, qualifier.text());
            functions.restoration().provisioned(entry.ref().name(), qualifier.text(), null);
            return entry;
        });
    }

    /**
     * All provisioned concurrency of a function, by version or alias; empty if there is none (rule CONC-15).
     *
     * @param function an unqualified reference
     * @throws InvalidParameterValueException on a qualifier (rule ID-9)
     * @throws ResourceNotFoundException if there is no such function
     */
    public List<ProvisionedConcurrency> list(String function) {
        FunctionEntry entry = wholeFunction(function);
        return allocations.of(entry).stream().map(Allocation::view).toList();
    }

    // ---- scaling by the library ------------------------------------------------------------------------------------

    /**
     * Lets the library choose the number of contexts by their utilisation; asks for the minimum if there is no provisioned
     * concurrency yet. The status stays what it is while the number changes, and no busy context is ended.
     *
     * @param function a reference with a version number or an alias
     * @param policy replaces the one before
     * @throws io.faas4j.error.FaasException as {@link #put}
     */
    public void targetTracking(String function, TargetTracking policy) {
        FunctionRef ref = references.own(function);
        Qualifier qualifier = qualifier(ref, UNPUBLISHED);
        functions.write(() -> {
            FunctionEntry entry = existing(ref, qualifier);
            Allocation present = allocations.find(entry, qualifier.text());
            if (present == null) {
                put(function, policy.minimum());
            }
            scaling.track(entry, qualifier.text(), policy);
            return entry;
        });
    }

    /**
     * Leaves the number of contexts as it is from now on; does nothing without a policy.
     *
     * @param function a reference with a version number or an alias
     * @throws ResourceNotFoundException if it leads nowhere
     */
    public void stopTargetTracking(String function) {
        FunctionRef ref = references.own(function);
        Qualifier qualifier = publishedQualifier(ref);
        functions.write(() -> {
            FunctionEntry entry = existing(ref, qualifier);
            scaling.stopTracking(entry, qualifier.text());
            return entry;
        });
    }

    /**
     * Lets the library initialise on-demand contexts of all versions ahead, as many as there were cold starts lately.
     *
     * @param function an unqualified reference
     * @param policy replaces the one before
     * @throws InvalidParameterValueException on a qualifier (rule ID-9)
     * @throws ResourceNotFoundException if there is no such function
     */
    public void prewarm(String function, Prewarm policy) {
        functions.write(() -> {
            FunctionEntry entry = wholeFunction(function);
            scaling.prewarm(entry, policy);
            return entry;
        });
    }

    /**
     * Makes contexts for invocations alone from now on; does nothing without a policy.
     *
     * @param function an unqualified reference
     * @throws InvalidParameterValueException on a qualifier (rule ID-9)
     * @throws ResourceNotFoundException if there is no such function
     */
    public void stopPrewarm(String function) {
        functions.write(() -> {
            FunctionEntry entry = wholeFunction(function);
            scaling.stopPrewarm(entry);
            return entry;
        });
    }

    // ---- what happens to functions, under the registry's lock ------------------------------------------------------

    /** Before an alias changes: refuses what its provisioned concurrency cannot follow. */
    void requireMovable(FunctionEntry entry, Alias changed) {
        if (allocations.find(entry, changed.name()) != null) {
            requirePublished(changed);
            requireProvisionable(entry.version(changed.functionVersion()));
            changed.routing().additionalVersionWeights().keySet().stream()
                    .map(entry::version)
                    .forEach(ProvisionedRegistry::requireProvisionable);
            allocations.requireFree(entry, changed);
        }
    }

    /** After an alias changed: its contexts move with it (rules CONC-12, CONC-13). */
    void moved(FunctionEntry entry, String alias) {
        allocations.follow(entry, alias);
    }

    /** A version or an alias is deleted. */
    void forget(FunctionEntry entry, String qualifier) {
        scaling.stopTracking(entry, qualifier);
        allocations.remove(entry, qualifier);
    }

    /** A function is deleted, or the registry closed. */
    void forget(FunctionEntry entry) {
        scaling.forget(entry);
        allocations.removeAll(entry);
    }

    // ---- names -----------------------------------------------------------------------------------------------------

    private static void requirePublished(Alias alias) {
        if (alias.functionVersion().equals("$LATEST")) {
            throw new InvalidParameterValueException(UNPUBLISHED);
        }
    }

    private static Qualifier publishedQualifier(FunctionRef ref) {
        return qualifier(ref, "The function resource provided must be an alias or a published version.");
    }

    private static Qualifier qualifier(FunctionRef ref, String refusal) {
        Qualifier qualifier = ref.qualifier().orElse(Qualifier.LATEST);
        if (qualifier.isLatest()) {
            throw new InvalidParameterValueException(refusal);
        }
        return qualifier;
    }

    /** The function, if it has the version or alias; else the error of rule ID-7. */
    private FunctionEntry existing(FunctionRef ref, Qualifier qualifier) {
        FunctionEntry entry = functions.entry(ref.name());
        if (entry != null && exists(entry, qualifier)) {
            return entry;
        }
        FunctionRef asked = References.local(ref).withQualifier(qualifier);
        throw qualifier.isVersion()
                ? NotFound.onRead(asked, references.scope())
                : NotFound.onAliasRead(asked, references.scope());
    }

    private static boolean exists(FunctionEntry entry, Qualifier qualifier) {
        return qualifier.isVersion()
                ? entry.version(qualifier.text()) != null
                : entry.aliases().containsKey(qualifier.text());
    }

    private FunctionEntry wholeFunction(String function) {
        FunctionRef ref = references.whole(function);
        FunctionEntry entry = functions.entry(ref.name());
        if (entry == null) {
            throw NotFound.onRead(References.local(ref), references.scope());
        }
        return entry;
    }
}
