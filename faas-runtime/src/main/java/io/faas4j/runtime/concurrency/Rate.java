package io.faas4j.runtime.concurrency;

import java.time.Duration;

/**
 * So much in such a time, refilled continuously and not banked: what was not used for longer than that time is lost.
 *
 * @param tokens how many, 1 or more
 * @param per in what time, over 0; {@code tokens} times its nanoseconds fits into a {@code long}
 */
public record Rate(int tokens, Duration per) {

    /** So many a second. */
    static Rate perSecond(int tokens) {
        return new Rate(tokens, Duration.ofSeconds(1));
    }
}
