package io.faas4j.runtime.registry;

import io.faas4j.event.Ledger;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.snapshot.QualifierSnapshot;
import io.faas4j.runtime.snapshot.VersionSnapshot;
import io.faas4j.runtime.tally.Counts;
import io.faas4j.runtime.tally.LastError;
import io.faas4j.runtime.tally.Totals;
import io.faas4j.runtime.tally.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the picture of one function. */
final class EntrySnapshot {

    private final FunctionEntry entry;
    private final Allocations allocations;

    /** A chain of the versions that ran: of most functions none did, of the others few. */
    private @Nullable OfVersion ran;

    private EntrySnapshot(FunctionEntry entry, Allocations allocations) {
        this.entry = entry;
        this.allocations = allocations;
    }

    static FunctionSnapshot of(FunctionEntry entry, Allocations allocations) {
        return new EntrySnapshot(entry, allocations).take();
    }

    /** What one version did through all qualifiers. */
    private static final class OfVersion {
        private final String version;
        private final @Nullable OfVersion next;
        private @Nullable Counts counts;
        private @Nullable LastError lastError;

        OfVersion(String version, @Nullable OfVersion next) {
            this.version = version;
            this.next = next;
        }

        void add(Counts more, @Nullable LastError error) {
            counts = sum(counts, more);
            LastError known = lastError;
            if (error != null && (known == null || error.time().isAfter(known.time()))) {
                lastError = error;
            }
        }
    }

    private FunctionSnapshot take() {
        List<QualifierSnapshot> qualifiers = qualifiers();
        return new FunctionSnapshot(
                entry.ref().name(),
                entry.concurrency().reservation(),
                entry.concurrency().placesTaken(),
                versions(),
                qualifiers,
                Ledger.EMPTY,
                null);
    }

    private static Counts sum(@Nullable Counts before, Counts more) {
        return before == null ? more : before.plus(more);
    }

    private List<QualifierSnapshot> qualifiers() {
        QualifierSnapshot latest = qualifier(entry.latestRoute().traffic());
        List<Route> others = entry.qualified();
        if (others.isEmpty()) {
            return List.of(latest);
        }
        QualifierSnapshot[] all = new QualifierSnapshot[1 + others.size()];
        all[0] = latest;
        for (int i = 1; i < all.length; i++) {
            all[i] = qualifier(others.get(i - 1).traffic());
        }
        return List.of(all);
    }

    private QualifierSnapshot qualifier(Traffic traffic) {
        Counts counts = null;
        for (Totals totals : traffic.all()) {
            Counts more = totals.counts();
            counts = sum(counts, more);
            ofVersion(totals.version()).add(more, totals.lastError());
        }
        return new QualifierSnapshot(
                traffic.qualifier(),
                counts == null ? Counts.NONE : counts,
                traffic.throttles(),
                traffic.stoppedLoops(),
                traffic.otherRefusals());
    }

    private @Nullable OfVersion find(String version) {
        OfVersion found = ran;
        while (found != null && !found.version.equals(version)) {
            found = found.next;
        }
        return found;
    }

    private OfVersion ofVersion(String version) {
        OfVersion found = find(version);
        if (found == null) {
            found = new OfVersion(version, ran);
            ran = found;
        }
        return found;
    }

    private List<VersionSnapshot> versions() {
        VersionSnapshot latest = version(entry.latest());
        List<Published> numbered = entry.published();
        if (numbered.isEmpty()) {
            return List.of(latest);
        }
        VersionSnapshot[] all = new VersionSnapshot[1 + numbered.size()];
        all[0] = latest;
        for (int i = 1; i < all.length; i++) {
            all[i] = version(numbered.get(i - 1));
        }
        return List.of(all);
    }

    private VersionSnapshot version(Published published) {
        String version = published.info().version();
        OfVersion did = find(version);
        return new VersionSnapshot(
                version,
                entry.contexts(published),
                did == null || did.counts == null ? Counts.NONE : did.counts,
                did == null ? null : did.lastError,
                version.equals("$LATEST") ? null : allocations.snapshot(entry, published.revision()));
    }
}
