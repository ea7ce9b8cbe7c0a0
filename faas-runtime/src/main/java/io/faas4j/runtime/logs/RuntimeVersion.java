package io.faas4j.runtime.logs;

import io.faas4j.function.ArnScope;

/** What INIT_START says of the Java runtime: the JVM that runs all functions. */
record RuntimeVersion(String version, String arn) {

    static RuntimeVersion of(ArnScope scope) {
        int feature = Runtime.version().feature();
        return new RuntimeVersion(
                "java:" + feature,
                "arn:%s:lambda:%s::runtime:java%d".formatted(scope.partition(), scope.region(), feature));
    }
}
