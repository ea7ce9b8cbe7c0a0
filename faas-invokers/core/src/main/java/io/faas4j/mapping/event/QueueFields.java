package io.faas4j.mapping.event;

import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the event says of a message beyond what the message says itself (rules EVT-1, ESM-SQS-9, QUEUE-25). */
public final class QueueFields {

    private static final String SENDER = "SenderId";
    private static final byte TEXT = 1;
    private static final byte BINARY = 2;

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

    /**
     * The MD5 of its body, in hexadecimal.
     *
     * @param message the message
     */
    public static String bodyDigest(QueueMessage message) {
        return HexFormat.of().formatHex(md5().digest(message.body()));
    }

    /**
     * The MD5 of its attributes, in hexadecimal (rule QUEUE-25).
     *
     * @param attributes one or more
     */
    public static String attributesDigest(Map<String, MessageAttribute> attributes) {
        MessageDigest digest = md5();
        new TreeMap<>(attributes).forEach((name, attribute) -> {
            update(digest, name.getBytes(StandardCharsets.UTF_8));
            update(digest, attribute.dataType().getBytes(StandardCharsets.UTF_8));
            byte[] binary = attribute.binaryValue().orElse(null);
            digest.update(binary == null ? TEXT : BINARY);
            update(
                    digest,
                    binary == null ? attribute.stringValue().orElse("").getBytes(StandardCharsets.UTF_8) : binary);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, byte[] value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        digest.update(value);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
