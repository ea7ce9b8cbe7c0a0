package io.faas4j.samples.quakewatch;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How the week is gone through by a process that may be killed.
 *
 * @param folder where everything is kept; made if it is not there
 * @param perSecond how many events a second at most, so that there is time to kill it
 */
record DurableOptions(Path folder, int perSecond) {

    private static final String FOLDER = "--durable";
    private static final String PER_SECOND = "--per-second=";
    private static final int EVENTS_PER_SECOND = 200;

    DurableOptions {
        if (perSecond < 1) {
            throw new IllegalArgumentException("--per-second must be at least 1, was " + perSecond);
        }
    }

    static boolean areMeant(String... args) {
        return Arrays.asList(args).contains(FOLDER);
    }

    /** Reads {@code --durable DIR} and {@code --per-second=N}; the latter may be left out. */
    static DurableOptions parse(String... args) {
        List<String> all = Arrays.asList(args);
        int at = all.indexOf(FOLDER) + 1;
        if (at == all.size()) {
            throw new IllegalArgumentException("--durable must be followed by a folder");
        }
        int perSecond = all.stream()
                .filter(arg -> arg.startsWith(PER_SECOND))
                .map(arg -> Integer.valueOf(arg.substring(PER_SECOND.length())))
                .findFirst()
                .orElse(EVENTS_PER_SECOND);
        return new DurableOptions(Path.of(all.get(at)), perSecond);
    }
}
