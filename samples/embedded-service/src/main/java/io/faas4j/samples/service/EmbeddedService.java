package io.faas4j.samples.service;

import io.faas4j.Faas;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole service: functions, meters, HTTP. Closing it loses no request that it has let in. */
final class EmbeddedService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedService.class);
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Faas faas;
    private final Front front;
    private final Duration grace;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Starts it.
     *
     * @param port 0 for any free one
     * @param grace how long new requests are answered with 503 before it ends
     * @throws IOException if the port is taken
     */
    EmbeddedService(int port, Duration grace) throws IOException {
        this.grace = grace;
        front = new Front(port);
        faas = Faas.builder().meterRegistry(meters).drainLimit(DRAIN_LIMIT).build();
        Functions.deployTo(faas);
        front.on("/invoke/", new InvokeEndpoint(faas));
        front.on("/live/", new AliasEndpoint(faas));
        front.on("/functions", new FunctionsEndpoint(faas));
        front.on("/metrics", call -> Answer.text(PROMETHEUS_TEXT, meters.scrape()));
        front.on("/health", call -> Answer.json(200, Map.of("status", "up")));
        front.start();
        log.info("Listening on port {}", port());
    }

    int port() {
        return front.port();
    }

    Faas faas() {
        return faas;
    }

    /** In the reverse order of the start: first what brings work in, then the work, then the meters. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!front.drain(DRAIN_LIMIT, grace)) {
                log.warn("Some requests were still running after {}", DRAIN_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            faas.close();
            meters.close();
            log.info("Closed");
        }
    }
}
