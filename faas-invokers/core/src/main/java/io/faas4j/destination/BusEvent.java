package io.faas4j.destination;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An event as a listener of an event bus receives it. Immutable.
 *
 * @param id the event's own id
 * @param detailType what it is, such as {@code Lambda Function Invocation Result - Success}
 * @param source who tells it: {@code lambda} for invocation records
 * @param account of the runtime, 12 digits
 * @param time when it was put, to the second
 * @param region of the runtime
 * @param resources the ARNs it is about
 * @param detail a JSON object: the invocation record
 */
public record BusEvent(
        UUID id,
        String detailType,
        String source,
        String account,
        Instant time,
        String region,
        List<String> resources,
        String detail) {

    /** Takes a copy of the resources. */
    public BusEvent {
        resources = List.copyOf(resources);
    }

    /** The whole event as JSON, as a target of the bus receives it. */
    public byte[] toJson() {
        JsonBytes json = new JsonBytes(400 + detail.length());
        json.raw("{\"version\":\"0\",\"id\":").text(id.toString());
        json.raw(",\"detail-type\":").text(detailType);
        json.raw(",\"source\":").text(source);
        json.raw(",\"account\":").text(account);
        json.raw(",\"time\":").text(Timestamps.seconds(time));
        json.raw(",\"region\":").text(region);
        json.raw(",\"resources\":[");
        for (int i = 0; i < resources.size(); i++) {
            json.raw(i == 0 ? "" : ",").text(resources.get(i));
        }
        json.raw("],\"detail\":").value(detail.getBytes(StandardCharsets.UTF_8));
        return json.raw("}").toBytes();
    }
}
