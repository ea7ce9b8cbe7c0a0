package io.faas4j.runtime.context;

/** Told, at its deadline, that an invocation on a context's own thread timed out: the moment its caller is answered. */
@FunctionalInterface
public interface TimeoutListener {

    /** Called once at the most, on the housekeeping thread; must be quick. */
    void timedOut();
}
