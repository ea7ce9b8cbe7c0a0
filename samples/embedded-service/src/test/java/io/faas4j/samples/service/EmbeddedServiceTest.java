package io.faas4j.samples.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service from outside, over HTTP. */
class EmbeddedServiceTest {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private EmbeddedService service;

    @BeforeEach
    void start() throws IOException {
        service = new EmbeddedService(0, Duration.ofMillis(300));
    }

    @AfterEach
    void close() {
        service.close();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    private HttpResponse<String> invoke(SampleRequest request) throws IOException, InterruptedException {
        return send("POST", "/invoke/" + request.function(), request.json());
    }

    private static String version(HttpResponse<?> response) {
        return response.headers().firstValue("X-Executed-Version").orElseThrow();
    }

    // ---- functions -------------------------------------------------------------------------------------------------

    @Test
    void a_quote_is_the_sum_of_the_list_prices() throws Exception {
        HttpResponse<String> response = invoke(SampleRequest.SMALL_QUOTE);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"customer\":\"Kowalski\",\"total\":14.79,\"rule\":\"list price\"}");
        assertThat(version(response)).isEqualTo("1");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void an_order_is_checked_and_what_is_wrong_is_said() throws Exception {
        assertThat(invoke(SampleRequest.ORDER).body()).isEqualTo("{\"accepted\":true,\"problems\":[]}");
        assertThat(send(
                                "POST",
                                "/invoke/order-check:live",
                                "{\"customer\": \"x\", \"lines\": [{\"article\": \"B-7\", \"quantity\": 0}]}")
                        .body())
                .isEqualTo("{\"accepted\":false,\"problems\":[\"there is no article B-7\","
                        + "\"1 to 100 of one article, not 0 of B-7\"]}");
    }

    @Test
    void a_message_is_summed_up() throws Exception {
        assertThat(invoke(SampleRequest.MESSAGE).body())
                .isEqualTo("{\"words\":16,\"frequent\":[\"washers\",\"came\",\"ones\"]}");
    }

    // ---- errors ----------------------------------------------------------------------------------------------------

    @Test
    void a_function_error_is_a_502_with_what_the_handler_threw_and_no_stack_trace() throws Exception {
        HttpResponse<String> response = invoke(SampleRequest.UNKNOWN_ARTICLE);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body())
                .contains(UnknownArticleException.class.getName(), "no price for article: B-7")
                .doesNotContain("stackTrace");
        assertThat(version(response)).isEqualTo("1");
    }

