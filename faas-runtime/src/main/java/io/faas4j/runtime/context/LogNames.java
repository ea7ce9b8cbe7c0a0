package io.faas4j.runtime.context;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The names of log groups and streams: one stream for each execution context (rule LOG-6). */
final class LogNames {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy/MM/dd");

    private LogNames() {}

    static String group(Revision revision) {
        return revision.configuration().logging().logGroup().orElse("/aws/lambda/" + revision.functionName());
    }

    static String stream(ExecutionContext context) {
        LocalDate made = LocalDate.ofInstant(context.createdAt(), ZoneOffset.UTC);
        return "%s/[%s]%016x%016x"
                .formatted(
                        DATE.format(made), context.pool().revision().version(), context.streamSeed(), context.number());
    }
}
