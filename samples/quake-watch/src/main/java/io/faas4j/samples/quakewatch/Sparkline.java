package io.faas4j.samples.quakewatch;

import java.util.List;

/** Numbers as a row of characters, darker for greater ones. Plain ASCII, so that it looks the same on every terminal. */
final class Sparkline {

    private static final String RAMP = ".:-=+*#%@";

    private final long most;

    /** @param most what the darkest character stands for */
    Sparkline(long most) {
        this.most = most;
    }

    /** A character each; a blank for zero, and for nothing else. */
    String of(List<Long> numbers) {
        StringBuilder line = new StringBuilder(numbers.size());
        numbers.forEach(number -> line.append(character(number)));
        return line.toString();
    }

    private char character(long number) {
        if (number <= 0) {
            return ' ';
        }
        long step = Math.min(number, most) * RAMP.length() / most;
        return RAMP.charAt((int) Math.max(0, step - 1));
    }
}
