package io.faas4j.samples.quakewatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuakeWatchTest {

    @Test
    void it_prints_every_part_of_the_summary() throws IOException {
        assertThat(outputOf(WeekFeed.bundled()))
                .containsSubsequence(
                        "USGS All Earthquakes, Past Week: 1,707 events, the week to 7 February 2018",
                        "Severity of 1,679 earthquakes",
                        "micro     below 2",
                        "####",
                        "The strongest (times are UTC)",
                        "6.4   6 Feb 15:50  22km NNE of Hualian, Taiwan",
                        "Rejected by the handler: 28 function errors",
                        "explosion           15  io.faas4j.samples.quakewatch.NotAnEarthquakeException",
                        "quarry blast        13  io.faas4j.samples.quakewatch.NotAnEarthquakeException",
                        "Versions behind classify:live (90 % on 1, 10 % on 2)",
                        "Versions 1 and 2 disagree on 75 earthquakes, such as",
                        "6.1  191.2 km deep  strong   -> moderate  35km S of Jarm, Afghanistan",
                        "cold starts          2",
                        "warm starts      1,705",
                        "duration p50",
                        "duration p99",
                        "Alerts for 85 earthquakes of magnitude 4.5 and more, sent as they happened",
                        "paged at the first attempt      53",
                        "recovered by a retry            16",
                        "dead letters                    16",
                        "RetriesExhausted        7  io.faas4j.samples.quakewatch.LineBusyException",
                        "RetriesExhausted        9  io.faas4j.samples.quakewatch.PagerDownException",
                        "ledger: 85 accepted = 69 succeeded + 16 dead + 0 open, balanced",
                        "The pager is repaired: 16 dead letters redriven, one a second",
                        "ledger: 85 accepted = 84 succeeded + 1 dead + 0 open, balanced",
                        "The week as a stream of 3 shards: 1,707 records, counted in windows of 15 minutes",
                        "31 Jan 01:45       203  |=+:=#*+=:*--=*+.=*=+-.=:|  6.1  Afghanistan",
                        "together         1,679",
                        "failure records                 28           28",
                        "explosion                     15           15",
                        "quarry blast                  13           13",
                        "the same days both times                    yes",
                        "The same alerts from a queue: 85 messages, each received 3 times at most",
                        "deleted                         77",
                        "in the dead-letter queue         8");
    }

    @Test
    void it_prints_the_same_each_time_but_for_durations() throws IOException {
        WeekFeed feed = WeekFeed.bundled();

        assertThat(withoutDurations(outputOf(feed))).isEqualTo(withoutDurations(outputOf(feed)));
    }

    @Test
    void a_run_takes_less_than_ten_seconds() throws IOException {
        WeekFeed feed = WeekFeed.bundled();

        long begun = System.nanoTime();
        assertThat(outputOf(feed)).isNotEmpty();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void its_readme_shows_what_it_prints() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("basedir", ""), "README.md"));

        assertThat(withoutDurations(readme)).contains(withoutDurations(outputOf(WeekFeed.bundled())));
    }

    @Test
    void a_week_without_events_is_no_trouble() {
        assertThat(outputOf(new WeekFeed("Quiet", Instant.EPOCH, List.of())))
                .contains(
                        "Quiet: 0 events",
                        "Severity of 0 earthquakes",
                        "cold starts          0",
                        "Alerts for 0 earthquakes",
                        "The week as a stream of 3 shards: 0 records",
                        "The same alerts from a queue: 0 messages");
    }

    @Test
    void an_event_of_which_little_is_known_is_printed_all_the_same() {
        var unknown = new SeismicEvent("x", "earthquake", null, null, null, Instant.EPOCH);

        assertThat(outputOf(new WeekFeed("One", Instant.EPOCH, List.of(unknown))))
                .contains(
                        "unrated   no magnitude      1  ####",
                        "?   1 Jan 00:00  somewhere",
                        "|@                       |    ?  somewhere");
    }

    private static String withoutDurations(String output) {
        return output.replaceAll("(duration p\\d+) .*", "$1");
    }

    private static String outputOf(WeekFeed feed) {
        var bytes = new ByteArrayOutputStream();
        QuakeWatch.run(feed, new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }
}
