package io.faas4j.mapping.batch;

import io.faas4j.mapping.batch.QueueReport.AllSucceeded;
import io.faas4j.mapping.batch.QueueReport.BatchFailed;
import io.faas4j.mapping.batch.QueueReport.SomeFailed;
import io.faas4j.source.QueueMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The table of rule ESM-SQS-10. */
final class QueueReports {

    private QueueReports() {}

    static QueueReport read(Answer answer, List<QueueMessage> messages) {
        return switch (answer.form()) {
            case NOTHING, EMPTY_TEXT -> new AllSucceeded();
            case OBJECT -> readFailures(answer, messages);
            case EMPTY_LIST, OTHER -> new BatchFailed("the answer is not a JSON object");
        };
    }

    private static QueueReport readFailures(Answer answer, List<QueueMessage> messages) {
        try {
            return of(answer.failures(), messages);
        } catch (Answer.UnreadableException unreadable) {
            return new BatchFailed(unreadable.reason());
        }
    }

    /** An identifier given twice counts once (rule ESM-SQS-12). */
    static QueueReport of(List<String> identifiers, List<QueueMessage> messages) {
        if (identifiers.isEmpty()) {
            return new AllSucceeded();
        }
        Set<String> reported = new HashSet<>(identifiers);
        Set<String> unknown = new HashSet<>(reported);
        List<QueueMessage> failed = new ArrayList<>();
        List<QueueMessage> succeeded = new ArrayList<>();
        for (QueueMessage message : messages) {
            (reported.contains(message.messageId()) ? failed : succeeded).add(message);
            unknown.remove(message.messageId());
        }
        return unknown.isEmpty()
                ? new SomeFailed(List.copyOf(failed), List.copyOf(succeeded))
                : new BatchFailed("an itemIdentifier is none of this batch's");
    }
}
