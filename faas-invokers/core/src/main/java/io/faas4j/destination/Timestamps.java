package io.faas4j.destination;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as they stand in JSON: ISO 8601 in UTC, with as many digits as the rule says. */
public final class Timestamps {

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /**
     * With milliseconds.
     *
     * @param time finer parts are cut off
     */
    public static String millis(Instant time) {
        return MILLIS.format(time);
    }

    /**
     * With whole seconds.
     *
     * @param time finer parts are cut off
     */
    public static String seconds(Instant time) {
        return SECONDS.format(time);
    }
}
