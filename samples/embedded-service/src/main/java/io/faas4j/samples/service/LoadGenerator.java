package io.faas4j.samples.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Callers that send one request after the other over HTTP, until they are stopped. */
final class LoadGenerator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LoadGenerator.class);

    private static final int SERVICE_ENDS = 503;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService callers;
    private final String base;
    private volatile Tally tally = new Tally();
    private volatile boolean stopped;

    /**
     * Starts the callers.
     *
     * @param port the service's
     * @param count how many callers
     * @param requests what they send, by lot
     */
    LoadGenerator(int port, int count, List<SampleRequest> requests) {
        this.base = "http://localhost:" + port + "/invoke/";
        this.callers = Executors.newFixedThreadPool(count);
        for (int caller = 0; caller < count; caller++) {
            SplittableRandom lot = new SplittableRandom(caller);
            callers.execute(() -> call(requests, lot));
        }
    }

    private void call(List<SampleRequest> requests, SplittableRandom lot) {
        while (!stopped) {
            SampleRequest request = requests.get(lot.nextInt(requests.size()));
            try {
                if (send(request) == SERVICE_ENDS) {
                    return;
                }
            } catch (IOException lost) {
                log.warn("A request to {} got no answer: {}", request.function(), lost.toString());
                tally.lost();
                return;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private int send(SampleRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(base + request.function()))
                        .POST(HttpRequest.BodyPublishers.ofString(request.json()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        tally.answered(
                request.function(),
                response.statusCode(),
                response.headers().firstValue("X-Executed-Version").orElse("-"),
                System.nanoTime() - start);
        return response.statusCode();
    }

    /** What came back since this was asked last. By one thread at a time. */
    Tally take() {
        Tally taken = tally;
        tally = new Tally();
        return taken;
    }

    /** Stops, once each caller has the answer it waits for. */
    @Override
    public void close() {
        stopped = true;
        callers.shutdown();
        try {
            if (!callers.awaitTermination(30, TimeUnit.SECONDS)) {
                callers.shutdownNow();
            }
        } catch (InterruptedException e) {
            callers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
