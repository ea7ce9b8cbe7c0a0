package io.faas4j.runtime.failures;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells of failures where something has to go on: who logs here may hold a context, a thread or a caller's future. What
 * logging itself throws, be it the back end's or that of a logged exception's own methods, is told to nobody.
 */
public final class FailureLog {

    private FailureLog() {}

    /**
     * Writes a warning.
     *
     * @param details as SLF4J takes them: an exception comes last
     */
    public static void warn(Logger log, String message, @Nullable Object... details) {
        try {
            log.warn(message, details);
        } catch (RuntimeException | Error notLogged) {
            // There is nowhere else to tell.
        }
    }

    /** As {@link #warn}, for good news. */
    public static void info(Logger log, String message, @Nullable Object... details) {
        try {
            log.info(message, details);
        } catch (RuntimeException | Error notLogged) {
            // There is nowhere else to tell.
        }
    }

    /** As {@link #warn}, for an error. */
    public static void error(Logger log, String message, @Nullable Object... details) {
        try {
            log.error(message, details);
        } catch (RuntimeException | Error notLogged) {
            // There is nowhere else to tell.
        }
    }
}
