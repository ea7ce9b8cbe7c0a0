package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faas4j.mapping.event.QueueFields;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.queue.MessageDigests;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;

/** What patterns can name beside the data (rule FILT-7): the fields of the event's record, each made only if it is named. */
final class Metadata {

    private Metadata() {}

    /** Of any record: where it comes from. */
    static void put(ObjectNode copy, FieldTree wanted, RecordOrigin origin) {
        put(copy, wanted, "eventSource", () -> origin.kind().eventSource());
        put(copy, wanted, "awsRegion", origin::region);
        put(copy, wanted, "eventSourceARN", origin::arn);
    }

    /** Of a message (rule EVT-1). */
    static void put(ObjectNode copy, FieldTree wanted, RecordOrigin origin, QueueMessage message) {
        put(copy, wanted, origin);
        put(copy, wanted, "messageId", message::messageId);
        put(copy, wanted, "receiptHandle", message::receiptHandle);
        put(copy, wanted, "md5OfBody", () -> MessageDigests.md5OfBody(message.body()));
        if (!message.attributes().isEmpty()) {
            put(
                    copy,
                    wanted,
                    "md5OfMessageAttributes",
                    () -> MessageDigests.md5OfAttributes(message.attributes()).orElseThrow());
        }
        if (wanted.has("attributes")) {
            ObjectNode attributes = copy.putObject("attributes");
            QueueFields.attributes(message, origin.account()).forEach(attributes::put);
        }
        if (wanted.has("messageAttributes")) {
            ObjectNode attributes = copy.putObject("messageAttributes");
            for (Map.Entry<String, MessageAttribute> attribute :
                    message.attributes().entrySet()) {
                attributes.set(attribute.getKey(), copyOf(attribute.getValue()));
            }
        }
    }

    private static ObjectNode copyOf(MessageAttribute attribute) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        attribute.stringValue().ifPresent(value -> copy.put("stringValue", value));
        attribute
                .binaryValue()
                .ifPresent(value -> copy.put("binaryValue", Base64.getEncoder().encodeToString(value)));
        copy.putArray("stringListValues");
        copy.putArray("binaryListValues");
        return copy.put("dataType", attribute.dataType());
    }

    /** Of a record with bytes: the fields of the inner record, and those around it (rule EVT-2). */
    static void put(ObjectNode copy, FieldTree wanted, RecordOrigin origin, String shardId, StreamRecord record) {
        put(copy, wanted, origin);
        put(copy, wanted, "kinesisSchemaVersion", () -> "1.0");
        put(copy, wanted, "partitionKey", record::partitionKey);
        put(copy, wanted, "sequenceNumber", record::sequenceNumber);
        put(copy, wanted, "eventVersion", () -> "1.0");
        put(copy, wanted, "eventID", () -> shardId + ":" + record.sequenceNumber());
        put(copy, wanted, "eventName", () -> "aws:kinesis:record");
        put(copy, wanted, "invokeIdentityArn", origin::identityArn);
        if (wanted.has("approximateArrivalTimestamp")) {
            long millis = record.approximateArrival().toEpochMilli();
            copy.put("approximateArrivalTimestamp", BigDecimal.valueOf(millis, 3));
        }
    }

    private static void put(ObjectNode copy, FieldTree wanted, String name, Supplier<String> value) {
        if (wanted.has(name)) {
            copy.put(name, value.get());
        }
    }
}
