package io.faas4j.function;

import io.faas4j.error.InvalidParameterValueException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules for a user's environment variables (FN-1, FN-2). */
final class EnvironmentVariables {

    private static final int MAX_BYTES = 4096;

    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_LAMBDA_MAX_CONCURRENCY",
            "AWS_LAMBDA_LOG_LEVEL",
            "AWS_LAMBDA_LOG_FORMAT",
            "LAMBDA_TASK_ROOT",
            "LAMBDA_RUNTIME_DIR");

    private EnvironmentVariables() {}

    static void check(Map<String, String> variables) {
        List<String> reserved =
                variables.keySet().stream().filter(RESERVED::contains).sorted().toList();
        if (!reserved.isEmpty()) {
            throw new InvalidParameterValueException(
                    "Lambda was unable to configure your environment variables because "
                            + "the environment variables you have provided contains reserved keys that are currently not "
                            + "supported for modification. Reserved keys used in this request: "
                            + String.join(", ", reserved));
        }
        if (variables.isEmpty()) {
            return;
        }
        String json = json(variables);
        if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new InvalidParameterValueException(
                    "Lambda was unable to configure your environment variables because "
                            + "the environment variables you have provided exceeded the 4KB limit. String measured: "
                            + json);
        }
    }

    /** The map as compact JSON: the text whose bytes the limit counts. This module has no JSON library to ask. */
    private static String json(Map<String, String> variables) {
        StringBuilder json = new StringBuilder("{");
        variables.forEach((key, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            quote(key, json);
            json.append(':');
            quote(value, json);
        });
        return json.append('}').toString();
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
