package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.Faas;
import io.faas4j.directory.DirectorySettings;
import io.faas4j.directory.DirectorySource;
import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.ChangeLog;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamViewType;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources that a {@code Faas} makes and keeps. */
@FaasTest
class SourcesOfFaasTest {

    private static final byte[] DATA = {'x'};

    @TempDir
    private Path folder = Path.of("");

    // ---- streams ---------------------------------------------------------------------------------------------------

    @Test
    @Rule({"STREAM-12", "STREAM-13", "LIB-7"})
    void streams_are_made_found_and_deleted(FaasTestRuntime runtime) {
        Faas faas = runtime.faas();
        DataStream orders = faas.streams().create("orders");

        assertThat(orders.arn()).isEqualTo("arn:aws:kinesis:local-1:000000000000:stream/orders");
        assertThat(orders.shards()).hasSize(4);
        assertThat(faas.streams().find("orders")).containsSame(orders);
        assertThat(faas.streams().find(orders.arn())).containsSame(orders);
        assertThat(faas.streams().names()).containsExactly("orders");
        assertThatThrownBy(() -> faas.streams().create("orders")).isInstanceOf(ResourceInUseException.class);

        faas.streams().delete("orders");
        assertThat(faas.streams().find("orders")).isEmpty();
        assertThatThrownBy(() -> orders.put("key", DATA)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void streams_go_by_the_time_of_their_faas_and_end_with_it(FaasTestRuntime runtime) {
        DataStream orders = runtime.faas().streams().create("orders");
        orders.put("key", DATA);
        assertThat(orders.trimHorizon()).contains(runtime.time().now());
        runtime.time().advance(Duration.ofHours(25));
        assertThat(orders.recordCount()).isZero();

        runtime.close();
        assertThatThrownBy(() -> orders.put("key", DATA)).isInstanceOf(ResourceNotFoundException.class);
    }

    // ---- change logs -----------------------------------------------------------------------------------------------

    @Test
    @Rule("CHANGE-1")
    void change_logs_are_made_found_and_deleted(FaasTestRuntime runtime) {
        Faas faas = runtime.faas();
        ChangeLog<Map<?, ?>> log = faas.changeLogs().create("orders", mapType(), StreamViewType.KEYS_ONLY);

        assertThat(log.stream().arn())
                .isEqualTo("arn:aws:dynamodb:local-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000");
        assertThat(faas.changeLogs().find("orders")).isPresent();
        assertThat(faas.changeLogs().find(log.stream().arn())).isPresent();
        assertThat(faas.changeLogs().names()).containsExactly("orders");
        assertThat(faas.streams().names()).isEmpty();

        faas.changeLogs().delete("orders");
        assertThat(faas.changeLogs().names()).isEmpty();
        assertThatThrownBy(() -> log.changed(Map.of("id", "1"), null, Map.of("amount", 1)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @SuppressWarnings("unchecked")
    private static Class<Map<?, ?>> mapType() {
        return (Class<Map<?, ?>>) (Class<?>) Map.class;
    }

    @Test
    void change_logs_end_with_their_faas(FaasTestRuntime runtime) {
        ChangeLog<Map<?, ?>> log = runtime.faas().changeLogs().create("orders", mapType(), StreamViewType.KEYS_ONLY);
        log.changed(Map.of("id", "1"), null, Map.of("amount", 1));
        runtime.close();

        assertThatThrownBy(() -> log.stream().read("shardId-000000000000", StreamPosition.trimHorizon(), 1))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    // ---- directories -----------------------------------------------------------------------------------------------

    @Test
    @Rule({"OBJECT-1", "OBJECT-3", "OBJECT-8"})
    void a_file_that_comes_to_a_folder_is_told_to_the_function_it_is_mapped_to(FaasTestRuntime runtime)
            throws IOException {
        Seen<QueueBatch<String>> seen = Seen.messages();
        runtime.deploy(Seen.ofMessages("convert", seen));
        DirectorySource inbox = runtime.faas()
                .directories()
                .watch(folder, DirectorySettings.DEFAULT.bucket("inbox").suffix(".csv"));
        EventSourceMapping mapping = runtime.faas().map(inbox).to("convert").start();
        runtime.time().advance(Duration.ofSeconds(10));

        Files.writeString(folder.resolve("a.csv"), "1;2");
        Files.writeString(folder.resolve("b.txt"), "no");
        runtime.time().advance(Duration.ofMinutes(1));

        assertThat(seen.all())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("\"eventName\":\"ObjectCreated:Put\"", "\"name\":\"inbox\"", "\"key\":\"a.csv\""));
        assertThat(mapping.status().counts().deleted()).isEqualTo(1);
        runtime.time().advance(Duration.ofMinutes(10));
        assertThat(seen.all()).hasSize(1);
    }

    @Test
    void a_folder_is_watched_once_until_its_source_is_closed(FaasTestRuntime runtime) {
        DirectorySource inbox = runtime.faas().directories().watch(folder);
        assertThatThrownBy(() -> runtime.faas().directories().watch(folder)).isInstanceOf(ResourceInUseException.class);

        inbox.close();

        assertThat(runtime.faas().directories().watch(folder).arn()).isEqualTo(inbox.arn());
    }
}
