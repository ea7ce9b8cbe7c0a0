package io.faas4j.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faas4j.source.Change;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A change as JSON, without what depends on who is told of it (rules CHANGE-1, CHANGE-2, CHANGE-5). */
record ChangeRecord(
        String eventId,
        Change.Type type,
        long epochSecond,
        ObjectNode keys,
        @Nullable ObjectNode newImage,
        @Nullable ObjectNode oldImage,
        StreamViewType viewType,
        boolean isExpiry) {

    private static final String BY_SERVICE =
            ",\"userIdentity\":{\"type\":\"Service\",\"principalId\":\"dynamodb.amazonaws.com\"}";

    Encoded encode() {
        long size = AttributeValues.itemSize(keys)
                + (newImage == null ? 0 : AttributeValues.itemSize(newImage))
                + (oldImage == null ? 0 : AttributeValues.itemSize(oldImage));
        String head = "{\"eventID\":\"%s\",\"eventName\":\"%s\",\"eventVersion\":\"1.1\",\"dynamodb\":{"
                        .formatted(eventId, type)
                + "\"ApproximateCreationDateTime\":%d,\"Keys\":".formatted(epochSecond)
                + keys
                + (newImage == null ? "" : ",\"NewImage\":" + newImage)
                + (oldImage == null ? "" : ",\"OldImage\":" + oldImage)
                + ",\"SequenceNumber\":\"";
        String tail = "\",\"SizeBytes\":%d,\"StreamViewType\":\"%s\"}".formatted(size, viewType)
                + (isExpiry ? BY_SERVICE : "")
                + "}";
        return new Encoded(head.getBytes(StandardCharsets.UTF_8), tail.getBytes(StandardCharsets.UTF_8));
    }

    /** All but the sequence number, which is known when the record has its place. */
    static final class Encoded {

        private final byte[] head;
        private final byte[] tail;

        Encoded(byte[] head, byte[] tail) {
            this.head = head;
            this.tail = tail;
        }

        int size() {
            return head.length + SequenceNumbers.DIGITS + tail.length;
        }

        byte[] at(String sequenceNumber) {
            byte[] whole = new byte[size()];
            System.arraycopy(head, 0, whole, 0, head.length);
            byte[] number = sequenceNumber.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(number, 0, whole, head.length, number.length);
            System.arraycopy(tail, 0, whole, head.length + number.length, tail.length);
            return whole;
        }
    }
}
