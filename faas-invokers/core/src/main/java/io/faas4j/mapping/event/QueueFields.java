package io.faas4j.mapping.event;

import io.faas4j.source.QueueMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the event says of a message beyond what the message says itself (rules EVT-1, ESM-SQS-9). */
public final class QueueFields {

    private static final String SENDER = "SenderId";

    private QueueFields() {}

    /**
     * Its {@code attributes}, all texts, in their order: first those that every message has, then those of a FIFO queue, then
     * what else the queue says, by name.
     *
     * @param message the message
     * @param sender who sent it, if the message does not tell
     */
    public static Map<String, String> attributes(QueueMessage message, String sender) {
        Map<String, String> others = message.systemAttributes();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ApproximateReceiveCount", Integer.toString(message.receiveCount()));
        all.put("SentTimestamp", Long.toString(message.sentAt().toEpochMilli()));
        all.put(SENDER, others.getOrDefault(SENDER, sender));
        all.put(
                "ApproximateFirstReceiveTimestamp",
                Long.toString(message.firstReceivedAt().toEpochMilli()));
        message.groupId().ifPresent(id -> all.put("MessageGroupId", id));
        message.deduplicationId().ifPresent(id -> all.put("MessageDeduplicationId", id));
        message.sequenceNumber().ifPresent(number -> all.put("SequenceNumber", number));
        if (!others.isEmpty()) {
            new TreeMap<>(others).forEach(all::putIfAbsent);
        }
        return all;
    }
}
