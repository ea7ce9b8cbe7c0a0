package io.faas4j.samples.quakewatch;

import io.faas4j.Faas;
import io.faas4j.async.AsyncSettings;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.jdbc.JdbcStore;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.WindowState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The week from a file, in a process that may be killed at any moment and started again: a stream of its lines is classified and
 * counted, and each strong earthquake raises an alert. How far the stream was read, the window that is open and the alerts are in a
 * durable store; what was found out is in a file beside it.
 */
final class DurableWeek implements AutoCloseable {

    private static final long SEED = 20180207;
    private static final int BATCH = 25;
    private static final long MILLIS_A_SECOND = 1_000;
    private static final long LOOK_MILLIS = 20;
    private static final String WATCH = "watch";
    private static final String ALERT = "alert";

    /** A pager that was busy is tried again so soon, so that nobody has to wait for minutes. */
    private static final List<Duration> RETRIES = List.of(Duration.ofMillis(200), Duration.ofMillis(400));

    private final DurableOptions options;
    private final EventFile file;
    private final Findings findings;
    private final int knownAtStart;
    private final DrawByEvent draw = new DrawByEvent(SEED);
    private final Faas faas;
    private final FunctionHandle<SeismicEvent, Severity> classify;

    /** @param week in any order; used only by the first process */
    DurableWeek(DurableOptions options, List<SeismicEvent> week) throws IOException {
        this.options = options;
        Files.createDirectories(options.folder());
        this.file = EventFile.open(options.folder().resolve("week.jsonl"), week);
        this.findings = Findings.open(options.folder().resolve("findings.jsonl"));
        this.knownAtStart = findings.events();
        this.faas = Faas.builder()
                .durable(JdbcStore.embedded(options.folder().resolve("faas.db")))
                .random(draw)
                .async(AsyncSettings.builder().functionErrorDelays(RETRIES).build())
                .build();
        Classify.deployTo(faas);
        this.classify = Classify.live(faas);
        faas.deploy(FunctionDefinition.of(ALERT, SeismicEvent.class, String.class, DurableWeek::page));
        faas.eventInvokeConfigs().put(ALERT, EventInvokeConfig.create().maximumRetryAttempts(RETRIES.size()));
        faas.deploy(FunctionDefinition.builder(
                        WATCH, new TypeRef<StreamBatch<SeismicEvent>>() {}, TypeRef.of(BatchResponse.class))
                .handler(this::watch)
                .build());
    }

    /** Goes on where the process before this one was, until the week is over and no alert is left. */
    DurableSummary run() throws InterruptedException {
        faas.map(file)
                .to(WATCH)
                .startingPosition(StreamPosition.trimHorizon())
                .batchSize(BATCH)
                .tumblingWindow(Counting.WINDOW)
                .start();
        while (!isOver()) {
            Thread.sleep(LOOK_MILLIS);
        }
        return new DurableSummary(
                options.folder(),
                file.size(),
                knownAtStart,
                findings.bySeverity(),
                findings.byVersion(),
                findings.windows(),
                findings.regions(),
                faas.ledger(ALERT));
    }

    private boolean isOver() {
        long earthquakes = findings.bySeverity().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return findings.events() == file.size()
                && findings.regions().earthquakes() == earthquakes
                && faas.ledger(ALERT).open() == 0;
    }

    /** Classifies, counts and alerts: given the same events again it finds out the same. */
    private BatchResponse watch(StreamBatch<SeismicEvent> batch, Context context) throws InterruptedException {
        WindowState window = batch.window().orElseThrow();
        List<SeismicEvent> earthquakes = new ArrayList<>(batch.size());
        for (StreamBatch.Item<SeismicEvent> item : batch) {
            SeismicEvent event = item.value();
            classify(event);
            if (AlertWeek.isAlerting(event)) {
                faas.invokeAsync(ALERT, event, EventOptions.NONE.deduplicationKey(event.id()));
            }
            if (event.isEarthquake()) {
                earthquakes.add(event);
            }
        }
        RegionCounts sum = window.state(RegionCounts.class).plus(earthquakes);
        if (window.isFinalInvokeForWindow()) {
            findings.counted(window.window().start().toString(), sum);
        }
        Thread.sleep(batch.size() * MILLIS_A_SECOND / options.perSecond());
        return BatchResponse.ofState(sum);
    }

    private void classify(SeismicEvent event) {
        InvocationResult<Severity> result = draw.during(event, () -> classify.call(event));
        findings.classified(
                event, new Findings.Classified(result.executedVersion(), result.isSuccess() ? result.payload() : null));
    }

    /** Raises an alert: for three in ten events the line is busy at first. */
    private static String page(SeismicEvent event, Context context) throws LineBusyException {
        if (context.attempt() <= Pager.busyCalls(event.id())) {
            throw new LineBusyException(context.attempt());
        }
        return "paged for " + event.id();
    }

    @Override
    public void close() throws IOException {
        try {
            faas.close();
        } finally {
            findings.close();
        }
    }
}
