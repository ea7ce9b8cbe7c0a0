package io.faas4j.runtime.registry;

import io.faas4j.error.AliasLimitExceededException;
import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.PreconditionFailedException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.Alias;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Qualifier;
import io.faas4j.function.Routing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The aliases of a runtime's functions. A move takes effect for every invocation that is accepted after it returned (rule
 * ALIAS-8). Every operation takes an unqualified reference and refuses a qualified one with an {@link
 * InvalidParameterValueException} (rule ID-9). Safe for use by many threads.
 */
public final class AliasRegistry {

    private static final Pattern VERSION = Pattern.compile("(\\$LATEST|[0-9]+)");

    private final FunctionRegistry functions;
    private final References references;
    private final RegistrySettings bounds;
    private final RevisionIds revisionIds;

    AliasRegistry(FunctionRegistry functions, References references, RegistrySettings bounds, RevisionIds revisionIds) {
        this.functions = functions;
        this.references = references;
        this.bounds = bounds;
        this.revisionIds = revisionIds;
    }

    /**
     * Creates an alias.
     *
     * @param function an unqualified reference
     * @param spec with a version
     * @throws ResourceConflictException if the alias exists (rule ALIAS-2)
     * @throws ResourceNotFoundException if the function or a version does not
     * @throws InvalidParameterValueException if the routing cannot be (rule ALIAS-3)
     * @throws AliasLimitExceededException if the function has as many as it may (rule ALIAS-13)
     */
    public Alias create(String function, AliasSpec spec) {
        String version = spec.functionVersion()
                .orElseThrow(() -> ValidationException.of("functionVersion", null, "Member must not be null"));
        FunctionRef ref = references.whole(function);
        return functions.write(() -> {
            FunctionEntry entry = functions.entry(ref.name());
            if (entry == null) {
                throw missingVersion(ref, version);
            }
            FunctionRef alias = aliasRef(entry, spec.name());
            if (entry.aliases().containsKey(spec.name())) {
                throw new ResourceConflictException("Alias already exists: " + alias.arn(references.scope()));
            }
            if (entry.aliases().size() >= bounds.maxAliasesPerFunction()) {
                throw new AliasLimitExceededException("Function %s has %d aliases, the most that are allowed: %d"
                        .formatted(ref.name(), entry.aliases().size(), bounds.maxAliasesPerFunction()));
            }
            AliasSpec last =
                    functions.restoration().alias(entry, spec, kept -> requireTargets(entry, made(alias, kept)));
            Alias made = put(entry, made(alias, last));
            functions.restoration().aliasCreated(entry, made.name());
            return made;
        });
    }

    private Alias made(FunctionRef alias, AliasSpec spec) {
        return new Alias(
                alias,
                spec.name(),
                spec.functionVersion().orElseThrow(),
                spec.routing().orElse(Routing.NONE),
                spec.description().orElse(""),
                revisionIds.next());
    }

    /**
     * Changes what the spec sets, and keeps the rest (rule ALIAS-8).
     *
     * @param function an unqualified reference
     * @param spec the changes
     * @throws ResourceNotFoundException if the function, the alias or a version does not exist
     * @throws PreconditionFailedException if the spec expects another revision
     * @throws InvalidParameterValueException if the routing cannot be (rule ALIAS-3)
     */
    public Alias update(String function, AliasSpec spec) {
        FunctionRef ref = references.whole(function);
        return functions.write(() -> {
            FunctionEntry entry = functions.entry(ref.name());
            Alias old = entry == null ? null : entry.aliases().get(spec.name());
            if (entry == null || old == null) {
                throw NotFound.onAliasUpdate(
                        References.local(ref).withQualifier(new Qualifier(spec.name())), references.scope());
            }
            spec.expectedRevision().ifPresent(expected -> RevisionIds.require(expected, old.revisionId()));
            Alias changed = new Alias(
                    old.ref(),
                    old.name(),
                    spec.functionVersion().orElse(old.functionVersion()),
                    spec.routing().orElse(old.routing()),
                    spec.description().orElse(old.description()),
                    revisionIds.next());
            Alias updated = put(entry, changed);
            functions.restoration().changed(updated);
            return updated;
        });
    }

    /**
     * Creates the alias, or changes it if it exists.
     *
     * @param function an unqualified reference
     * @param spec as for {@link #create} and {@link #update}
     */
    public Alias put(String function, AliasSpec spec) {
        FunctionRef ref = references.whole(function);
        return functions.write(() -> {
            FunctionEntry entry = functions.entry(ref.name());
            boolean exists = entry != null && entry.aliases().containsKey(spec.name());
            return exists ? update(function, spec) : create(function, spec);
        });
    }

