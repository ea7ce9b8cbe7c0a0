package io.faas4j.runtime.time;

import java.time.Instant;

/** Where the runtime learns the time. */
public interface TimeSource {

    /** Wall time; may jump. */
    Instant now();

    /** Elapsed nanoseconds since an arbitrary moment; only differences have a meaning. */
    long nanoTime();
}
