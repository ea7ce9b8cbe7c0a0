package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.Alias;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Page;
import io.faas4j.function.Qualifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is said of a registry's functions. Takes no lock. */
final class FunctionReads {

    /** What may be asked for, and what is given at most (rule VER-12). */
    private static final int MAX_ITEMS = 10_000;

    private static final int MAX_PAGE = 50;
    private static final Pattern MARKER = Pattern.compile("[1-9][0-9]{0,8}");

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

    /** A page after the version that the marker names, whether it still exists or not; the first page if there is no marker. */
    Page<FunctionVersion> listVersions(String function, int maxItems, @Nullable String marker) {
        requireMaxItems(maxItems);
        int after = marker == null ? -1 : position(marker);
        List<FunctionVersion> rest = listVersions(function).stream()
                .filter(version -> position(version.version()) > after)
                .toList();
        int size = Math.min(rest.size(), Math.min(maxItems, MAX_PAGE));
        List<FunctionVersion> page = rest.subList(0, size);
        return new Page<>(
                page,
                size == rest.size()
                        ? Optional.empty()
                        : Optional.of(page.get(size - 1).version()));
    }

    private static void requireMaxItems(int maxItems) {
        if (maxItems < 1) {
            throw ValidationException.of("maxItems", maxItems, "Member must have value greater than or equal to 1");
        }
        if (maxItems > MAX_ITEMS) {
            throw ValidationException.of(
                    "maxItems", maxItems, "Member must have value less than or equal to " + MAX_ITEMS);
        }
    }

    private static int position(String version) {
        if (version.equals("$LATEST")) {
            return 0;
        }
        if (!MARKER.matcher(version).matches()) {
            throw new InvalidParameterValueException("'%s' is no marker of a list of versions.".formatted(version));
        }
        return FunctionEntry.number(version);
    }
}
