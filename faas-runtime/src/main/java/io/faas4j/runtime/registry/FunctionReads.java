package io.faas4j.runtime.registry;

import io.faas4j.function.Alias;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Qualifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of a registry's functions. Takes no lock. */
final class FunctionReads {

    private final FunctionRegistry functions;
    private final References references;

    FunctionReads(FunctionRegistry functions, References references) {
        this.functions = functions;
        this.references = references;
    }

    FunctionVersion get(String function) {
        FunctionRef ref = references.own(function);
        FunctionEntry entry = functions.entry(ref.name());
        Published found = entry == null
                ? null
                : find(entry, ref.qualifier().map(Qualifier::text).orElse("$LATEST"));
        if (found == null) {
            throw NotFound.onRead(References.local(ref), references.scope());
        }
        return found.info().as(References.local(ref));
    }

    private static @Nullable Published find(FunctionEntry entry, String qualifier) {
        Alias alias = entry.aliases().get(qualifier);
        if (alias != null) {
            return entry.version(alias.functionVersion());
        }
        boolean isVersion = qualifier.equals("$LATEST") || new Qualifier(qualifier).isVersion();
        return isVersion ? entry.version(qualifier) : null;
    }

    List<FunctionVersion> list(Collection<FunctionEntry> entries) {
        return entries.stream()
                .map(entry -> entry.latest().info())
                .sorted(Comparator.comparing(FunctionVersion::functionName))
                .toList();
    }

    List<FunctionVersion> listVersions(String function) {
        FunctionRef ref = references.whole(function);
        FunctionEntry entry = functions.entry(ref.name());
        if (entry == null) {
            throw NotFound.onRead(References.local(ref), references.scope());
        }
        List<FunctionVersion> all = new ArrayList<>();
        all.add(entry.latest().info().as(entry.ref().withQualifier(Qualifier.LATEST)));
        entry.versions().values().forEach(published -> all.add(published.info()));
        return List.copyOf(all);
    }
}
