package io.faas4j.mapping.filter;

/**
 * One way to match a pattern, as {@code $or} gives several. Equal to no other: the engine loses matches of alternatives that have a
 * test in common if they go by one name.
 */
final class PatternAlternative {

    private final FilterPattern pattern;

    PatternAlternative(FilterPattern pattern) {
        this.pattern = pattern;
    }

    FilterPattern pattern() {
        return pattern;
    }
}
