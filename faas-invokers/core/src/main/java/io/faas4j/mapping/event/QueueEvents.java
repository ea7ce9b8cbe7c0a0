package io.faas4j.mapping.event;

import io.faas4j.queue.MessageDigests;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.util.List;
import java.util.Map;

/** Writes messages of one queue as Lambda's event (rules EVT-1, EVT-7, EVT-8). Immutable. */
public final class QueueEvents {

    private static final String BEGIN = "{\"Records\":[";
    private static final String END = "]}";

    /** How many bytes an event has beside its records. */
    public static final int ENVELOPE_SIZE = BEGIN.length() + END.length();

    private static final int DIGEST_SIZE = 34;
    private static final String MESSAGE_ID = "{\"messageId\":";
    private static final String RECEIPT_HANDLE = ",\"receiptHandle\":";
    private static final String BODY = ",\"body\":";
    private static final String ATTRIBUTES = ",\"attributes\":{";
    private static final String MESSAGE_ATTRIBUTES = "},\"messageAttributes\":{";
    private static final String BODY_DIGEST = "},\"md5OfBody\":";
    private static final String ATTRIBUTES_DIGEST = ",\"md5OfMessageAttributes\":";
    private static final String STRING_VALUE = ":{\"stringValue\":";
    private static final String BINARY_VALUE = ":{\"binaryValue\":";
    private static final String DATA_TYPE = ",\"stringListValues\":[],\"binaryListValues\":[],\"dataType\":";

    /** All that is the same for each message of the queue, without values. */
    private static final int FIXED_SIZE = MESSAGE_ID.length()
            + RECEIPT_HANDLE.length()
            + BODY.length()
            + ATTRIBUTES.length()
            + MESSAGE_ATTRIBUTES.length()
            + BODY_DIGEST.length()
            + DIGEST_SIZE;

    private final String account;
    /** Of each record: where it comes from. */
    private final byte[] tail;

    /**
     * A writer.
     *
     * @param origin the queue
     */
    public QueueEvents(RecordOrigin origin) {
        this.account = origin.account();
        this.tail = new JsonOut(200)
                .raw(",\"eventSource\":")
                .text(origin.kind().eventSource())
                .raw(",\"eventSourceARN\":")
                .text(origin.arn())
                .raw(",\"awsRegion\":")
                .text(origin.region())
                .raw("}")
                .toBytes();
    }

    /**
     * The event, compact JSON in UTF-8.
     *
     * @param messages in their order
     */
    public byte[] json(List<QueueMessage> messages) {
        int size = ENVELOPE_SIZE;
        for (QueueMessage message : messages) {
            size += sizeOf(message);
        }
        JsonOut json = new JsonOut(size).raw(BEGIN);
        for (int i = 0; i < messages.size(); i++) {
            write(json.raw(i == 0 ? "" : ","), messages.get(i));
        }
        return json.raw(END).toBytes();
    }

    private void write(JsonOut json, QueueMessage message) {
        json.raw(MESSAGE_ID).text(message.messageId());
        json.raw(RECEIPT_HANDLE).text(message.receiptHandle());
        json.raw(BODY).text(message.body());
        json.raw(ATTRIBUTES);
        String comma = "";
        for (Map.Entry<String, String> attribute :
                QueueFields.attributes(message, account).entrySet()) {
            json.raw(comma).text(attribute.getKey()).raw(":").text(attribute.getValue());
            comma = ",";
        }
        json.raw(MESSAGE_ATTRIBUTES);
        comma = "";
        for (Map.Entry<String, MessageAttribute> attribute :
                message.attributes().entrySet()) {
            write(json.raw(comma).text(attribute.getKey()), attribute.getValue());
            comma = ",";
        }
        json.raw(BODY_DIGEST).text(MessageDigests.md5OfBody(message.body()));
        if (!message.attributes().isEmpty()) {
            json.raw(ATTRIBUTES_DIGEST)
                    .text(MessageDigests.md5OfAttributes(message.attributes()).orElseThrow());
        }
        json.raw(tail);
    }

    private static void write(JsonOut json, MessageAttribute attribute) {
        byte[] binary = attribute.binaryValue().orElse(null);
        if (binary == null) {
            json.raw(STRING_VALUE).text(attribute.stringValue().orElse(""));
        } else {
            json.raw(BINARY_VALUE).base64(binary);
        }
        json.raw(DATA_TYPE).text(attribute.dataType()).raw("}");
    }

    /**
     * How many bytes of the event a message takes, a comma included, so that the 6 MB of rule ESM-15 can be kept without
     * writing anything, whatever type the function takes: {@link #ENVELOPE_SIZE} and the sizes of all messages are one byte
     * more than the event has.
     *
     * @param message any of the queue
     */
    public int sizeOf(QueueMessage message) {
        int size = FIXED_SIZE + tail.length + 1;
        size += JsonOut.size(message.messageId()) + JsonOut.size(message.receiptHandle());
        size += JsonOut.size(message.body());
        Map<String, String> attributes = QueueFields.attributes(message, account);
        size += attributes.size() - 1;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            size += JsonOut.size(attribute.getKey()) + 1 + JsonOut.size(attribute.getValue());
        }
        return message.attributes().isEmpty() ? size : size + sizeOf(message.attributes());
    }

    private static int sizeOf(Map<String, MessageAttribute> attributes) {
        int size = ATTRIBUTES_DIGEST.length() + DIGEST_SIZE + attributes.size() - 1;
        for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
            MessageAttribute value = attribute.getValue();
            byte[] binary = value.binaryValue().orElse(null);
            size += JsonOut.size(attribute.getKey());
            // The names of both kinds of values are of one length.
            size += STRING_VALUE.length() + DATA_TYPE.length() + JsonOut.size(value.dataType()) + 1;
            size += binary == null ? JsonOut.size(value.stringValue().orElse("")) : JsonOut.base64Size(binary);
        }
        return size;
    }
}
