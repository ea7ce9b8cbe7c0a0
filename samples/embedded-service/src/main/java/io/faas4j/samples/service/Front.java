package io.faas4j.samples.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.faas4j.error.FaasException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: finds the endpoint, turns what it throws into a status, and ends in order. More threads than it has
 * never ask for functions at once, so that the limits on functions are what refuses.
 */
final class Front {

    private static final Logger log = LoggerFactory.getLogger(Front.class);
    private static final int THREADS = 64;

    /** The longest body: Lambda takes 6 MB. */
    private static final int MOST_BYTES = 6 * 1024 * 1024;

    private static final Answer ENDING = Answer.error(503, "ServiceUnavailable", "This service is about to end.")
            .with(Map.of("Connection", "close"));

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Gate gate = new Gate();

    static {
        // Or each answer waits for the acknowledgement of its headers: 40 ms. Read once, when the JDK makes its first
        // server.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** @param port 0 for any free one */
    Front(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(threads);
    }

    /**
     * Adds an endpoint.
     *
     * @param path such as {@code /invoke/}
     */
    void on(String path, Endpoint endpoint) {
        server.createContext(path, exchange -> serve(exchange, path, endpoint));
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange, String path, Endpoint endpoint) throws IOException {
        if (!gate.enter()) {
            send(exchange, ENDING);
            return;
        }
        try {
            send(exchange, answer(exchange, path, endpoint));
        } finally {
            gate.leave();
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever a request brings about, its caller gets an answer
    private static Answer answer(HttpExchange exchange, String path, Endpoint endpoint) {
        try {
            byte[] read = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            String body = new String(read, StandardCharsets.UTF_8);
            String rest = exchange.getRequestURI().getPath().substring(path.length());
            return endpoint.answer(new Call(exchange.getRequestMethod(), rest, body));
        } catch (FaasException refused) {
            return Answer.refusal(refused);
        } catch (JsonProcessingException malformed) {
            return Answer.error(400, "BadRequest", malformed.getOriginalMessage());
        } catch (IOException unreadable) {
            return Answer.error(400, "BadRequest", unreadable.getMessage());
        } catch (RuntimeException unexpected) {
            log.error("{} failed", exchange.getRequestURI(), unexpected);
            return Answer.error(500, "InternalServerError", null);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /**
     * Answers new requests with 503, waits for those that are inside, and stops.
     *
     * @param limit the longest to wait
     * @param grace how long new requests are answered with 503 after that, so that callers learn of it
     * @return whether all of them got their answer in time
     */
    boolean drain(Duration limit, Duration grace) throws InterruptedException {
        log.info("Draining: {} requests are inside", gate.inside());
        boolean isEmpty = gate.close(limit);
        TimeUnit.MILLISECONDS.sleep(grace.toMillis());
        server.stop(0);
        threads.shutdown();
        return isEmpty;
    }
}
