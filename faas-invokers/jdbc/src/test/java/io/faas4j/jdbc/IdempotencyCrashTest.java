package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.idempotency.IdempotencyAlreadyInProgressException;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.runtime.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next process does with events of one that was killed. */
@Tag("slow")
class IdempotencyCrashTest {

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();
    private final List<String> handled = new ArrayList<>();

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void what_was_done_is_not_done_again_and_what_was_begun_is_once_its_lock_has_ended() throws Exception {
        killAndGoOn(folder.resolve("faas.db").toString());
    }

    @Test
    void what_was_done_on_PostgreSQL_is_not_done_again_and_what_was_begun_is_once_its_lock_has_ended()
            throws Exception {
        killAndGoOn(TestPostgres.url(TestPostgres.newSchema()));
    }

    private void killAndGoOn(String place) throws Exception {
        Child child = Child.start(IdempotentProcess.class, folder, place);
        assertThat(child.readLine()).isEqualTo("begun");
        Instant begun = time.now();
        child.kill();

        try (Faas faas = Faas.builder().durable(CrashingProcess.store(place)).build()) {
            faas.deploy(FunctionDefinition.of(
                    "pay",
                    String.class,
                    String.class,
                    faas.idempotency(String.class, String.class).around((order, context) -> {
                        handled.add(order);
                        return "by the second";
                    })));

            assertThat(pay(faas, IdempotentProcess.DONE)).isEqualTo("by the first");
            IdempotencyAlreadyInProgressException refusal = (IdempotencyAlreadyInProgressException)
                    catchThrowableOfType(FunctionErrorException.class, () -> pay(faas, IdempotentProcess.BEGUN))
                            .getCause();
            assertThat(handled).isEmpty();
            assertThat(refusal.until())
                    .isBetween(
                            begun.minusSeconds(5),
                            begun.plus(IdempotentProcess.TIMEOUT).plusSeconds(1));

            // The database's clock may be a moment behind.
            Duration left = Duration.between(time.now(), refusal.until()).plusMillis(100);
            time.await(new CompletableFuture<>(), left);

            assertThat(pay(faas, IdempotentProcess.BEGUN)).isEqualTo("by the second");
            assertThat(pay(faas, IdempotentProcess.BEGUN)).isEqualTo("by the second");
            assertThat(pay(faas, IdempotentProcess.DONE)).isEqualTo("by the first");
            assertThat(handled).containsExactly(IdempotentProcess.BEGUN);
        }
    }

    private static String pay(Faas faas, String order) {
        return faas.invoke("pay", order, String.class);
    }
}
