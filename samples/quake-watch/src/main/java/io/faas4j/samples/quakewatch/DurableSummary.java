package io.faas4j.samples.quakewatch;

import io.faas4j.event.Ledger;
import java.nio.file.Path;
import java.util.Map;

/**
 * What all processes together have found out.
 *
 * @param folder where it is kept
 * @param events how many there are
 * @param knownAtStart how many of them were classified before this process began
 * @param bySeverity how many were given each class
 * @param byVersion how many ran on each version
 * @param windows how many were counted
 * @param regions all windows together
 * @param alerts what became of them
 */
record DurableSummary(
        Path folder,
        int events,
        int knownAtStart,
        Map<Severity, Long> bySeverity,
        Map<String, Long> byVersion,
        int windows,
        RegionCounts regions,
        Ledger alerts) {}
