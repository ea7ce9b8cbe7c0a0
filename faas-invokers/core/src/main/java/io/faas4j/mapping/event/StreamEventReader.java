package io.faas4j.mapping.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads records of a stream from Lambda's event (rules EVT-2, EVT-3): what {@link StreamEvents} writes, or anybody else. */
public final class StreamEventReader {

    private static final String ARN = "eventSourceARN";
    private static final Set<String> SAYS_WHERE_FROM = Set.of("eventSource", "awsRegion", ARN);

    private StreamEventReader() {}

    /**
     * Reads an event.
     *
     * @param json the event
     * @throws IllegalArgumentException if it is none
     */
    public static StreamEvent read(byte[] json) {
        JsonNode event = EventJson.parse(json);
        String arn = event.path(ARN).asText("");
        String shardId = event.path("shardId").asText("");
        List<StreamRecord> records = new ArrayList<>();
        for (JsonNode record : EventJson.records(event)) {
            boolean isChange = record.path("dynamodb").isObject();
            records.add(isChange ? change(record) : data(record));
            arn = arn.isEmpty() ? record.path(ARN).asText("") : arn;
            shardId = shardId.isEmpty() && !isChange ? shardOf(record) : shardId;
        }
        return new StreamEvent(arn, shardId, records, window(event));
    }

    private static String shardOf(JsonNode record) {
        String eventId = record.path("eventID").asText("");
        return eventId.substring(0, Math.max(0, eventId.indexOf(':')));
    }

    private static StreamRecord data(JsonNode record) {
        JsonNode data = record.path("kinesis");
        if (!data.isObject()) {
            throw new IllegalArgumentException(
                    "a record of a stream has an object kinesis or dynamodb, but there is none");
        }
        return new StreamRecord(
                EventJson.text(data, "sequenceNumber"),
                EventJson.text(data, "partitionKey"),
                EventJson.binary(data, "data"),
                Instant.ofEpochMilli(data.path("approximateArrivalTimestamp")
                        .decimalValue()
                        .movePointRight(3)
                        .longValue()));
    }

    private static StreamRecord change(JsonNode record) {
        JsonNode change = record.path("dynamodb");
        ObjectNode bare = ((ObjectNode) record).deepCopy();
        bare.remove(SAYS_WHERE_FROM);
        return new StreamRecord(
                EventJson.text(change, "SequenceNumber"),
                change.path("Keys").toString(),
                EventJson.bytes(bare),
                Instant.ofEpochSecond(change.path("ApproximateCreationDateTime").asLong()));
    }

    private static @Nullable WindowFields window(JsonNode event) {
        JsonNode window = event.path("window");
        if (!window.isObject()) {
            return null;
        }
        try {
            return new WindowFields(
                    new Window(
                            Instant.parse(window.path("start").asText("")),
                            Instant.parse(window.path("end").asText(""))),
                    event.path("state").isObject() ? EventJson.bytes(event.path("state")) : new byte[] {'{', '}'},
                    event.path("isFinalInvokeForWindow").asBoolean(),
                    event.path("isWindowTerminatedEarly").asBoolean());
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("a window begins and ends at times, but there is " + window, noTime);
        }
    }
}
