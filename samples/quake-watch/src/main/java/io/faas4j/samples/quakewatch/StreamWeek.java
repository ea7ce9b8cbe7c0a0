package io.faas4j.samples.quakewatch;

import static java.util.Comparator.comparing;

import io.faas4j.Faas;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A week in which each event goes into a stream when it happens, and is counted there at once; when the week is over, another function
 * counts the whole stream again. It goes by on virtual time.
 */
final class StreamWeek implements AutoCloseable {

    static final int SHARDS = 3;

    private static final Duration KEPT = Duration.ofDays(8);

    private final FaasTestRuntime runtime = FaasTestRuntime.create();
    private final Faas faas = runtime.faas();
    private final List<SeismicEvent> events;
    private final Instant start;
    private final WeekClock clock;

    /** @param week in any order */
    StreamWeek(List<SeismicEvent> week) {
        this.events = week.stream().sorted(comparing(SeismicEvent::time)).toList();
        this.start = events.isEmpty() ? Instant.EPOCH : windowOf(events.get(0).time());
        this.clock = new WeekClock(runtime.time(), start);
    }

    private static Instant windowOf(Instant time) {
        long seconds = Counting.WINDOW.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** Lets the week go by, and counts it twice. */
    StreamSummary run() {
        DataStream quakes = faas.streams()
                .create("quakes", StreamSettings.DEFAULT.shards(SHARDS).retention(KEPT));
        Counting live = new Counting(faas, "count", quakes);
        for (SeismicEvent event : events) {
            clock.advanceTo(event.time());
            quakes.put(event.network(), EventJson.write(event));
        }
        runtime.time().runUntilIdle();

        Counting again = new Counting(faas, "recount", quakes);
        runtime.time().runUntilIdle();
        return new StreamSummary(days(live), live.summary(), days(again), again.summary());
    }

    private List<Day> days(Counting counting) {
        Days days = new Days(start);
        counting.sums().forEach((windowStart, sum) -> days.add(clock.ofTheWeek(windowStart), sum));
        return days.days();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
