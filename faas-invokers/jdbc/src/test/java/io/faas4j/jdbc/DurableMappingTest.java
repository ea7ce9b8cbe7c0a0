package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.async.DeadLetterFilter;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.jdbc.FaultyDatabase.Fault;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that outlives the processes whose functions are mapped to it. */
class DurableMappingTest {

    private static final int MOST_LOOKS = 3_000;

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();
    private final Faas elsewhere = Faas.create();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private volatile boolean isDown = true;
    private FaultyDatabase database;
    private DataStream stream;

    @BeforeEach
    void create() {
        database = new FaultyDatabase(new SqliteDatabase(folder.resolve("faas.db")));
        stream = elsewhere.streams().create("quakes", StreamSettings.DEFAULT.shards(1));
    }

    @AfterEach
    void close() {
        elsewhere.close();
        time.close();
    }

    private void put(String text) {
        stream.put(text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With a function that does not handle poison while it is down. */
    private Faas start() {
        Faas faas = Faas.builder()
                .durable(JdbcStore.of(() -> database))
                .drainLimit(Duration.ofSeconds(5))
                .build();
        faas.deploy(FunctionDefinition.builder(
                        "count", new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler(StreamBatch.each((text, context) -> {
                    if (isDown && text.equals("poison")) {
                        throw new IllegalStateException("down");
                    }
                    return handled.add(text);
                }))
                .build());
        return faas;
    }

    private EventSourceMapping map(Faas faas) {
        return faas.map(stream)
                .to("count")
                .name("quakes")
                .startingPosition(StreamPosition.trimHorizon())
                .batchSize(1)
                .reportBatchItemFailures(true)
                .maximumRetryAttempts(0)
                .onFailure(DestinationRef.deadLetters())
                .start();
    }

    private void await(BooleanSupplier wanted) throws InterruptedException {
        for (int i = 0; i < MOST_LOOKS && !wanted.getAsBoolean(); i++) {
            time.await(new CompletableFuture<>(), Duration.ofMillis(10));
        }
        assertThat(wanted.getAsBoolean()).isTrue();
    }

    private boolean isCheckpointBehindARecord() {
        String query = "select count(*) from faas_checkpoint where position is not null";
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("faas.db"));
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getInt(1) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Rule({"ESM-STREAM-4", "ESM-STREAM-13"})
    void what_a_mapping_gave_up_is_a_dead_letter_of_the_next_process_whose_mapping_goes_on_behind_it()
            throws Exception {
        put("poison");
        put("a");
        DeadLetter kept;
        try (Faas faas = start()) {
            map(faas);
            await(() -> handled.contains("a"));
            kept = faas.deadLetters().list(DeadLetterFilter.ALL).get(0);
        }
        isDown = false;
        put("b");
        try (Faas faas = start()) {
            map(faas);
            await(() -> handled.contains("b"));
            assertThat(handled).containsExactly("a", "b");
            assertThat(faas.deadLetters().list(DeadLetterFilter.ALL))
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.requestId()).isEqualTo(kept.requestId());
                        assertThat(letter.condition()).isEqualTo(EventCondition.RETRIES_EXHAUSTED);
                        assertThat(letter.payloadAsText()).isEqualTo(kept.payloadAsText());
                        assertThat(letter.streamFailure())
                                .usingRecursiveComparison()
                                .isEqualTo(kept.streamFailure());
                        assertThat(letter.streamFailure().orElseThrow().batch().batchSize())
                                .isEqualTo(1);
                    });

            faas.deadLetters().redrive(kept.requestId());
            await(() -> faas.ledger().succeeded() == 1);

            assertThat(handled).containsExactly("a", "b", "poison");
            Ledger ledger = faas.ledger();
            assertThat(ledger.isBalanced()).isTrue();
            assertThat(ledger.accepted()).isEqualTo(1);
            assertThat(ledger.in(EventState.DEAD)).isZero();
        }
    }

    @Test
    @Rule("ESM-STREAM-13")
    void a_mapping_does_not_pass_what_it_cannot_keep_while_the_store_is_away() throws Exception {
        try (Faas faas = start()) {
            EventSourceMapping mapping = map(faas);
            put("a");
            await(this::isCheckpointBehindARecord);
            database.is(Fault.AWAY);
            put("poison");
            put("b");
            await(() -> mapping.status()
                    .lastError()
                    .filter(error -> error.contains("could not be stored"))
                    .isPresent());
            assertThat(faas.ledger().kept()).isZero();
            assertThat(handled).containsExactly("a");

            database.is(Fault.NONE);

            await(() -> handled.contains("b"));
            assertThat(faas.ledger().kept()).isEqualTo(1);
        }
        try (Faas faas = start()) {
            assertThat(faas.deadLetters().list(DeadLetterFilter.of("count"))).hasSize(1);
        }
    }
}
