package io.faas4j.samples.quakewatch;

import org.jspecify.annotations.Nullable;

/** How strong an earthquake is, in the classes of seismology, weakest first. */
enum Severity {
    /** Nobody has measured it yet. */
    UNRATED("no magnitude", Double.NaN),
    /** Felt by instruments only; magnitudes of zero and below are common here. */
    MICRO("below 2", Double.NEGATIVE_INFINITY),
    MINOR("2 to 4", 2),
    LIGHT("4 to 5", 4),
    MODERATE("5 to 6", 5),
    STRONG("6 to 7", 6),
    MAJOR("7 to 8", 7),
    GREAT("8 and more", 8);

    private final String range;
    private final double from;

    Severity(String range, double from) {
        this.range = range;
        this.from = from;
    }

    /** The magnitudes of this class, for people. */
    String range() {
        return range;
    }

    /**
     * The class of a magnitude.
     *
     * @param magnitude null if there is none
     */
    static Severity ofMagnitude(@Nullable Double magnitude) {
        if (magnitude == null) {
            return UNRATED;
        }
        Severity found = MICRO;
        for (Severity severity : values()) {
            if (magnitude >= severity.from) {
                found = severity;
            }
        }
        return found;
    }

    /** One class weaker, but never below {@link #MICRO}; what is unrated stays so. */
    Severity weaker() {
        return switch (this) {
            case UNRATED -> UNRATED;
            case MICRO, MINOR -> MICRO;
            case LIGHT -> MINOR;
            case MODERATE -> LIGHT;
            case STRONG -> MODERATE;
            case MAJOR -> STRONG;
            case GREAT -> MAJOR;
        };
    }
}
