package io.faas4j.samples.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Where a number came from: no number is published without it. */
final class Machine {

    private Machine() {}

    static String describe() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%s %s, JDK %s, %d processors, load average %.1f",
                system.getName(),
                system.getArch(),
                Runtime.version(),
                system.getAvailableProcessors(),
                system.getSystemLoadAverage());
    }
}
