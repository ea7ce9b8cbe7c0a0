package io.faas4j.runtime.logs;

import io.faas4j.function.InitializationType;
import io.faas4j.function.LogLevel;
import io.faas4j.invocation.InvocationReport;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lines of one function's log in one format. A null says that there is no such line: in this format, or at its level. */
interface Lines {

    @Nullable
    String initStart(InitializationType type, String version);

    /** Only in JSON; text has the report alone. */
    @Nullable
    String initDone(InitializationType type, InitPhase phase, Ending ending);

    @Nullable
    String initReport(InitializationType type, InitPhase phase, long nanos, Ending ending);

    @Nullable
    String start(UUID requestId, String version);

    @Nullable
    String end(UUID requestId, Ending ending);

    @Nullable
    String report(UUID requestId, InvocationReport report, Memory memory, Ending ending);

    @Nullable
    String application(LogLevel level, String message, @Nullable UUID requestId, @Nullable String tenantId);

    /**
     * What a report says of memory, in MB.
     *
     * @param size as configured
     * @param used by the whole JVM's heap: one process serves all functions
     */
    record Memory(int size, long used) {}
}
