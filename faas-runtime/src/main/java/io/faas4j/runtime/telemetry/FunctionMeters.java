package io.faas4j.runtime.telemetry;

import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.tally.Totals;
import io.faas4j.runtime.tally.Traffic;
import io.faas4j.runtime.tally.TrafficListener;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of functions, registered when there is something to count for the first time and removed with the version,
 * qualifier or function; {@code docs/meters.md} lists them. All but histograms are read when somebody polls the registry, so
 * that an invocation pays nothing. Safe for use by many threads.
 *
 * <p>A registry that refuses a meter is logged and otherwise left alone: an invocation never fails for it.
 */
public final class FunctionMeters implements TrafficListener {

    private static final Logger log = LoggerFactory.getLogger(FunctionMeters.class);

    private final MeterRegistry registry;
    private final Histograms histograms;
    private final BiFunction<String, String, ContextCounts> contexts;

    // Guarded by this object's monitor.
    private final Map<Totals, List<Meter>> ofTotals = new HashMap<>();
    private final Map<Traffic, List<Meter>> ofTraffic = new HashMap<>();
    private final Map<VersionContexts, OfVersion> ofVersions = new HashMap<>();

    /**
     * No meters yet.
     *
     * @param registry where they are registered
     * @param histograms of which functions durations are recorded
     * @param contexts the contexts of a function's version, by their names
     */
    public FunctionMeters(
            MeterRegistry registry, Histograms histograms, BiFunction<String, String, ContextCounts> contexts) {
        this.registry = registry;
        this.histograms = histograms;
        this.contexts = contexts;
    }

    /** The meters of one version, which all the qualifiers that lead there have in common. */
    private static final class OfVersion {
        private final List<Meter> meters;
        private int qualifiers;

        OfVersion(List<Meter> meters) {
            this.meters = meters;
        }
    }

    private VersionContexts version(Totals totals) {
        return new VersionContexts(totals.traffic().function(), totals.version(), contexts);
    }

    @Override
    public synchronized void began(Totals totals) {
        OfVersion version = ofVersions.computeIfAbsent(version(totals), this::beginVersion);
        version.qualifiers++;
        MeterGroup group = new MeterGroup(registry);
        ofTotals.put(totals, group.meters());
        String function = totals.traffic().function();
        unlessRefused(function, () -> TotalsMeters.register(totals, group));
        unlessRefused(function, () -> {
            DurationHistogram histogram = histograms.find(function);
            if (histogram != null) {
                totals.recordDurations(TotalsMeters.histogram(totals, histogram, group));
            }
        });
    }

    private OfVersion beginVersion(VersionContexts version) {
        MeterGroup group = new MeterGroup(registry);
        unlessRefused(version.function(), () -> version.register(group));
        return new OfVersion(group.meters());
    }

    /** An invocation holds its context meanwhile: whatever a registry throws, an error too, stays here. */
    private static void unlessRefused(String function, Runnable registering) {
        try {
            registering.run();
        } catch (RuntimeException | Error refused) {
            FailureLog.warn(log, "The meter registry refused meters of function {}", function, refused);
        }
    }

    @Override
    public synchronized void ended(Totals totals) {
        remove(ofTotals.remove(totals));
        VersionContexts key = version(totals);
        OfVersion version = ofVersions.get(key);
        if (version != null && --version.qualifiers <= 0) {
            ofVersions.remove(key);
            remove(version.meters);
        }
    }

    @Override
    public synchronized void refuses(Traffic traffic) {
        MeterGroup group = new MeterGroup(registry);
        ofTraffic.put(traffic, group.meters());
        unlessRefused(traffic.function(), () -> RefusalMeters.register(traffic, group));
    }

    @Override
    public synchronized void throttlesConcurrency(Traffic traffic) {
        MeterGroup group = new MeterGroup(registry);
        try {
            RefusalMeters.registerConcurrency(traffic, group);
        } catch (RuntimeException refused) {
            log.warn("The meter registry refused meters of function {}", traffic.function(), refused);
        }
        ofTraffic.computeIfAbsent(traffic, first -> new ArrayList<>()).addAll(group.meters());
    }

    @Override
    public synchronized void refusesNoMore(Traffic traffic) {
        remove(ofTraffic.remove(traffic));
    }

    private void remove(@Nullable List<Meter> meters) {
        if (meters == null) {
            return;
        }
        try {
            meters.forEach(registry::remove);
        } catch (RuntimeException | Error refused) {
            FailureLog.warn(log, "The meter registry did not remove meters", refused);
        }
    }
}
