package io.faas4j.runtime.tally;

/** Keeps the objects before a {@link Tally} off its cache lines: 64 bytes, together with the object's header. */
abstract class TallyPadding {
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5;
}
