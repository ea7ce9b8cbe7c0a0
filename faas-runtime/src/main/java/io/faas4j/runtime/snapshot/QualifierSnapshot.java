package io.faas4j.runtime.snapshot;

import io.faas4j.runtime.tally.Counts;

/**
 * One way into a function at one moment; all counts since it was made.
 *
 * @param qualifier {@code $LATEST}, a version or an alias
 * @param counts what ran, of whatever version
 * @param throttles invocations that were throttled
 * @param stoppedLoops invocations that were refused as part of a loop
 * @param otherRefusals invocations that were refused for another reason
 */
public record QualifierSnapshot(
        String qualifier, Counts counts, long throttles, long stoppedLoops, long otherRefusals) {}
