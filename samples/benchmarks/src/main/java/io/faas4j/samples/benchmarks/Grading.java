package io.faas4j.samples.benchmarks;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import org.openjdk.jmh.annotations.CompilerControl;

/**
 * The handler of every contestant but the JSON ones: a little work, as the smallest handler worth a function does it.
 *
 * <p>Never inlined. The call costs the same whoever makes it, and the context that a contestant makes for it is really
 * made: what is measured is a handler that could look at it.
 */
final class Grading implements Handler<Reading, Verdict> {

    @Override
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public Verdict handle(Reading event, Context context) {
        String grade = event.magnitude() >= 6 ? "strong" : event.depth() > 70 ? "deep" : "light";
        return new Verdict(event.station() + ": " + grade, event.magnitude() * 1.5 + 4.8);
    }
}
