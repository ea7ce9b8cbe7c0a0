package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.runtime.telemetry.DurationHistogram;
import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/meters.md is of the meters there are. */
class DocumentedMetersTest {

    /** One row: a name, a kind, a unit, tags, and what it is on Lambda. */
    private record Row(String name, String kind, String tags) {
        static Row of(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            String tags = Arrays.stream(cells.get(4).replace("`", "").split(","))
                    .map(String::strip)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return new Row(cells.get(1).replace("`", ""), cells.get(2).replaceFirst(",.*", ""), tags);
        }
    }

    @Test
    void every_meter_of_a_run_is_in_the_table_and_the_other_way_round() throws IOException {
        Meters meters = new Meters();
        Set<String> registered = new TreeSet<>();
        try (TestFaas faas = TestFaas.with(builder -> builder.meterRegistry(meters.registry())
                .configure(settings -> settings.durationHistogram(DurationHistogram.buckets())))) {
            faas.faas().deploy(Gate.answering("fn", "1"));
            faas.faas().invoke("fn", "event", String.class);
            faas.faas().invokeAsync("fn", "event");
            Threads.until(() -> faas.faas().ledger().open() == 0);
            faas.faas().map(faas.faas().queues().create("events")).to("fn").start();
            faas.faas().functions().putConcurrency("fn", 0);
            assertThatThrownBy(() -> faas.faas().invoke("fn", "event", String.class))
                    .isInstanceOf(TooManyRequestsException.class);
            faas.faas().publish("fn");
            faas.faas().functions().putConcurrency("fn", 1);
            faas.faas().functions().provisioned().put("fn:1", 1);
            faas.faas()
                    .deploy(FunctionDefinition.builder("shared", String.class, String.class)
                            .handler((event, context) -> event)
                            .configure(configuration ->
                                    configuration.contextConcurrency(2).maxContexts(0))
                            .build());
            assertThatThrownBy(() -> faas.faas().invoke("shared", "event", String.class))
                    .isInstanceOf(TooManyRequestsException.class);
            meters.registry().getMeters().forEach(meter -> registered.add(described(meter)));
        }

        Set<String> documented = table().stream()
                .map(row -> "%s: %s [%s]".formatted(row.name(), row.kind(), row.tags()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(registered).containsExactlyElementsOf(documented);
    }

    private static String described(Meter meter) {
        String described = Meters.described(meter);
        String kind = switch (meter.getId().getType()) {
            case COUNTER -> "counter";
            case TIMER -> "timer";
            default -> "gauge";
        };
        return described.replaceFirst(" \\[", ": " + kind + " [");
    }

    private static List<Row> table() throws IOException {
        return Files.readAllLines(root().resolve("docs/meters.md")).stream()
                .filter(line -> line.startsWith("| `faas."))
                .map(Row::of)
                .toList();
    }

    private static Path root() {
        Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
