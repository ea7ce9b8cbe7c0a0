package io.faas4j.samples.quakewatch;

import io.faas4j.event.Ledger;

/**
 * What became of the alerts until some moment.
 *
 * @param ledger the function's own counts
 * @param attempts how often the handler ran
 * @param atOnce of how many alerts the control room was told that got through at the first attempt
 * @param retried of how many it was told that got through at a later one
 */
record AlertCounts(Ledger ledger, long attempts, int atOnce, int retried) {

    int toldToTheControlRoom() {
        return atOnce + retried;
    }
}
