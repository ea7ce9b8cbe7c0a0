package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.Faas;
import io.faas4j.async.AsyncSettings;
import io.faas4j.async.DeadLetterFilter;
import io.faas4j.async.RedriveOptions;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.jdbc.FaultyDatabase.Fault;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library on a store, as an application sees it. */
class DurableFaasTest {

    private static final int MOST_LOOKS = 3_000;

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();
    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

    @AfterEach
    void closeTime() {
        time.close();
    }

    private Faas start() {
        return start(JdbcStore.embedded(folder.resolve("faas.db")));
    }

    private static Faas start(JdbcStore store) {
        return Faas.builder()
                .durable(store)
                .drainLimit(Duration.ofSeconds(5))
                .async(AsyncSettings.builder()
                        .functionErrorDelays(List.of(Duration.ofMinutes(1)))
                        .build())
                .build();
    }

    private void deploy(Faas faas) {
        faas.deploy(FunctionDefinition.of("greet", String.class, String.class, (name, context) -> {
            handled.add(name);
            return "Hello, " + name;
        }));
    }

    private static void deployFailing(Faas faas) {
        faas.deploy(FunctionDefinition.of("greet", String.class, String.class, (name, context) -> {
            throw new IllegalStateException("no greetings today");
        }));
    }

    private void await(Faas faas, Predicate<Ledger> wanted) throws InterruptedException {
        for (int i = 0; i < MOST_LOOKS && !wanted.test(faas.ledger()); i++) {
            time.await(new CompletableFuture<>(), Duration.ofMillis(10));
        }
        assertThat(faas.ledger()).matches(wanted);
    }

    @Test
    @Rule("ASYNC-1")
    void events_are_accepted_handled_and_counted_over_restarts() throws Exception {
        try (Faas faas = start()) {
            deploy(faas);
            faas.invokeAsync("greet", "Ann");
            await(faas, ledger -> ledger.succeeded() == 1);
        }
        try (Faas faas = start()) {
            deploy(faas);
            assertThat(faas.ledger("greet").succeeded()).isEqualTo(1);
            faas.invokeAsync("greet", "Bob");
            await(faas, ledger -> ledger.succeeded() == 2);
            assertThat(faas.ledger().accepted()).isEqualTo(2);
        }
        assertThat(handled).containsExactly("Ann", "Bob");
    }

    @Test
    void what_waits_for_a_retry_is_kept_and_nothing_is_handed_back() throws Exception {
        try (Faas faas = start()) {
            deployFailing(faas);
            faas.invokeAsync("greet", "Ann");
            await(faas, ledger -> ledger.waitingForRetry() == 1);
            assertThat(faas.shutdown().handedBack()).isEmpty();
        }
        try (Faas faas = start()) {
            assertThat(faas.ledger().waitingForRetry()).isEqualTo(1);
            assertThat(faas.ledger().isBalanced()).isTrue();
        }
    }

    @Test
    void what_a_process_left_waits_until_its_function_is_deployed_again() throws Exception {
        try (Faas faas = start()) {
            deploy(faas);
            faas.invokeAsync("greet", "Ann", EventOptions.NONE.after(Duration.ofMillis(300)));
        }
        try (Faas faas = start()) {
            time.await(new CompletableFuture<>(), Duration.ofMillis(600));
            assertThat(faas.ledger().in(EventState.QUEUED)).isEqualTo(1);
            assertThat(handled).isEmpty();

            deploy(faas);

            await(faas, ledger -> ledger.succeeded() == 1);
            assertThat(handled).containsExactly("Ann");
        }
    }

    @Test
    void dead_letters_are_redriven_by_the_next_process() throws Exception {
        try (Faas faas = start()) {
            deployFailing(faas);
            faas.eventInvokeConfigs().put("greet", EventInvokeConfig.create().maximumRetryAttempts(0));
            faas.invokeAsync("greet", "Ann");
            await(faas, ledger -> ledger.kept() == 1);
        }
        try (Faas faas = start()) {
            deploy(faas);
            assertThat(faas.deadLetters().list(DeadLetterFilter.of("greet"))).hasSize(1);
            faas.deadLetters().redrive(DeadLetterFilter.of("greet"), RedriveOptions.AT_ONCE);
            await(faas, ledger -> ledger.succeeded() == 1);
        }
    }

    @Test
    void an_event_that_cannot_be_stored_is_refused_with_the_stores_error() {
        FaultyDatabase database = new FaultyDatabase(new SqliteDatabase(folder.resolve("faas.db")));
        try (Faas faas = start(JdbcStore.of(() -> database))) {
            deploy(faas);
            database.is(Fault.AWAY);

            StoreException refusal = catchThrowableOfType(StoreException.class, () -> faas.invokeAsync("greet", "Ann"));

            assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(refusal).hasMessageContaining("greet").hasMessageContaining("the database is away");
            assertThat(refusal.httpStatus()).isEqualTo(503);
            assertThat(faas.ledger().accepted()).isZero();
        }
        assertThat(handled).isEmpty();
    }

    private void deployIdempotent(Faas faas) {
        faas.deploy(FunctionDefinition.of(
                "greet",
                String.class,
                String.class,
                faas.idempotency(String.class, String.class).around((name, context) -> {
                    handled.add(name);
                    return "Hello, " + name;
                })));
    }

    @Test
    void an_idempotent_handlers_result_is_known_after_a_restart() {
        try (Faas faas = start()) {
            deployIdempotent(faas);
            faas.invoke("greet", "Ann", String.class);
        }
        try (Faas faas = start()) {
            deployIdempotent(faas);
            assertThat(faas.invoke("greet", "Ann", String.class)).isEqualTo("Hello, Ann");
            faas.invoke("greet", "Bob", String.class);
        }
        assertThat(handled).containsExactly("Ann", "Bob");
    }

    @Test
    void an_idempotent_handler_does_not_run_without_its_lock() {
        FaultyDatabase database = new FaultyDatabase(new SqliteDatabase(folder.resolve("faas.db")));
        try (Faas faas = start(JdbcStore.of(() -> database))) {
            deployIdempotent(faas);
            database.is(Fault.AWAY);

            assertThatThrownBy(() -> faas.invoke("greet", "Ann", String.class))
                    .isInstanceOf(FunctionErrorException.class)
                    .hasCauseInstanceOf(StoreException.class);
        }
        assertThat(handled).isEmpty();
    }

    @Test
    void two_libraries_cannot_have_one_file() {
        try (Faas faas = start()) {
            assertThatThrownBy(this::start).isInstanceOf(StoreException.class).hasMessageContaining("is open already");
            assertThat(faas.ledger()).isEqualTo(Ledger.EMPTY);
        }
        start().close();
    }

    @Test
    void on_PostgreSQL_too() throws Exception {
        JdbcStore store = JdbcStore.on(TestPostgres.source(TestPostgres.newSchema()));
        try (Faas faas = start(store)) {
            deploy(faas);
            faas.invokeAsync("greet", Map.of().toString());
            await(faas, ledger -> ledger.succeeded() == 1);
        }
        try (Faas faas = start(store)) {
            assertThat(faas.ledger().succeeded()).isEqualTo(1);
        }
    }
}