    @Test
    void an_unknown_function_is_a_404() throws Exception {
        HttpResponse<String> response = send("POST", "/invoke/nobody", "{}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("ResourceNotFoundException", "Function not found");
    }

    @Test
    void what_is_no_json_or_no_function_name_is_a_400() throws Exception {
        assertThat(send("POST", "/invoke/price-quote:live", "no json").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/invoke/not%20a%20name", "{}").statusCode()).isEqualTo(400);
        assertThat(send("PUT", "/live/price-quote", "{\"share\": 0.1}").statusCode())
                .isEqualTo(400);
        assertThat(send("GET", "/invoke/price-quote:live", "").statusCode()).isEqualTo(405);
    }

    @Test
    void an_event_of_more_than_6_mb_is_a_413() throws Exception {
        String long7Mb = "{\"text\": \"" + "long ".repeat(1_400_000) + "\"}";

        assertThat(send("POST", "/invoke/text-summary:live", long7Mb).statusCode())
                .isEqualTo(413);
    }

    @Test
    void more_orders_than_are_reserved_are_throttled_and_told_when_to_come_again() throws Exception {
        Set<Integer> statuses = ConcurrentHashMap.newKeySet();
        Set<String> retryAfter = ConcurrentHashMap.newKeySet();

        inParallel(4 * Functions.CHECKS_AT_ONCE, caller -> {
            HttpResponse<String> response = invoke(SampleRequest.ORDER);
            statuses.add(response.statusCode());
            response.headers().firstValue("Retry-After").ifPresent(retryAfter::add);
            return statuses.size() < 2;
        });

        assertThat(statuses).containsExactlyInAnyOrder(200, 429);
        assertThat(retryAfter).containsExactly("1");
    }

    // ---- the canary ------------------------------------------------------------------------------------------------

    @Test
    void the_canary_moves_by_put_and_quotes_come_from_the_new_version() throws Exception {
        HttpResponse<String> half = send("PUT", "/live/price-quote", "{\"version\": \"2\", \"share\": 0.5}");
        assertThat(half.statusCode()).isEqualTo(200);
        assertThat(half.body()).contains("\"version\":\"1\"", "\"weights\":{\"2\":0.5}");
        Set<String> versions = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            versions.add(version(invoke(SampleRequest.LARGE_QUOTE)));
        }
        assertThat(versions).containsExactlyInAnyOrder("1", "2");

        send("PUT", "/live/price-quote", "{\"version\": \"2\", \"share\": 1.0}");

        HttpResponse<String> moved = invoke(SampleRequest.LARGE_QUOTE);
        assertThat(version(moved)).isEqualTo("2");
        assertThat(moved.body()).contains("volume discount");
        assertThat(get("/functions").body()).contains("\"function\":\"price-quote\"", "\"version\":\"2\"");
    }

    @Test
    void a_version_that_does_not_exist_gets_no_share() throws Exception {
        assertThat(send("PUT", "/live/price-quote", "{\"version\": \"9\", \"share\": 0.1}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_demo_moves_the_canary_under_load_and_every_request_is_answered() throws Exception {
        var printed = new ByteArrayOutputStream();

        new Demo(service, Duration.ofMillis(400), new PrintStream(printed, true, StandardCharsets.UTF_8)).run();

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("canary", "none", "10 %", "25 %", "50 %", "100 %", "200=", "429=")
                .doesNotContain("lost");
    }

    // ---- operation -------------------------------------------------------------------------------------------------

    @Test
    void meters_are_scraped_in_prometheus_text_form() throws Exception {
        invoke(SampleRequest.SMALL_QUOTE);

        HttpResponse<String> response = get("/metrics");

        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(response.body())
                .contains("# TYPE faas_concurrent_executions gauge", "faas_contexts_leaked 0.0")
                .contains("faas_invocations_total{function=\"price-quote\",outcome=\"success\","
                        + "qualifier=\"live\",version=\"1\"} 1.0");
    }

    @Test
    void operators_see_functions_versions_aliases_and_reservations() throws Exception {
        JsonNode before = look();
        assertThat(before.at("/health/well").asBoolean()).isTrue();
        invoke(SampleRequest.UNKNOWN_ARTICLE);

        JsonNode quote = function("price-quote");
        assertThat(function("order-check").path("reserved").asInt()).isEqualTo(4);
        assertThat(quote.at("/versions/0/version").asText()).isEqualTo("$LATEST");
        assertThat(quote.at("/versions/0/invocations").asInt()).isZero();
        assertThat(quote.at("/versions/1/invocations").asInt()).isEqualTo(1);
        assertThat(quote.at("/versions/1/errors").asInt()).isEqualTo(1);
        assertThat(quote.at("/versions/1/lastError/type").asText()).isEqualTo(UnknownArticleException.class.getName());
        assertThat(quote.at("/aliases/0/version").asText()).isEqualTo("1");
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void operators_see_who_has_permits_and_who_was_throttled_since_they_looked_last() throws Exception {
        awaitReady();
        AtomicInteger throttled = new AtomicInteger();
        inParallel(4 * Functions.CHECKS_AT_ONCE, caller -> {
            int status = invoke(SampleRequest.ORDER).statusCode();
            return status == 429 ? throttled.incrementAndGet() == 0 : throttled.get() == 0;
        });

        JsonNode look = look();
        JsonNode order = function("order-check");
        assertThat(look.at("/health/well").asBoolean()).isFalse();
        assertThat(look.at("/health/throttled/order-check").asInt()).isEqualTo(throttled.get());
        assertThat(order.path("throttled").asInt()).isEqualTo(throttled.get());
        assertThat(qualifier(order, "live").path("throttled").asInt()).isEqualTo(throttled.get());
        assertThat(order.path("permits").asInt()).isBetween(0, Functions.CHECKS_AT_ONCE);
        assertThat(look.at("/concurrency/reserved").asInt())
                .isEqualTo(Functions.CHECKS_AT_ONCE + Functions.QUOTES_READY);
        assertThat(look().at("/health/throttled").isEmpty()).isTrue();
    }

    private JsonNode look() throws Exception {
        return new ObjectMapper().readTree(get("/functions").body());
    }

    private JsonNode function(String name) throws Exception {
        return find(look().path("functions"), "function", name);
    }

    private static JsonNode qualifier(JsonNode function, String qualifier) {
        return find(function.path("qualifiers"), "qualifier", qualifier);
    }

    private static JsonNode find(JsonNode list, String key, String value) {
        for (JsonNode one : list) {
            if (one.path(key).asText().equals(value)) {
                return one;
            }
        }
        throw new AssertionError("no " + value + " in " + list);
    }

    @Test
    void quotes_have_contexts_that_are_ready_before_anybody_asks_and_move_with_the_canary() throws Exception {
        awaitReady();
        assertThat(get("/functions").body()).contains("\"requested\":4", "\"available\":4");

        send("PUT", "/live/price-quote", "{\"version\": \"2\", \"share\": 0.5}");

        awaitReady();
        assertThat(invoke(SampleRequest.LARGE_QUOTE).statusCode()).isEqualTo(200);
    }

    private void awaitReady() throws Exception {
        for (int i = 0; i < 200 && !get("/functions").body().contains("READY"); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(get("/functions").body()).contains("READY");
    }

    @Test
    void a_drain_under_load_answers_all_that_was_let_in_and_refuses_the_rest_with_503() throws Exception {
        Map<Integer, Boolean> statuses = new ConcurrentHashMap<>();
        CountDownLatch warm = new CountDownLatch(40);
        try (Closing closing = new Closing(warm, service)) {
            inParallel(8, caller -> {
                HttpResponse<String> response =
                        invoke(caller % 2 == 0 ? SampleRequest.ORDER : SampleRequest.SMALL_QUOTE);
                statuses.put(response.statusCode(), true);
                warm.countDown();
                // Nobody who was let in gets anything but an answer: an IOException here fails the test.
                return response.statusCode() != 503;
            });
            closing.await();
        }

        assertThat(statuses.keySet()).contains(200, 503).isSubsetOf(200, 429, 503);
        assertThat(service.faas().concurrentExecutions()).isZero();
    }

    /** Closes the service from another thread, as a shutdown hook does, once the load has begun. */
    private static final class Closing implements AutoCloseable {

        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Future<?> closed;

        Closing(CountDownLatch begun, EmbeddedService service) {
            closed = thread.submit(() -> {
                begun.await();
                service.close();
                return null;
            });
        }

        void await() throws Exception {
            closed.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    // ---- callers ---------------------------------------------------------------------------------------------------

    private interface Caller {
        /** Sends one request; whether to send another. */
        boolean send(int caller) throws Exception;
    }

    private static void inParallel(int callers, Caller caller) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    for (int sent = 0; sent < 10_000 && caller.send(number); sent++) {
                        Thread.onSpinWait();
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
