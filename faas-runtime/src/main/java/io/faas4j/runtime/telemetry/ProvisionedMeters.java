package io.faas4j.runtime.telemetry;

import io.faas4j.runtime.context.ProvisionedContexts;
import io.faas4j.runtime.context.ProvisionedListener;
import io.faas4j.runtime.context.Revision;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of provisioned concurrency, there as long as a version has some; {@code docs/meters.md} lists them. They are
 * read when polled, from counts that stay with the version: a counter goes on where it was when provisioned concurrency
 * comes back. Safe for use by many threads.
 */
public final class ProvisionedMeters implements ProvisionedListener {

    private static final Logger log = LoggerFactory.getLogger(ProvisionedMeters.class);

    private final MeterRegistry registry;

    // Guarded by this object's monitor.
    private final Map<Revision, List<Meter>> ofRevisions = new HashMap<>();

    /**
     * No meters yet.
     *
     * @param registry where they are registered
     */
    public ProvisionedMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public synchronized void began(Revision revision) {
        MeterGroup group = new MeterGroup(registry);
        ofRevisions.put(revision, group.meters());
        Tags tags = Tags.of("function", revision.functionName(), "version", revision.version());
        try {
            register(revision.pool().provisioned(), tags, group);
        } catch (RuntimeException refused) {
            log.warn("The meter registry refused meters of the provisioned concurrency of {}", revision, refused);
        }
    }

    private static void register(ProvisionedContexts contexts, Tags tags, MeterGroup group) {
        group.gauge(
                "faas.provisioned.allocated",
                "Provisioned contexts that have their place: they serve, or are being made again",
                tags,
                contexts,
                ProvisionedContexts::allocated);
        group.gauge(
                "faas.provisioned.available",
                "Provisioned contexts that serve, idle or busy",
                tags,
                contexts,
                ProvisionedContexts::available);
        group.gauge(
                "faas.provisioned.concurrent.executions",
                "Invocations that run on a provisioned context now",
                tags,
                contexts,
                ProvisionedContexts::busy);
        group.gauge(
                "faas.provisioned.utilization",
                "The share of the provisioned contexts that is busy",
                tags,
                contexts,
                ProvisionedMeters::utilization);
        group.counter(
                "faas.provisioned.invocations",
                "Invocations that came to run on a provisioned context",
                tags,
                contexts,
                ProvisionedContexts::invocations);
        group.counter(
                "faas.provisioned.spillovers",
                "Invocations that found no provisioned context free, and ran on demand",
                tags,
                contexts,
                ProvisionedContexts::spillovers);
    }

    /** Busy contexts that are leaving are no part of what is allocated. */
    private static double utilization(ProvisionedContexts contexts) {
        int allocated = contexts.allocated();
        return allocated == 0 ? 0 : Math.min(1, (double) contexts.busy() / allocated);
    }

    @Override
    public synchronized void ended(Revision revision) {
        List<Meter> meters = ofRevisions.remove(revision);
        if (meters == null) {
            return;
        }
        try {
            meters.forEach(registry::remove);
        } catch (RuntimeException refused) {
            log.warn("The meter registry did not remove meters", refused);
        }
    }
}
