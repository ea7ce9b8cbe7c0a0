package io.faas4j.testkit;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Words for what does not come to an end. */
final class Lost {

    private static final int MOST_FRAMES = 40;
    private static final int MOST_NAMED = 10;

    private Lost() {}

    static AssertionError error(Driver driver, Duration patience) {
        StackTraceElement[] frames = driver.thread().getStackTrace();
        AssertionError error = new AssertionError(
                ("%s has not ended for %d ms of real time. Does it wait in a place that the test kit does not know?"
                                + " Let it wait at a gate of the kit, or have it scripted: script(...).takes(...)."
                                + "%nThread '%s' is at%n%s")
                        .formatted(
                                driver.running(),
                                patience.toMillis(),
                                driver.thread().getName(),
                                text(frames)));
        return error;
    }

    private static String text(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .limit(MOST_FRAMES)
                .map(frame -> "    at " + frame)
                .collect(joining(System.lineSeparator()));
    }

    static String list(Instant now, List<?> unfinished, String scheduled) {
        String named =
                unfinished.stream().limit(MOST_NAMED).map(Object::toString).collect(joining(", "));
        String more = unfinished.size() > MOST_NAMED ? ", and %d more".formatted(unfinished.size() - MOST_NAMED) : "";
        String going = unfinished.isEmpty() ? "nothing is going on" : "still going on: " + named + more;
        return "it is %s, %s, %s".formatted(now, going, scheduled);
    }
}