    private Alias put(FunctionEntry entry, Alias alias) {
        requireTargets(entry, alias);
        functions.provisioned().requireMovable(entry, alias);
        entry.putAlias(alias);
        functions.provisioned().moved(entry, alias.name());
        return alias;
    }

    private void requireTargets(FunctionEntry entry, Alias alias) {
        requireVersion(entry, alias.functionVersion());
        for (Map.Entry<String, Double> weighted :
                alias.routing().additionalVersionWeights().entrySet()) {
            requireRouting(entry, alias.functionVersion(), weighted.getKey());
        }
    }

    /** The checks of rule ALIAS-3 that need the function, in their order. */
    private void requireRouting(FunctionEntry entry, String primary, String weighted) {
        if (weighted.equals(primary)) {
            throw new InvalidParameterValueException(
                    "Invalid function version %1$s. Function version %1$s is already included in routing configuration."
                            .formatted(weighted));
        }
        if (primary.equals("$LATEST")) {
            throw new InvalidParameterValueException(
                    "$LATEST is not supported for an alias pointing to more than 1 version");
        }
        requireVersion(entry, weighted);
        if (!Objects.equals(deadLetterTarget(entry, primary), deadLetterTarget(entry, weighted))) {
            throw new InvalidParameterValueException(
                    "Versions %s and %s of an alias must have the same dead-letter target (rule ALIAS-4)"
                            .formatted(primary, weighted));
        }
    }

    private static @Nullable DestinationRef deadLetterTarget(FunctionEntry entry, String version) {
        Published published = entry.version(version);
        return published == null ? null : published.revision().deadLetterTarget();
    }

    private void requireVersion(FunctionEntry entry, String version) {
        if (entry.version(version) == null) {
            throw missingVersion(entry.ref(), version);
        }
    }

    private ResourceNotFoundException missingVersion(FunctionRef ref, String version) {
        return NotFound.onRead(References.local(ref).withQualifier(new Qualifier(version)), references.scope());
    }

    /**
     * Deletes an alias; one that does not exist is no error (rule ALIAS-10).
     *
     * @param function an unqualified reference
     * @param name the alias
     * @throws ValidationException if no alias can have that name (rule ID-3)
     * @throws ResourceNotFoundException if there is no such function
     */
    public void delete(String function, String name) {
        requireForm(name);
        FunctionRef ref = references.whole(function);
        functions.write(() -> {
            FunctionEntry entry = existing(ref);
            if (entry.aliases().containsKey(name)) {
                functions.provisioned().forget(entry, name);
                entry.deleteAlias(name);
                functions.restoration().deleted(ref.name(), name);
            }
            return entry;
        });
    }

    /**
     * An alias as it is now.
     *
     * @param function an unqualified reference
     * @param name the alias
     * @throws ValidationException if no alias can have that name (rule ID-3)
     * @throws ResourceNotFoundException if there is none
     */
    public Alias get(String function, String name) {
        requireForm(name);
        FunctionRef ref = references.whole(function);
        FunctionEntry entry = functions.entry(ref.name());
        Alias alias = entry == null ? null : entry.aliases().get(name);
        if (alias == null) {
            throw NotFound.onAliasRead(References.local(ref).withQualifier(new Qualifier(name)), references.scope());
        }
        return alias;
    }

    /**
     * All aliases of a function, by name.
     *
     * @param function an unqualified reference
     */
    public List<Alias> list(String function) {
        return List.copyOf(existing(references.whole(function)).aliases().values());
    }

    /**
     * The aliases whose primary version is this one, by name (rule ALIAS-12).
     *
     * @param function an unqualified reference
     * @param functionVersion a version number or {@code $LATEST}
     * @throws ValidationException at {@code functionVersion} otherwise
     */
    public List<Alias> list(String function, String functionVersion) {
        if (!VERSION.matcher(functionVersion).matches()) {
            throw ValidationException.of(
                    "functionVersion",
                    functionVersion,
                    "Member must satisfy regular expression pattern: " + VERSION.pattern());
        }
        return list(function).stream()
                .filter(alias -> alias.functionVersion().equals(functionVersion))
                .toList();
    }

    /** The form is checked before anything is looked for (rule ERR-0). */
    private static void requireForm(String name) {
        AliasSpec.of(name);
    }

    private FunctionEntry existing(FunctionRef ref) {
        FunctionEntry entry = functions.entry(ref.name());
        if (entry == null) {
            throw NotFound.onRead(References.local(ref).withoutQualifier(), references.scope());
        }
        return entry;
    }

    private static FunctionRef aliasRef(FunctionEntry entry, String alias) {
        return entry.ref().withQualifier(new Qualifier(alias));
    }
}
