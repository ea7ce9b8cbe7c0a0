package io.faas4j.runtime.telemetry;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.tally.Totals;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of what ran of one version through one qualifier. */
final class TotalsMeters {

    private static final Logger log = LoggerFactory.getLogger(TotalsMeters.class);

    private static final String INVOCATIONS = "Invocations that ended";

    private TotalsMeters() {}

    static Tags tags(Totals totals) {
        return RefusalMeters.tags(totals.traffic()).and("version", totals.version());
    }

    static void register(Totals totals, MeterGroup group) {
        Tags tags = tags(totals);
        group.counter(
                "faas.invocations",
                INVOCATIONS,
                tags.and("outcome", "success"),
                totals,
                all -> all.counts().successes());
        group.counter(
                "faas.invocations",
                INVOCATIONS,
                tags.and("outcome", "error"),
                totals,
                all -> all.counts().failures());
        group.counter(
                "faas.invocations",
                INVOCATIONS,
                tags.and("outcome", "timeout"),
                totals,
                all -> all.counts().timeouts());
        group.counter(
                "faas.errors",
                "Invocations that ended in a function error",
                tags,
                totals,
                all -> all.counts().errors());
        group.timer(
                "faas.duration",
                "How long invocations took, without the making of a handler before them",
                tags,
                totals,
                all -> all.counts().invocations(),
                all -> all.counts().nanos());
        group.timer(
                "faas.cold.starts",
                "Invocations for which a handler was made, and how long the making took",
                tags,
                totals,
                all -> all.counts().coldStarts(),
                all -> all.counts().initNanos());
        group.timer(
                "faas.overruns",
                "Handlers that ran past their deadline, and for how long",
                tags,
                totals,
                all -> all.counts().overruns(),
                all -> all.counts().overrunNanos());
    }

    /** Where each duration is recorded; a registry that fails then is told of once. */
    static LongConsumer histogram(Totals totals, DurationHistogram histogram, MeterGroup group) {
        Timer timer = group.histogram("faas.duration.histogram", tags(totals), histogram);
        return new LongConsumer() {
            private volatile boolean told;

            @Override
            public void accept(long nanos) {
                try {
                    timer.record(nanos, TimeUnit.NANOSECONDS);
                } catch (RuntimeException | Error failure) {
                    if (!told) {
                        told = true;
                        FailureLog.warn(
                                log,
                                "A duration of function {} was not recorded",
                                totals.traffic().function(),
                                failure);
                    }
                }
            }
        };
    }
}
