package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.PublishOptions;
import io.faas4j.function.Qualifier;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.Revision;
import java.util.HashMap;
import java.util.Map;

/** Makes versions out of {@code $LATEST} (section VER). Used under the registry's lock. */
final class Publications {

    private final Contexts contexts;
    private final RevisionIds revisionIds;

    /** The last version number of each name, also of deleted functions: numbers are never given twice (rule VER-3). */
    private final Map<String, Integer> lastNumbers = new HashMap<>();

    Publications(Contexts contexts, RevisionIds revisionIds) {
        this.contexts = contexts;
        this.revisionIds = revisionIds;
    }

    FunctionVersion publish(FunctionEntry entry, PublishOptions options) {
        Published latest = entry.latest();
        int last = lastNumbers.getOrDefault(entry.ref().name(), 0);
        Published previous = entry.versions().get(last);
        if (previous != null && previous.isOf(latest.source())) {
            return previous.info();
        }
        int number = last + 1;
        String version = Integer.toString(number);
        FunctionConfiguration configuration = options.description()
                .map(text -> latest.info().configuration().with(settings -> settings.description(text)))
                .orElse(latest.info().configuration());
        Revision revision =
                new Revision(latest.source().withConfiguration(configuration), version, entry.concurrency(), contexts);
        FunctionVersion info = new FunctionVersion(
                entry.ref().withQualifier(new Qualifier(version)),
                version,
                configuration,
                latest.info().codeSha256(),
                revisionIds.next(),
                latest.info().lastModified(),
                FunctionVersion.State.ACTIVE);
        lastNumbers.put(entry.ref().name(), number);
        entry.addVersion(number, new Published(info, revision, latest.source()));
        entry.replaceLatest(new Published(withNewRevisionId(latest.info()), latest.revision(), latest.source()));
        revision.pool().keepMinimum();
        return info;
    }

    private FunctionVersion withNewRevisionId(FunctionVersion info) {
        return new FunctionVersion(
                info.ref(),
                info.version(),
                info.configuration(),
                info.codeSha256(),
                revisionIds.next(),
                info.lastModified(),
                info.state());
    }

    static void requireCode(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new InvalidParameterValueException(("CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST "
                            + "(%s). Please try again with the CodeSHA256 in $LATEST.")
                    .formatted(expected, actual));
        }
    }
}
