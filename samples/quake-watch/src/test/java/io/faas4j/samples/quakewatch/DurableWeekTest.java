package io.faas4j.samples.quakewatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableWeekTest {

    private static final int EVENTS_PER_SECOND = 2_000;
    private static final int KILLS = 4;

    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void processes_that_are_killed_find_out_what_one_does_that_is_not() throws Exception {
        Random random = new Random(7);
        Path results = folder.resolve("results");
        for (int kill = 0; kill < KILLS; kill++) {
            long before = findings();
            Process process = start(folder.resolve("killed"), results);
            long least = 1L + random.nextInt(400);
            while (findings() < before + least) {
                assertThat(process.waitFor(1, TimeUnit.MILLISECONDS))
                        .as("ended by itself")
                        .isFalse();
            }
            process.destroyForcibly().waitFor();
        }
        Process last = start(folder.resolve("killed"), results);
        assertThat(last.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(last.exitValue()).isZero();

        String undisturbed =
                run(folder.resolve("undisturbed"), WeekFeed.bundled().events());
        assertThat(undisturbed)
                .contains(
                        "by this process: 1,707 of 1,707 events",
                        "earthquakes           1,679",
                        "ledger: 85 accepted = 77 succeeded + 8 dead + 0 open, balanced");
        assertThat(Files.readString(results)).doesNotContain("by this process: 1,707 of");
        assertThat(results(Files.readString(results))).isEqualTo(results(undisturbed));
    }

    private long findings() throws IOException {
        Path file = folder.resolve("killed").resolve("findings.jsonl");
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private static Process start(Path folder, Path results) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), QuakeWatch.class.getName()));
        command.addAll(List.of("--durable", folder.toString(), "--per-second=" + EVENTS_PER_SECOND));
        return new ProcessBuilder(command)
                .redirectOutput(results.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void who_comes_when_all_is_done_shows_the_same_results() throws Exception {
        List<SeismicEvent> few = WeekFeed.bundled().events().subList(0, 60);

        String first = run(folder, few);
        String again = run(folder, few);

        assertThat(first).contains("by this process: 60 of 60 events");
        assertThat(again).contains("by this process: 0 of 60 events");
        assertThat(results(again)).isEqualTo(results(first));
    }

    @Test
    void the_version_of_an_event_is_drawn_alike_each_time() throws Exception {
        List<SeismicEvent> events = WeekFeed.bundled().events().subList(0, 100);
        DrawByEvent draw = new DrawByEvent(7);

        List<Double> forwards = events.stream()
                .map(event -> draw.during(event, draw::nextDouble))
                .toList();
        List<Double> backwards = new ArrayList<>();
        for (int i = events.size() - 1; i >= 0; i--) {
            backwards.add(0, draw.during(events.get(i), draw::nextDouble));
        }

        assertThat(backwards).isEqualTo(forwards).doesNotHaveDuplicates();
        assertThat(forwards.stream().filter(lot -> lot < 0.5)).hasSizeBetween(30, 70);
    }

    @Test
    void a_line_that_a_killed_process_has_not_finished_is_left_out() throws IOException {
        Path file = folder.resolve("findings.jsonl");
        SeismicEvent event = WeekFeed.bundled().events().get(0);
        try (Findings findings = Findings.open(file)) {
            findings.classified(event, new Findings.Classified("1", Severity.MINOR));
        }
        Files.writeString(file, Files.readString(file) + "{\"event\":\"torn");

        try (Findings findings = Findings.open(file)) {
            assertThat(findings.events()).isEqualTo(1);
            findings.counted("now", RegionCounts.NONE);
        }
        try (Findings findings = Findings.open(file)) {
            assertThat(findings.events()).isEqualTo(1);
            assertThat(findings.windows()).isEqualTo(1);
        }
    }

    @Test
    void options_name_the_folder_and_the_pace() {
        assertThat(DurableOptions.parse("--durable", "week", "--per-second=3"))
                .isEqualTo(new DurableOptions(Path.of("week"), 3));
        assertThatThrownBy(() -> DurableOptions.parse("--durable"))
                .hasMessageContaining("must be followed by a folder");
        assertThatThrownBy(() -> DurableOptions.parse("--durable", "week", "--per-second=0"))
                .hasMessage("--per-second must be at least 1, was 0");
    }

    private static String run(Path folder, List<SeismicEvent> events) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (DurableWeek week = new DurableWeek(new DurableOptions(folder, EVENTS_PER_SECOND), events)) {
            new DurablePrinter(new PrintStream(bytes, true, UTF_8)).print(week.run());
        }
        return bytes.toString(UTF_8);
    }

    /** All but the first line. */
    private static String results(String output) {
        return output.substring(output.indexOf('\n') + 1);
    }
}
