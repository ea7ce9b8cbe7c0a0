package io.faas4j.mapping.event;

import java.math.BigDecimal;
import java.time.Instant;

/** Times as they stand in events as numbers. */
final class Times {

    private Times() {}

    /** Seconds since 1970 as a number with three decimals. */
    static BigDecimal epochSeconds(Instant time) {
        return BigDecimal.valueOf(time.toEpochMilli(), 3);
    }
}
