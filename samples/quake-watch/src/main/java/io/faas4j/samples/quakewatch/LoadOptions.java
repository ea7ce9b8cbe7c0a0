package io.faas4j.samples.quakewatch;

import java.util.Arrays;

/**
 * How the week is replayed.
 *
 * @param speed how many times faster than it went
 * @param callers threads that send events
 * @param reserved how many events may be assessed at once
 * @param provisioned how many execution contexts are kept initialised, in the second run
 */
record LoadOptions(int speed, int callers, int reserved, int provisioned) {

    static final LoadOptions DEFAULT = new LoadOptions(120_000, 16, 10, 6);

    LoadOptions {
        require("--speed", speed, 1);
        require("--callers", callers, 1);
        require("--reserved", reserved, 1);
        require("--provisioned", provisioned, 1);
        if (provisioned > reserved) {
            throw new IllegalArgumentException(
                    "--provisioned must not be more than --reserved, %d, was %d".formatted(reserved, provisioned));
        }
    }

    /** Reads {@code --speed=N}, {@code --callers=N}, {@code --reserved=N} and {@code --provisioned=N}; each may be left out. */
    static LoadOptions parse(String... args) {
        return new LoadOptions(
                option(args, "--speed", DEFAULT.speed),
                option(args, "--callers", DEFAULT.callers),
                option(args, "--reserved", DEFAULT.reserved),
                option(args, "--provisioned", DEFAULT.provisioned));
    }

    private static int option(String[] args, String name, int otherwise) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith(name + "="))
                .map(arg -> Integer.valueOf(arg.substring(name.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }

    private static void require(String option, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("%s must be at least %d, was %d".formatted(option, least, value));
        }
    }
}
