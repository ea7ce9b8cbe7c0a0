package io.faas4j.runtime.tally;

import java.util.function.LongConsumer;

/** A tally that also tells each duration, for a histogram. As long as nobody asks for one, this class is never loaded. */
final class RecordingTally extends Tally {

    private final LongConsumer durations;

    RecordingTally(LongConsumer durations) {
        this.durations = durations;
    }

    @Override
    public void succeeded(long tookNanos) {
        super.succeeded(tookNanos);
        durations.accept(tookNanos);
    }

    @Override
    public void failed(long tookNanos) {
        super.failed(tookNanos);
        durations.accept(tookNanos);
    }

    @Override
    public void timedOut(long tookNanos, long overrunNanos, Counted before) {
        super.timedOut(tookNanos, overrunNanos, before);
        if (before == Counted.NOT) {
            durations.accept(tookNanos);
        }
    }
}
