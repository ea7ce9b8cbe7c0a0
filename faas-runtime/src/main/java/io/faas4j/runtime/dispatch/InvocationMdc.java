package io.faas4j.runtime.dispatch;

import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.logs.FunctionLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The runtime's own MDC keys while a handler runs, for those who asked for them. Used by the handler's thread alone. */
final class InvocationMdc {

    private static final String NAME = "faas.name";
    private static final String VERSION = "faas.version";

    private final @Nullable String requestIdBefore = MDC.get(FunctionLog.REQUEST_ID);
    private final @Nullable String nameBefore = MDC.get(NAME);
    private final @Nullable String versionBefore = MDC.get(VERSION);

    /** Remembers what is there, and sets the keys. */
    InvocationMdc(InvocationContext invocation) {
        MDC.put(FunctionLog.REQUEST_ID, invocation.requestId().toString());
        MDC.put(NAME, invocation.functionName());
        MDC.put(VERSION, invocation.functionVersion());
    }

    void restore() {
        restore(FunctionLog.REQUEST_ID, requestIdBefore);
        restore(NAME, nameBefore);
        restore(VERSION, versionBefore);
    }

    private static void restore(String key, @Nullable String before) {
        if (before == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, before);
        }
    }
}
