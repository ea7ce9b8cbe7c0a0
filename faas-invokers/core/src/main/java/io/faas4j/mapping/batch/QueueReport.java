package io.faas4j.mapping.batch;

import io.faas4j.source.BatchResponse;
import io.faas4j.source.QueueMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a handler's answer says of the messages of a batch, if its mapping is set to look (rules ESM-SQS-10 to ESM-SQS-12). */
public sealed interface QueueReport {

    /** All were handled: they are deleted. */
    record AllSucceeded() implements QueueReport {}

    /**
     * Some were not: those stay, and come again when they are visible again; the others are deleted.
     *
     * @param failed in the order of the batch, one or more
     * @param succeeded in the order of the batch
     */
    record SomeFailed(List<QueueMessage> failed, List<QueueMessage> succeeded) implements QueueReport {}

    /**
     * It cannot be made out which: nothing is deleted.
     *
     * @param reason what is wrong with the answer
     */
    record BatchFailed(String reason) implements QueueReport {}

    /**
     * Reads an answer that is JSON. Never throws.
     *
     * @param json the answer; null and no bytes mean null
     * @param messages those that the handler was given
     */
    static QueueReport read(byte @Nullable [] json, List<QueueMessage> messages) {
        return QueueReports.read(Answer.of(json), messages);
    }

    /**
     * Reads an answer that is an object. Never throws.
     *
     * @param response the answer
     * @param messages those that the handler was given
     */
    static QueueReport of(@Nullable BatchResponse response, List<QueueMessage> messages) {
        return response == null ? new AllSucceeded() : QueueReports.of(Reported.by(response), messages);
    }
}
