package io.faas4j.runtime.context;

import io.faas4j.function.ArnScope;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables a handler sees: the user's and the runtime's own (rules FN-2, CTX-14). */
final class Variables {

    private Variables() {}

    static Map<String, String> of(ExecutionContext context) {
        Revision revision = context.pool().revision();
        ArnScope scope = context.pool().settings().scope();
        Map<String, String> all = new TreeMap<>(revision.userVariables());
        all.put("AWS_REGION", scope.region());
        all.put("AWS_DEFAULT_REGION", scope.region());
        all.put("AWS_LAMBDA_FUNCTION_NAME", revision.functionName());
        all.put("AWS_LAMBDA_FUNCTION_VERSION", revision.version());
        all.put(
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                Integer.toString(revision.configuration().memoryInMb()));
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", context.initializationType().wireName());
        int atOnce = revision.configuration().contextConcurrency();
        if (atOnce > 1) {
            all.put("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(atOnce));
        }
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", LogNames.group(revision));
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", LogNames.stream(context));
        return Collections.unmodifiableMap(all);
    }
}
