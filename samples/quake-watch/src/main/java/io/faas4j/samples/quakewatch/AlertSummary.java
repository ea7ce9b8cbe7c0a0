package io.faas4j.samples.quakewatch;

import java.util.Collections;
import java.util.Map;

/**
 * The numbers of a week of alerts.
 *
 * @param week when the week was over
 * @param reasons why dead letters died in it, and how many
 * @param redriven how many of them were sent again
 * @param afterwards when those had ended too
 */
record AlertSummary(AlertCounts week, Map<Reason, Long> reasons, int redriven, AlertCounts afterwards) {

    AlertSummary {
        reasons = Collections.unmodifiableMap(reasons);
    }
}
