package io.faas4j.mapping.filter;

import static software.amazon.event.ruler.MatchType.ABSENT;
import static software.amazon.event.ruler.MatchType.ANYTHING_BUT;
import static software.amazon.event.ruler.MatchType.ANYTHING_BUT_PREFIX;
import static software.amazon.event.ruler.MatchType.ANYTHING_BUT_SUFFIX;
import static software.amazon.event.ruler.MatchType.EXACT;
import static software.amazon.event.ruler.MatchType.EXISTS;
import static software.amazon.event.ruler.MatchType.NUMERIC_EQ;
import static software.amazon.event.ruler.MatchType.PREFIX;
import static software.amazon.event.ruler.MatchType.SUFFIX;
import static software.amazon.event.ruler.MatchType.WILDCARD;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Set;
import software.amazon.event.ruler.MatchType;

/**
 * Patterns that one machine answers for as rightly as a machine for each. Bounds of several multiply; beside a wildcard, a test of
 * the same field that ignores the case, or for a suffix, is not always answered rightly.
 */
enum MachineGroup {
    PLAIN(EXACT, NUMERIC_EQ, EXISTS, ABSENT, PREFIX, SUFFIX, ANYTHING_BUT, ANYTHING_BUT_PREFIX, ANYTHING_BUT_SUFFIX),
    WILDCARDS(EXACT, NUMERIC_EQ, EXISTS, ABSENT, PREFIX, ANYTHING_BUT, ANYTHING_BUT_PREFIX, WILDCARD),

    /** A machine for each. */
    ALONE(MatchType.values());

    private final ImmutableSet<MatchType> allowed;

    MachineGroup(MatchType... allowed) {
        this.allowed = ImmutableSet.copyOf(allowed);
    }

    /** The group of a pattern that makes these tests. */
    static MachineGroup of(Set<MatchType> tests) {
        return Arrays.stream(values())
                .filter(group -> group.allowed.containsAll(tests))
                .findFirst()
                .orElse(ALONE);
    }
}
