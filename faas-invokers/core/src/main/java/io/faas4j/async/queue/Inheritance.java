package io.faas4j.async.queue;

import io.faas4j.event.Ledger;
import java.util.List;

/**
 * Takes in what another process has left: its counts, its events, its dead letters; and events that were nobody's. From then on they
 * are this queue's. Safe for use by many threads.
 */
public interface Inheritance {

    /**
     * How many events ended there, of which nothing is left.
     *
     * @param function the function's bare name; empty for those that are deleted
     * @param ended as many accepted as ended; no others, and no dead letters that are kept
     */
    void ended(String function, Ledger ended);

    /**
     * Events that have not ended. Those that may have been running are {@linkplain QueuedEvent#asStarted marked so}.
     *
     * @param function the function's bare name
     * @param events with their histories, in the order in which they are to be claimed, or nearly
     */
    void events(String function, List<QueuedEvent> events);

    /**
     * So many of the events that were just handed over were nobody's before, and count as accepted here.
     *
     * @param function the function's bare name
     */
    void accepted(String function, int events);

    /**
     * How much more it would take in now of what is nobody's, when all that it has taken in and not begun is subtracted: what is ready, due
     * soon, or behind another event with its order key. What is on its way already is not known here.
     *
     * @param target whom events are for, in any form that a reference has
     */
    Wanted wants(String target);

    /**
     * Dead letters.
     *
     * @param function the function's bare name
     * @param letters in the order in which they died
     */
    void letters(String function, List<Kept> letters);

    /**
     * Another process has taken all that was this queue's, since this one was not heard of for too long. What is in its hands, running
     * or not, is forgotten here, with the counts; batches that are open are lost.
     */
    void disinherited();

    /**
     * How much is wanted; the last event may be greater than what is left of the bytes.
     *
     * @param events 0 for nothing
     * @param bytes of their payloads together, more than 0 unless nothing is wanted
     */
    record Wanted(int events, long bytes) {
        /** Nothing. */
        public static final Wanted NOTHING = new Wanted(0, 0);
    }

    /**
     * A dead letter.
     *
     * @param event with its history and its delivery
     * @param diedNanos when it came into the dead-letter area, by the time source's {@code nanoTime()}
     */
    record Kept(QueuedEvent event, long diedNanos) {}
}
